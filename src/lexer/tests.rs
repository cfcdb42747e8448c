mod encodings;

use super::*;
use crate::language::{LANGUAGES, language_of};

/// What the text `needle` is in a file with this name.
fn kind(path: &str, text: &str, needle: &str) -> TokenKind {
    let at = text.find(needle).expect("the needle is in the text");
    lex(text.as_bytes(), language_of(path, text.as_bytes())).kind_at(at)
}

const CODE: TokenKind = TokenKind::Code;
const STRING: TokenKind = TokenKind::String;
const LINE: TokenKind = TokenKind::LineComment;
const BLOCK: TokenKind = TokenKind::BlockComment;
const PROSE: TokenKind = TokenKind::Prose;
const FENCE: TokenKind = TokenKind::Fence;

#[test]
fn every_family_of_syntax() {
    let table: &[(&str, &str, TokenKind)] = &[
        ("a.py", "x = 'HIT'", STRING),
        ("a.py", "x = 1 # HIT", LINE),
        ("a.py", "x = '#' + HIT", CODE),
        (
            "a.py",
            "def f():\n    \"\"\"About.\n    HIT\n    \"\"\"\n",
            BLOCK,
        ),
        ("a.py", "f(\n    \"\"\"HIT\"\"\")", STRING),
        ("a.py", "x = r'\\' HIT'\ny", STRING),
        ("a.py", "x = 'open\ny = HIT", CODE),
        ("a.py", "x = 'open\r\ny = HIT", CODE),
        ("a.py", "x = 'a \\\nHIT'", STRING),
        ("a.py", "x = 'a \\\r\nHIT'", STRING),
        ("a.ts", "const s = `a ${f(`HIT`)} b`; x", STRING),
        ("a.ts", "const s = `${a}`; HIT", CODE),
        ("a.ts", "const r = /[\"`]/g; HIT", CODE),
        ("a.ts", "a / b; c = \"HIT\" / 2", STRING),
        ("a.ts", "/* a\n HIT */", BLOCK),
        ("a.js", "x = 'it\\'s' // HIT", LINE),
        ("A.java", "char c = '\"'; // HIT", LINE),
        ("A.java", "String s = \"\"\"\n HIT\n\"\"\";", STRING),
        ("A.java", "/** HIT */", BLOCK),
        ("a.kt", "val s = \"${f(\"HIT\")}\"", STRING),
        ("a.scala", "/* a /* b */ HIT */ c", BLOCK),
        ("a.groovy", "def m = 'HIT'", STRING),
        ("a.go", "s := `\"` + HIT", CODE),
        ("a.go", "s := `// HIT`", STRING),
        ("a.rs", "fn f<'a>(x: &'a str) { g(\"HIT\") }", STRING),
        ("a.rs", "let s = r#\"a\"b HIT\"#;", STRING),
        ("a.rs", "/* /* */ HIT */", BLOCK),
        ("a.cs", "var s = @\"c:\\\"; // HIT", LINE),
        ("a.cs", "var s = \"\"\"\"\n \"\"\" HIT\n\"\"\"\";", STRING),
        ("a.fs", "(* HIT *)", BLOCK),
        ("a.fs", "let f (x: 'a) = \"HIT\"", STRING),
        ("a.cpp", "auto s = R\"x(\" HIT)x\";", STRING),
        ("a.swift", "let s = #\"a\" HIT\"#", STRING),
        ("a.swift", "let s = \"\\(f(\"x\")) HIT\"", STRING),
        ("a.rb", "x = <<~TEXT\n  HIT\nTEXT\ny", STRING),
        ("a.rb", "x = <<~TEXT\n  a\nTEXT\nHIT", CODE),
        ("a.rb", "x = \"#{a} # HIT\"", STRING),
        ("a.rb", "x = %w[HIT b]", STRING),
        ("a.rb", "=begin\nHIT\n=end\n", BLOCK),
        ("a.php", "<?php $x = 'HIT';", STRING),
        ("a.php", "<?php // HIT", LINE),
        ("a.php", "<?php $x = <<<EOT\nHIT\nEOT;\n", STRING),
        ("a.pl", "my $x = qq{HIT};", STRING),
        ("a.pl", "=pod\n\nHIT\n\n=cut\n", BLOCK),
        ("a.R", "x <- 'HIT' # y", STRING),
        ("a.ex", "x = ~s(HIT)", STRING),
        ("a.ex", "# HIT", LINE),
        ("a.ex", "@doc \"\"\"\nHIT\n\"\"\"\n", BLOCK),
        ("a.ex", "@moduledoc ~S\"\"\"\nHIT\n\"\"\"\n", BLOCK),
        ("a.ex", "@typedoc \"HIT\"", BLOCK),
        ("a.ex", "@model \"HIT\"", STRING),
        ("a.ex", "@prompt \"\"\"\nHIT\n\"\"\"\n", STRING),
        ("a.hs", "{- {- -} HIT -}", BLOCK),
        ("a.hs", "x' = f \"HIT\"", STRING),
        ("a.sh", "x=${#y} HIT", CODE),
        ("a.sh", "x=\"$(f \"HIT\")\"", STRING),
        ("a.sh", "cat <<'EOF'\nHIT\nEOF\n", STRING),
        ("a.sh", "f # HIT", LINE),
        ("a.ps1", "<# HIT #>", BLOCK),
        ("a.ps1", "$x = \"a`\"HIT\"", STRING),
        ("a.bat", "REM HIT", LINE),
        ("a.bat", "set X=HIT", CODE),
        ("a.sql", "select 'it''s HIT'", STRING),
        ("a.sql", "-- HIT", LINE),
        ("a.lua", "--[==[ a ]] HIT ]==]", BLOCK),
        ("a.lua", "x = [[HIT]]", STRING),
        ("a.lua", "-- HIT", LINE),
        ("a.dart", "var x = '${f('HIT')}';", STRING),
        ("a.tf", "x = \"${var.a == \"HIT\" ? 1 : 2}\"", STRING),
        ("a.tf", "x = <<-EOT\n  HIT\n  EOT\n", STRING),
        ("a.tf", "# HIT", LINE),
        ("a.yaml", "a: don't # HIT", LINE),
        ("a.yaml", "a: 'x # HIT'", STRING),
        ("a.yaml", "a: b#HIT", CODE),
        ("a.yaml", "{{- /* HIT */ -}}", BLOCK),
        ("a.json", "{\"a\": \"http://HIT\"}", STRING),
        ("a.jsonc", "{ // HIT\n}", LINE),
        ("a.toml", "a = 'HIT' # b", STRING),
        ("a.toml", "a = 1 # HIT", LINE),
        ("a.ini", "; HIT", LINE),
        ("a.ini", "a = b#HIT", CODE),
        ("a.properties", "! HIT", LINE),
        ("a.properties", "a=#HIT", CODE),
        (".env", "A=HIT # b", CODE),
        (".env", "# HIT", LINE),
        ("a.xml", "<a><!-- HIT --></a>", BLOCK),
        ("a.xml", "<a b=\"HIT\"/>", STRING),
        ("a.xml", "<a>HIT</a>", CODE),
        ("a.html", "<p>HIT</p>", PROSE),
        ("a.html", "<script>\nx = 'HIT'</script>", STRING),
        ("a.html", "<script>\n// HIT\n</script>", LINE),
        (
            "a.vue",
            "<template>a</template><script>x = HIT</script>",
            FENCE,
        ),
        ("a.md", "about HIT", PROSE),
        ("a.md", "```python\nx = 'HIT'\n```\n", FENCE),
        ("a.md", "```\na\n```\nHIT", PROSE),
        ("a.md", "a `HIT` b", FENCE),
        ("a.md", "<!-- HIT -->", BLOCK),
        ("a.rst", "Use::\n\n    HIT\n\nend", FENCE),
        ("a.rst", ".. HIT\n\nend", BLOCK),
        ("a.rst", "Use::\n\n    a\n\nHIT", PROSE),
        ("a.adoc", "----\nHIT\n----\n", FENCE),
        ("a.adoc", "// HIT", LINE),
        ("Dockerfile", "# HIT", LINE),
        ("Dockerfile", "ENV A=HIT", CODE),
        ("Makefile", "A = b # HIT", LINE),
        ("a.graphql", "# HIT", LINE),
        ("a.proto", "// HIT", LINE),
        ("a.nix", "x = ''\n HIT\n'';", STRING),
        ("a.bicep", "param x string = 'HIT'", STRING),
        ("a.txt", "HIT", PROSE),
        ("a.csv", "a,\"HIT\"", CODE),
        // What only looks like the beginning of a comment, and what ends one.
        ("a.php", "<?php\n#[Model('HIT')]\n", STRING),
        ("a.php", "<?php # HIT ?>", LINE),
        ("a.php", "<?php # x ?><?php $m = 'HIT';", STRING),
        ("a.php", "<?php // x ?><?php $m = 'HIT';", STRING),
        ("a.clj", "(def a \\;) (def m \"HIT\")", STRING),
        ("a.clj", "(def a \\\") ; HIT", LINE),
        ("a.erl", "A = $%, M = \"HIT\".", STRING),
        ("a.hs", "x --> \"HIT\"", STRING),
        ("a.hs", "x -- > HIT", LINE),
        ("a.groovy", "x = ~/\\/*/; m = \"HIT\"", STRING),
        ("a.groovy", "x = $/ /* /$; m = \"HIT\"", STRING),
        ("a.sh", "x=\\'; m=HIT # b", CODE),
        ("a.html", "<!--><script>x = 'HIT'</script>-->", STRING),
        ("a.html", "<!---><script>x = 'HIT'</script>-->", STRING),
        ("a.html", "<!-- --!><script>x = 'HIT'</script>-->", STRING),
        ("a.html", "<!-- a -- b -> HIT -->", BLOCK),
        ("a.html", "<!----><script>x = 'HIT'</script>-->", STRING),
    ];
    for (path, text, expected) in table {
        assert_eq!(kind(path, text, "HIT"), *expected, "{path}: {text}");
    }
}

/// What some reader of the language does not skip, though it looks like a comment.
const NO_COMMENTS: &[(&str, &str)] = &[
    // Ends of lines.
    ("a.js", "// a\rHIT"),
    ("a.js", "// a\u{2028}HIT"),
    ("a.py", "# a\rHIT"),
    ("a.cs", "// a\u{85}HIT"),
    ("a.yaml", "# a\rm: HIT"),
    ("A.java", "// a\\u000aHIT"),
    ("A.java", "// a\\uuu000D HIT"),
    ("A.java", "s = \"\\u0022 // \\u0022 + HIT"),
    ("A.java", "/* \\u002a/ HIT */"),
    ("a.scala", "// a\\u000aHIT"),
    ("a.groovy", "// a\\u000aHIT"),
    // Lines that are continued.
    ("a.properties", "a=b\\\n# HIT"),
    ("a.properties", "a=b\\\r\n  ! HIT"),
    ("a.sh", "m=a\\\n#HIT"),
    (".env", "A=a\\\n# HIT"),
    ("a.ini", "a = b \\\n# HIT"),
    ("a.bat", "set A=^\nREM HIT"),
    // Operators.
    ("a.hs", "x |-- \"HIT\""),
    ("a.R", "a %#% \"HIT\""),
    ("a.fs", "f (*) \"HIT\" (* b *)"),
    ("a.sql", "select 1--HIT"),
    ("a.sql", "/*! insert into m values ('HIT') */"),
    ("a.sql", "/*M!100 insert into m values ('HIT') */"),
    ("a.hjson", "{\n  url: bedrock://HIT\n}"),
    // Quotes.
    ("a.sql", "select 'a\\' -- HIT'"),
    ("a.sql", "select `a -- b`, 'HIT'"),
    ("a.sql", "select [a -- b], 'HIT'"),
    ("a.sql", "select q'[a' -- HIT]'"),
    ("a.sh", "m=$'a\\' # HIT'"),
    ("a.sh", "m=${a:- #}HIT"),
    (".env", "A=\"a\n# HIT\""),
    ("a.yaml", "a: 5 \"b\nc: \"d # HIT\""),
    ("a.py", "x = f\"{d[\"k # \"]}{HIT}\""),
    ("a.cs", "var x = $\"{d[\"k // \"]}{HIT}\";"),
    ("a.php", "<?php $x = \"{$a[\"b // c\"]}{$HIT}\";"),
    ("a.jl", "x = \"$(f(\"a # b\")) HIT\""),
    ("a.jl", "x = `a # HIT`"),
    ("a.d", "x = r\"\\\" ~ \"// HIT\";"),
    ("a.nim", "x = r\"\\\" & \"# HIT\""),
    ("a.dart", "var x = r'\\' + '// HIT';"),
    ("a.zig", "    \\\\ a // HIT"),
    ("a.nix", "x = ''a ''' # HIT'';"),
    ("a.R", "x <- r\"(a \" # HIT)\""),
    ("a.ml", "let x = {| (* |} ^ HIT ^ {| *) |}"),
    ("a.hs", "x = [r| -- HIT |]"),
    ("a.ex", "x == ?# and f(HIT)"),
    ("a.erl", "A = \"\"\"\n % \" HIT\n\"\"\"."),
    ("a.cmake", "set(M [[ # HIT ]])"),
    ("a.cmake", "set(M \"a\n# HIT\")"),
    ("a.rego", "m := `# HIT`"),
    ("a.cue", "m: \"\"\"\n // HIT\n\"\"\""),
    ("a.jsonnet", "{ m: |||\n  // HIT\n||| }"),
    ("a.ps1", "$m = \u{201c}a # HIT\u{201d}"),
    ("a.cpp", "f(BAR\"(\" g()\"// HIT\""),
    ("a.pl", "print q#x #.q{HIT};"),
    ("a.pl", "$x =~ s/a/ #/; $m = 'HIT';"),
    ("a.pl", "if (/ #x/) { $m = 'HIT' }"),
    ("a.pl", "$x = <<eof;\n# HIT\neof\n"),
    ("a.rb", "x = <<~sql\n# HIT\nsql\n"),
    ("a.sh", "cat <<eof\n# HIT\neof\n"),
    ("a.sh", "cat <<\\EOF\n# HIT\nEOF\n"),
    ("a.sh", "cat <<'-x'\n# HIT\n-x\n"),
    ("Dockerfile", "COPY <<EOF /app/a.conf\n# HIT\nEOF\n"),
    // Regular expressions.
    ("a.js", "if (a) /[/*]/.test(b); HIT /* c */"),
    ("a.js", "x => /[/*]/.test(b); HIT /* c */"),
    ("a.js", "else /[//]/.test(HIT)"),
    ("a.js", "y = {a} / \"b/\" + f(\"//\", HIT)"),
    // Commands of shells.
    ("a.sh", "x=`echo a # b`; m=\"HIT\""),
    ("a.sh", "x=\"`echo \" # \"`\"; m=\"HIT\""),
    ("a.sh", "x=\"`echo # a`\"; m=\"HIT\" # \""),
    ("a.sh", "x=`echo \\` # \\``; m=\"HIT\""),
    ("a.sh", "x=`echo \\`a # b\\` HIT`"),
    ("a.sh", "x=`echo \"`; m=\"HIT\" # \""),
    ("a.sh", "echo a\\ #b; m=\"HIT\""),
    ("a.sh", "echo a\r#b; m=\"HIT\""),
    ("a.sh", "x=`echo \"a # b\" # c`; m=\"HIT\""),
    ("Makefile", "a:\n\tx=`echo # `; M=HIT run"),
    ("a.py", "x = rf\"\\{\"#\"}\"; f(m=\"HIT\")"),
    ("a.sh", "x=\"$(echo # \"\n)\"; y=\" # \"; m=\"HIT\""),
    (
        "a.sh",
        "x=\"$(case a in a) echo \" # \" ;; esac)\"; m=\"HIT\"",
    ),
    ("a.sh", "x=\"${a:-'}\"; echo '}\" # ' ; m=\"HIT\""),
    ("a.sh", "cat <<< EOF\nm='\nEOF\n # ' ; f HIT"),
    ("a.sh", "x=\"$(cat <<E\nit's\nE\n)\"; y=' # ' ; f HIT"),
    ("a.fish", "set x 'a\\' # '; set m 'HIT'"),
    ("a.ps1", "echo a` #b; $m = 'HIT'"),
    ("a.rb", "x = `echo # a`; m = 'HIT'"),
    ("a.rb", "x = <<`E`\n# #{HIT}\nE\n"),
    ("a.php", "<?php $x = `echo # a`; $m = 'HIT';"),
    ("a.pl", "my $x = `echo # a`; my $m = 'HIT';"),
    ("a.yaml", "run: |\n  x=`echo a # b`; m=HIT"),
    ("a.yaml", "run: |\n  x=`echo a\n  b # c`; m=HIT"),
    ("a.yaml", "run: |\n  x=\"`echo \" # \"`\"; m=HIT"),
    ("a.yaml", "run: |\n  x=\"$(echo \" # \")\"; m=HIT"),
    ("a.yaml", "run: |\n  x=\"$(echo \"\n  # \")\"; m=HIT"),
    ("a.yaml", "run: |\n  echo a\\ #b; m=HIT"),
    ("Makefile", "a:\n\tx=`echo a # b`; m=HIT"),
    ("Makefile", "a:\n\tx=\"$$(echo \" # \")\"; m=HIT"),
    // What one language has.
    ("a.lua", "x = \"\\z\n -- \" f(\"HIT\")"),
    ("a.R", "x <- r\"-{\" #}-\"; f(\"HIT\") # \""),
    ("a.scm", "#;(a) (f \"HIT\")"),
    ("a.scm", "#;a (f \"HIT\")"),
    ("a.nim", "#[ #[ ]# ]# f(\"HIT\")"),
    ("a.nim", "#[ ]# f(\"HIT\")"),
    ("a.lisp", "(setq |a ; b| 1) (f \"HIT\")"),
    ("a.lisp", "(list |a\"| \"|\" \" ; \" (f \"HIT\"))"),
    ("a.el", "(setq x ?;) (f \"HIT\")"),
    ("a.fs", "let ``a // b`` = f \"HIT\""),
    ("a.cs", "#if X\n/*\n#endif\nf(\"HIT\"); /* */"),
    ("a.cs", "#if X\n/*\n#endif\ns = \"*/ // \"; f(\"HIT\");"),
    ("a.cs", "#if X\n@\"\n # else\nx = @\"// x\"; f(\"HIT\");"),
    (
        "a.cs",
        "x = $\"\"\"{ f(\"\"\" // \"\"\") }\"\"\"; f(\"HIT\")",
    ),
    ("a.hs", "#if 0\n{-\n#endif\nx = f \"HIT\" {- -}"),
    ("a.hs", "{-# RULES \"a\" b = c \"HIT\" #-}"),
    ("a.ex", "x = ~HTML|#|; f(\"HIT\")"),
    ("a.ex", "x = ~s(#{\")\" <> ?\" } # ) f(\"HIT\")"),
    ("a.ex", "x = '''\n it's # \n'''; f(\"HIT\")"),
    ("a.rb", "x = %Q(#{')'} # ); f('HIT')"),
    ("a.rb", "x = /#{'/'} # /; f(HIT)"),
    ("a.swift", "x = ##/ // \"# /##; f(\"HIT\")"),
    ("a.swift", "x = `a // b`; f(\"HIT\")"),
    ("a.swift", "x = #\"\\#(f(#\"a\"#)) // \"#; g(\"HIT\")"),
    ("a.scala", "x = <a>//</a>; f(\"HIT\")"),
    ("a.scala", "x = <a b='// c'/>; f(\"HIT\")"),
    ("a.kt", "x = \"${ 1 /* \" */ }\"; y = \" // \"; f(\"HIT\")"),
    ("a.kt", "x = \"${'\"'} // ${f(\"HIT\")}\""),
    ("a.js", "x = `${a.replace(/\"/g, `//`) + f(\"HIT\")}`"),
    ("CMakeLists.txt", "set(x a\\#b) set(M \"HIT\")"),
    ("a.raku", "#`( ) f(\"HIT\")"),
    ("a.pl", "#`[[ ] ]] f(\"HIT\")"),
    ("a.vm", "## x\n#set($m = \"HIT\")"),
    ("a.vm", "#* x *##set($m = \"HIT\")"),
    ("a.nix", "{ x = ''''\\'' # ''; m = f \"HIT\"; }"),
    ("a.c", "#include <a/*b>\nf(\"HIT\"); /* */"),
    ("a.c", "#include \\\n<a//b> HIT"),
    ("a.Rmd", "<!--\n```{r}\nf('HIT')\n```\n-->"),
    ("a.py", "# -*- coding: utf-7 -*-\n# x +AAo-print(\"HIT\")\n"),
    ("a.py", "# coding: unicode_escape\n# x \\nprint(\"HIT\")\n"),
    (
        "a.py",
        "#!/bin/a\r# coding=raw_unicode_escape\n\"\"\"\\u0022 HIT\"\"\"\n",
    ),
    // Elements of JSX.
    ("a.jsx", "x = <><p>https://a</p><B m='HIT'/></>"),
    ("a.js", "x = <a>// {f({m: \"HIT\"})}</a>"),
    ("a.tsx", "x = <a>/* {f({m: 'HIT'})} */</a>"),
    ("a.mjs", "x = <a b='\\'>// {f({m: 'HIT'})}</a>"),
    ("a.jsx", "x = <a b={1 > 0 && c} d=<e>//</e>>// {HIT}</a>"),
    ("a.jsx", "x = <a.b<c> d>// {HIT}</a . b>"),
    ("a.jsx", "x = < a>// {HIT}</ a>"),
    ("a.jsx", "x = <a>{{b: '}'}}// {HIT}</a>"),
    ("a.jsx", "x = <a>it's</a>; y = <a>// {HIT}</a>"),
    ("a.jsx", "x = <a><b/>// {HIT}</a>"),
    ("a.jsx", "export default <a>// {HIT}</a>"),
    ("a.jsx", "if (a) <a>// {HIT}</a>"),
    ("a.jsx", "function f() {}\n<a>// {HIT}</a>"),
    ("a.jsx", "x = /* b */ <a>// {HIT}</a>"),
    ("a.jsx", "x = <a /* b */>// {HIT}</a>"),
    ("a.jsx", "x = `${<p>'</p> + `//` + f(HIT)}`"),
    ("a.jsx", "x = `${<p>\"</p>}` + \"} ` // \" + f(HIT)"),
    ("a.vue", "<script>x = <a>// {HIT}</a></script>"),
    // Documentation that is not any.
    ("a.rb", "x\n  =begin\n HIT\n=end\n"),
    ("a.pl", "our $m\n=head(q{HIT});\n=cut\n"),
    ("a.py", "x = (a if b else\n\"\"\"HIT\"\"\")"),
    ("a.py", "x = ('a'\n\"\"\"HIT\"\"\")"),
    ("a.py", "\"\"\"HIT\"\"\".join(f())"),
    ("a.jl", "function f()\n\"\"\"HIT\"\"\"\nend"),
    ("a.graphql", "f(m:\n\"\"\"HIT\"\"\")"),
    // Markup.
    (
        "a.html",
        "<textarea><!-- </textarea><script>HIT</script> -->",
    ),
    ("a.html", "<title><!--</TITLE><script>HIT</script>-->"),
    ("a.html", "<p a= '<!--'><script>HIT</script><p a='-->'>"),
    ("a.html", "<p a=<!-- ><script>HIT</script><p a=-->"),
    ("a.html", "<script></SCRIPT><p>/*</p><script>HIT</script>*/"),
    (
        "a.html",
        "<script><!-- <script></script>\nHIT\n--></script>",
    ),
    ("a.html", "<script type=\"text/x\">// HIT</script>"),
    ("a.html", "<% f(`#HIT`) %>"),
    ("a.xml", "<a><![CDATA[<!--]]>HIT<![CDATA[-->]]></a>"),
    ("a.xml", "<?x <!-- ?>HIT<?y --> ?>"),
    ("a.xml", "<a b = \"<!--\"/>HIT<c d=\"-->\"/>"),
    ("a.php", "<p>http://a <?= 'HIT' ?>"),
    ("a.php", "<?php f() ?> // <?php g('HIT');"),
    ("a.js", "#!/usr/bin/env node /*\nm = 'HIT'; /* */"),
    ("a.lua", "#!/usr/bin/env lua --[[\nm = 'HIT' --]]"),
    ("a.hs", "#!/usr/bin/env runghc {-\nm = \"HIT\" {- -}"),
    ("a.rs", "#!/usr/bin/env x /*\nlet m = \"HIT\"; /* */"),
    ("a.cs", "#region /*\nvar m = \"HIT\"; /* */"),
    ("a.cs", "  # endregion of /*\nvar m = \"HIT\"; /* */"),
];

#[test]
fn only_text_that_the_language_skips_is_a_comment() {
    let is_one =
        |(path, text): &&(&str, &str)| matches!(kind(path, text, "HIT"), LINE | BLOCK | PROSE);
    let wrong: Vec<_> = NO_COMMENTS.iter().filter(is_one).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The same where lines end in CRLF.
#[test]
fn line_ends_do_not_change_the_tokens() {
    for (path, text) in NO_COMMENTS {
        let text = text.replace("\r\n", "\n");
        let crlf = text.replace('\n', "\r\n");
        let found = kind(path, &text, "HIT");
        assert_eq!(kind(path, &crlf, "HIT"), found, "{path}: {text}");
    }
}

/// After some failures to find an end, the file counts as having no comments.
#[test]
fn a_text_that_cannot_be_read_has_no_comments() {
    let class = format!("x = /[{}\n", "a".repeat(17 << 10));
    for (path, part, rest) in [
        ("a.sh", "x <<A\n", "cat <<EOF\n# HIT\nEOF\n"),
        ("a.rs", "/* /* */\n", "// HIT\n"),
        ("a.js", class.as_str(), "// HIT\n"),
    ] {
        assert_ne!(kind(path, &(part.repeat(40) + rest), "HIT"), LINE, "{path}");
    }
    // A few failures change nothing.
    for (path, part) in [("a.rs", "/* /* */\n"), ("a.js", &class)] {
        assert_eq!(
            kind(path, &(part.repeat(10) + "// HIT\n"), "HIT"),
            LINE,
            "{path}"
        );
    }
}

#[test]
fn real_comments_are_still_comments() {
    let table: &[(&str, &str)] = &[
        ("a.properties", "# a \\\n# HIT"),
        ("a.properties", "a=b\\\\\n# HIT"),
        ("a.sh", "f a \\\n  # HIT"),
        ("a.sh", "x=${y:-z} # HIT"),
        ("a.sh", "x=`date` # HIT"),
        ("a.lua", "x = \"\\z\n -- \" -- HIT"),
        ("a.R", "x <- r\"---(a)---\" # HIT"),
        ("a.nim", "##[ a\nHIT ]##"),
        ("a.nim", "# HIT"),
        ("a.el", "(setq x ?a) ; HIT"),
        ("a.clj", "(empty? x) ; HIT"),
        ("a.cs", "#if X\n/* HIT */\n#endif\n"),
        ("a.cs", "var x = $\"\"\"{a}\"\"\"; // HIT"),
        ("a.hs", "{- HIT -}"),
        ("a.ex", "x = ~s(#{a}) # HIT"),
        ("a.rb", "x = %(#{f(a)}) + /#{b.join('|')}/ # HIT"),
        ("a.swift", "let x = a / b / c // HIT"),
        ("a.swift", "let x = #\"\\(a)\"# // HIT"),
        ("a.scala", "/** <p>a</p> */\nval x = a < b // HIT"),
        ("a.kt", "val x = \"${a[\"b\"]}\" // HIT"),
        ("a.js", "x = `${a.replace(/^https?:\\/\\//, '')}` // HIT"),
        ("CMakeLists.txt", "set(x a) # HIT"),
        ("a.c", "#include <a.h> // HIT"),
        ("a.c", "#define A 1 /* HIT */"),
        ("a.c", "if (a < b) { /* HIT */"),
        ("a.md", "<!-- ```\nHIT\n``` -->"),
        ("a.py", "# -*- coding: UTF_8 -*-\n# HIT\n"),
        ("a.py", "# coding: iso-8859-15\n# HIT\n"),
        ("a.py", "# encoding of x\n# HIT\n"),
        ("a.sh", "x=`date # HIT`"),
        ("a.sh", "x=`date` # use `HIT`"),
        ("a.sh", "x=\"`date +'%s'`\" # HIT"),
        ("a.sh", "x=\"$(f a | g '\"') ${y#*/} ${z//'a'/b}\" # HIT"),
        ("a.sh", "x=\"$(cat <<'E'\ndon't\nE\n)\"\n# HIT"),
        ("a.sh", "x=\"$(\n  # it's\n  f)\" # HIT"),
        ("a.sh", "cat <<<a # HIT"),
        ("a.sh", "case $x in a) f ;; esac # HIT"),
        ("a.fish", "set x 'it\\'s' # HIT"),
        ("a.ps1", "$x = \"C:\\ \" # HIT"),
        ("a.rb", "x = `date` # HIT"),
        ("a.yaml", "run: echo $(date) # HIT"),
        ("a.yaml", "run: |\n  echo `date` # HIT"),
        ("Makefile", "A = $(shell date) # HIT"),
        ("a.js", "x = (a) / 2 // HIT"),
        ("a.jsx", "x = <a>{/* HIT */}</a>"),
        ("a.jsx", "x = <a\n  // HIT\n  b='c'>d</a>"),
        ("a.jsx", "x = <a b='c'>it's</a> // HIT"),
        ("a.jsx", "x = <a.b c={d => <e/>}/> // HIT"),
        ("a.jsx", "x = <A<B<C>> d='e'/> // HIT"),
        ("a.jsx", "<a>{b < c ? <d/> : 'e'}</a> // HIT"),
        ("a.tsx", "f = <T,>(a: T) => a // HIT"),
        ("a.tsx", "f = <T extends A<B>>(a: T) => a // HIT"),
        ("a.tsx", "type F = <T>(a: T) => a // HIT"),
        ("a.ts", "x = <any>y // HIT"),
        ("a.ts", "x = new Map<string, Set<T>>() // HIT"),
        ("a.js", "for (i = 0; i<n; i++) x = f(a)<b // HIT"),
        ("a.js", "x = `${a<b ? `<p>${c}</p>` : d}` // HIT"),
        ("a.js", "x = a[0] / b / c // HIT"),
        ("a.js", "// a\r\n// HIT"),
        ("a.sql", "--HIT"),
        ("a.sql", "select 'it''s', a[1] -- HIT [x]"),
        ("a.yaml", "a: \"b\nc\" # HIT"),
        ("a.yaml", "a: \"it's\" # HIT"),
        ("a.py", "def f():\n    '''a'''\n    x = f\"{{\"  # HIT"),
        ("a.py", "f(a)\n\"\"\"HIT\"\"\"\n"),
        ("a.py", "x = f'{a[1]:>{b}}' # HIT"),
        ("a.rb", "x = a << b\nc # HIT\nb.d\n"),
        ("a.pl", "my %h = (s => 1, y => 2); # HIT"),
        ("a.pl", "1;\n\n=head1 A\n\nHIT\n\n=cut\n"),
        ("a.jl", "\"\"\"\n    f(x)\nHIT\n\"\"\"\nf(x) = 1\n"),
        ("A.java", "char c = '\\u0041'; // HIT"),
        ("a.cs", "var x = $\"{{a}} {b}\"; // HIT"),
        ("a.php", "<?php\n// HIT\n"),
        ("a.html", "<title>a</title><!-- HIT -->"),
        ("a.ex", "if empty?(x), do: 1 # HIT"),
        ("a.R", "x %% 2 # HIT"),
    ];
    for (path, text) in table {
        assert!(kind(path, text, "HIT").is_comment(), "{path}: {text}");
    }
}

#[test]
fn a_literal_has_its_bounds_and_delimiters() {
    let text = b"x = '''ab''' + \"c\"";
    let lexed = lex(text, language_of("a.py", b""));
    let (number, token) = lexed.token_at(8).expect("inside the first literal");
    assert_eq!(
        (
            number,
            &text[token.inner.clone()],
            &text[token.span.start..token.inner.start]
        ),
        (0, &b"ab"[..], &b"'''"[..])
    );
    let next = &lexed.tokens()[number + 1];
    assert_eq!(
        (
            &text[next.inner.clone()],
            &text[next.span.start..next.inner.start]
        ),
        (&b"c"[..], &b"\""[..])
    );
    assert_eq!(lexed.token_at(13), None);
}

#[test]
fn a_literal_that_is_not_closed_ends_before_the_end_of_its_line() {
    for text in ["x = 'open\ny", "x = 'open\r\ny"] {
        let lexed = lex(text.as_bytes(), language_of("a.py", b""));
        assert_eq!(lexed.tokens()[0].inner, 5..9, "{text:?}");
    }
}

/// A substitution needs its second part; without it, what is in the first part is read as code.
#[test]
fn half_a_substitution_leaves_no_token() {
    for text in ["x(s:a 'HIT' :b);\n", "s{a 'HIT' } \n"] {
        let lexed = lex(text.as_bytes(), language_of("a.pl", b""));
        let spans: Vec<_> = lexed
            .tokens()
            .iter()
            .map(|token| &text[token.span.clone()])
            .collect();
        assert_eq!(spans, ["'HIT'"], "{text}");
    }
}

#[test]
fn any_text_gives_ordered_tokens_in_linear_time() {
    let pieces = [
        "\"", "'", "`", "${", "#{", "<<A\n", "/*", "--[[", "r#\"", "%q(", "{-", "\\", "\n", "```",
        "<a b=\"", "<!--", "//", "::", "\"\"\"", "é",
    ];
    for language in LANGUAGES {
        for first in pieces {
            for second in pieces {
                let text = format!("{first}{second}").repeat(200);
                let lexed = lex(text.as_bytes(), language);
                let mut last = 0;
                for token in lexed.tokens() {
                    assert!(
                        token.span.start >= last,
                        "{}: {first}{second}",
                        language.name
                    );
                    assert!(
                        token.span.start <= token.inner.start
                            && token.inner.start <= token.inner.end
                    );
                    assert!(token.inner.end <= token.span.end && token.span.end <= text.len());
                    last = token.span.end;
                }
            }
        }
    }
}

/// The lexer passes over these bytes in literals that contain code.
#[test]
fn no_mark_inside_of_a_literal_begins_with_a_letter_a_digit_or_a_space() {
    for language in LANGUAGES {
        for literal in language.syntax.literals {
            let inserts = literal.inserts.iter().map(|(mark, _)| *mark);
            for mark in inserts.chain([literal.close]) {
                let first = mark.as_bytes()[0];
                assert!(
                    !first.is_ascii_alphanumeric() && first != b' ',
                    "{}: {mark}",
                    language.name
                );
            }
        }
    }
}
