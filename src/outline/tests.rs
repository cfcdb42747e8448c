use super::*;
use crate::language::language_of;
use crate::lexer::lex;

/// The blocks of a text as `kind(head)`, and the items of each as `key|value`.
fn shown(path: &str, text: &str) -> Vec<String> {
    let language = language_of(path, text.as_bytes());
    let outline = outline(
        text.as_bytes(),
        &lex(text.as_bytes(), language),
        language.blocks,
    );
    (0..outline.blocks.len())
        .map(|number| {
            let block = outline.block(number);
            let items: Vec<String> = outline
                .items(number)
                .iter()
                .map(|item| match item.separator {
                    Some(_) => format!("{}|{}", text[item.key()].trim(), text[item.value()].trim()),
                    None => text[item.span.clone()].trim().to_owned(),
                })
                .map(|item| item.split('\n').next().unwrap_or_default().to_owned())
                .collect();
            format!(
                "{:?}({}): {}",
                block.kind,
                text[block.head.clone()].trim(),
                items.join(" ; ")
            )
        })
        .collect()
}

#[test]
fn brackets_make_blocks_and_literals_do_not() {
    let text =
        "const a: Map<string, X> = {\n  \"x(\": { n: 1 }, // [\n  y: f(\"}\", 2),\n};\nlet b = 3\n";
    assert_eq!(
        shown("a.ts", text),
        [
            "File(): const a|Map<string ; X>|{ ; let b|3",
            "Curly(X> =): \"x(\"|{ n: 1 } ; y|f(\"}\", 2)",
            "Curly(\"x(\":): n|1",
            "Round(y: f): \"}\" ; 2",
        ]
    );
}

#[test]
fn indentation_makes_blocks() {
    let text = "a:\n  b: x:1\n  c:\n  - d: 1\n    e: [2, 3]\n  - f\ng: h(\n";
    assert_eq!(
        shown("a.yaml", text),
        [
            "File(): a| ; g|h(",
            "Lines(a:): b|x:1 ; c|",
            "Lines(c:): - ; - f",
            "Element(-): d|1 ; e|[2, 3]",
            "Square(e:): 2 ; 3",
        ]
    );
    let text = "class A:\n    X: str = \"1\"\n\n    def f(self):\n        return (1,\n2)\nY = 2\n";
    assert_eq!(
        shown("a.py", text),
        [
            "File(): class A| ; Y|2",
            "Lines(class A:): X|\"1\" ; def f(self)|",
            "Round(def f): self",
            "Lines(def f(self):): return (1,",
            "Round(return): 1 ; 2",
        ]
    );
}

#[test]
fn headers_make_sections() {
    let text = "a = 1\n[b.\"c d\"]\nx = [\n  1, # ]\n  2\n]\n[[e]]\ny = 3\n";
    assert_eq!(
        shown("a.toml", text),
        [
            "File(): a|1",
            "Section(b.\"c d\"): x|[",
            "Square(x =): 1 ; 2",
            "Section(e): y|3"
        ]
    );
}

#[test]
fn a_statement_continues_after_an_operator() {
    let text = "x = a\n    ?? b\n    ?? \"c\";\nif (x == 1)\n{\n  y();\n}\nz\n";
    assert_eq!(shown("a.cs", text)[0], "File(): x|a ; if (x == 1) ; z");
}

#[test]
fn deep_nesting_causes_no_overflow() {
    for open in ["(", "[", "{", ")", "(]", "a:\n ", "- - - ", "\"", "<<A\n"] {
        for path in [
            "a.ts", "a.py", "a.yaml", "a.toml", "a.sh", "a.xml", "a.md", "a.qqq",
        ] {
            let text = open.repeat(20_000);
            let language = language_of(path, b"");
            let outline = outline(
                text.as_bytes(),
                &lex(text.as_bytes(), language),
                language.blocks,
            );
            let at = outline.block_at(text.len());
            assert!(outline.around(at).take(CLIMB).count() <= CLIMB);
        }
    }
}

#[test]
fn a_head_is_not_longer_than_anybody_writes() {
    for (path, text) in [
        ("a.py", "x[\"a\"]".repeat(2_000)),
        ("a.tsx", "<A b={\"a\"}>".repeat(2_000)),
        ("a.yaml", format!("{}:\n  b: c\n", "a ".repeat(8_000))),
        ("a.toml", format!("[{}]\nb = 1\n", "a.".repeat(8_000))),
    ] {
        let language = language_of(path, b"");
        let outline = outline(
            text.as_bytes(),
            &lex(text.as_bytes(), language),
            language.blocks,
        );
        let block = outline.block(outline.len() - 1);
        assert!(outline.len() > 1, "{path}");
        assert!(block.head.len() <= 4_096, "{path}: {block:?}");
    }
}
