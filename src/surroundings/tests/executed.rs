//! Code that looks like a comment or a text for people, and comments and texts that look like it.

use super::*;

/// The contexts of the references of a text; `ID` in it is a model ID, and `↵` the end of a line.
fn contexts(path: &str, text: &str) -> Vec<Context> {
    let text = text.replace('↵', "\n").replace("ID", "anthropic.claude-v2");
    let matches = assigned(path, &text);
    matches.iter().map(|found| found.context).collect()
}

fn is_mention(context: &Context) -> bool {
    matches!(context, Context::Comment | Context::Docs)
}

/// What runs, whatever is around it.
const RUN: &[(&str, &str)] = &[
    // Code inside of a text.
    (
        "a.py",
        "print(f\"the answer of the model is {c.converse(modelId='ID')} and good\")",
    ),
    (
        "a.py",
        "print(f\"the models {', '.join(x)} are {c.converse(modelId='ID')} and good\")",
    ),
    (
        "a.py",
        "print(f\"the answer is {d['}'] + c.converse(modelId='ID')} and good\")",
    ),
    (
        "a.js",
        "console.log(`the answer of the model is ${await c.converse({modelId: \"ID\"})} and good`)",
    ),
    (
        "a.rb",
        "puts \"the answer of the model is #{c.converse(model_id: \"ID\")} and good\"",
    ),
    (
        "a.kt",
        "println(\"the answer of the model is ${c.converse(\"ID\")} and good\")",
    ),
    (
        "a.swift",
        "print(\"the answer of the model is \\(c.converse(\"ID\")) and good\")",
    ),
    (
        "a.cs",
        "Console.WriteLine($\"the answer of the model is {c.Converse(\"ID\")} and good\");",
    ),
    (
        "a.php",
        "<?php echo \"the answer of the model is {$c->converse(\"ID\")} and good\";",
    ),
    (
        "a.ps1",
        "Write-Host \"the answer of the model is $(Invoke-It \"ID\") and good\"",
    ),
    (
        "a.jl",
        "println(\"the answer of the model is $(converse(\"ID\")) and good\")",
    ),
    (
        "a.ex",
        "IO.puts \"the answer of the model is #{converse(\"ID\")} and good\"",
    ),
    ("a.ex", "@doc \"the answer #{converse(\"ID\")}\""),
    (
        "a.sh",
        "echo \"using $(aws bedrock-runtime invoke-model --model-id ID out)\"",
    ),
    (
        "a.sh",
        "die \"cannot get $(aws bedrock-runtime invoke-model --model-id ID out)\"",
    ),
    (
        "a.sh",
        "echo \"the answer is `invoke model ID out` and good\"",
    ),
    (
        "a.sh",
        "echo \"$(cat <<E↵ the answer is $(invoke ID out) ok↵E↵)\"",
    ),
    (
        "Makefile",
        "a:↵\t@echo \"the answer is $$(invoke model ID out) good\"",
    ),
    (
        "Dockerfile",
        "RUN echo \"the answer is $(invoke model ID out) good\"",
    ),
    (
        "a.yaml",
        "jobs:↵  a:↵    steps:↵      - run: |↵          echo \"the answer is $(invoke model ID out) good\"",
    ),
    (
        "a.yaml",
        "msg: \"the answer is {{ lookup('bedrock', 'ID') }} and good\"",
    ),
    // Comments of the host language in templates.
    ("a.yaml.j2", "# {% set m = \"ID\" %}"),
    ("a.py.j2", "# {% set m = 'ID' %}"),
    ("a.yaml.j2", "# {% set m %}ID{% endset %}"),
    ("a.html", "<!-- {{ f(\"ID\") }} -->"),
    ("a.html", "<!-- <%= f(\"ID\") %> -->"),
    ("a.mustache", "<!-- {{ f(\"ID\") }} -->"),
    ("templates/a.yaml", "# {{ $m := \"ID\" }}"),
    ("a.yaml.tmpl", "# {{ $m := \"ID\" }}"),
    ("a.sql", "-- {{ config(model='ID') }}"),
    ("a.sql", "{# -- #} select ai_query('ID', x)"),
    ("a.tf.tftpl", "# ${f(\"ID\")}"),
    ("a.mako", "# ${f(\"ID\")}"),
    ("a.eex", "# <%= f(\"ID\") %>"),
    ("a.yml.erb", "# <% m = \"ID\" %>"),
    ("a.cshtml", "<p>don't /* </p> @f(\"ID\") <p>*/</p>"),
    ("a.scala.html", "<p>@f(\"ID\")</p>"),
    ("a.razor", "<a>http://x</a> @{ f(\"ID\"); }"),
    ("a.blade.php", "<p>// {{ f(\"ID\") }}</p>"),
    ("a.html", "<!-- ko text: f(\"ID\") -->"),
    ("a.html", "<!--#exec cmd=\"f ID\" -->"),
    ("a.js", "throw new Error(`cannot ${f(\"ID\")} do this`)"),
    ("a.js", "x = { description: `the ${f(\"ID\")}` }"),
    ("a.cshtml", "<p>// @f(\"ID\")</p>"),
    // Comments that are read by a tool.
    (
        "a.go",
        "//go:generate aws bedrock-runtime invoke-model --model-id ID out",
    ),
    ("a.go", "/*↵#define M \"ID\"↵*/↵import \"C\""),
    (
        "a.go",
        "// #define M \"ID\"↵// #define N 1↵import (↵\t\"C\"↵)",
    ),
    // Texts of YAML in other languages.
    (
        "a.yaml",
        "steps:↵  - uses: actions/github-script@v7↵    with:↵      script: |↵        class A {↵          #m = f(\"ID\")↵        }",
    ),
    (
        "a.yaml",
        "steps:↵  - shell: cmd↵    run: |↵      echo # & set M=ID",
    ),
    (
        "a.yaml",
        "steps:↵  - shell: node {0}↵    run: |↵      class A {↵        #m = f(\"ID\")↵      }",
    ),
    (
        "a.yaml",
        "Code:↵  ZipFile: |↵    class A {↵      #m = f(\"ID\")↵    }",
    ),
    (
        "a.yaml",
        "data:↵  app.js: |↵    class A {↵      #m = f(\"ID\")↵    }",
    ),
    ("a.yaml", "data:↵  a.h: |↵    #define M \"ID\""),
    // Programs inside of documents.
    ("a.Rmd", "Text `r f(\"ID\")` text"),
    ("a.qmd", "Text `{python} f(\"ID\")` text"),
    ("a.Rmd", "<!--↵```{r}↵f(\"ID\")↵```↵-->"),
    (
        "a.ipynb",
        "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"# x\\u000ac.converse(modelId=\\\"ID\\\")\",\"outputs\":[]}]}",
    ),
    (
        "a.ipynb",
        "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"x = \\u0022#\\u0022; c.converse(modelId=\\u0022ID\\u0022)\",\"outputs\":[]}]}",
    ),
    // The name of a variable.
    (
        "a.py",
        "examples = [\"ID\"]↵c.converse(modelId=examples[0])",
    ),
    ("a.js", "const example = 'ID'"),
    ("a.go", "func f() {↵\tvar examples = []string{\"ID\"}↵}"),
    // Front matter.
    ("a.md", "--- ↵model: \"ID\"↵---↵"),
    ("a.md", "+++↵model = \"ID\"↵+++↵"),
];

#[test]
fn executed_text_is_not_a_mention() {
    let wrong: Vec<_> = RUN
        .iter()
        .filter(|(path, text)| contexts(path, text).iter().any(is_mention))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What looks like one of them, and is a comment or a text.
const MENTIONS: &[(&str, &str)] = &[
    ("a.py", "Field(↵    examples=[\"ID\"],↵)"),
    ("a.py", "Field(example=\"ID\")"),
    ("a.js", "x = { example: 'ID' }"),
    ("a.nix", "{↵  example = \"ID\";↵}"),
    ("a.tsx", "x = <Input↵  placeholder=\"ID\"↵/>"),
    ("a.html", "<input placeholder=\"ID\">"),
    (
        "a.py",
        "print(f\"the model {name} is retired, like ID is\")",
    ),
    (
        "a.py",
        "print(f\"the models {', '.join(x)} are retired, like ID is\")",
    ),
    ("a.py", "print(\"the model {name is retired, like ID is\")"),
    (
        "a.js",
        "console.log(`the model ${name.toLowerCase()} is retired, like ID is`)",
    ),
    ("a.rb", "puts \"the model #{name} is retired, like ID is\""),
    (
        "a.sh",
        "echo \"the model $(basename \"$x\") is retired, like ID is\"",
    ),
    (
        "a.sh",
        "echo \"the model $NAME is retired, use another one than `ID` now\"",
    ),
    ("a.sh", "echo 'the model $(a b) is retired, like `x ID` is'"),
    (
        "a.cs",
        "Console.WriteLine($\"the model {name} is retired, like ID is\");",
    ),
    ("a.ex", "@doc \"the answer of ID\""),
    ("a.yaml.j2", "# {{ name }} is ID"),
    ("a.yaml.j2", "# ID"),
    ("a.html.j2", "{# {{ ID }} #}"),
    ("a.sh", "# {{ ID }}"),
    ("a.yaml", "# {{ ID }}"),
    ("a.html", "<!-- ID {{ name }} -->"),
    ("a.html", "<!-- ID -->"),
    ("a.sql", "-- ID"),
    ("templates/a.yaml", "# ID"),
    ("a.tf", "# ${ID}"),
    ("a.cshtml", "@{↵  // ID↵}"),
    ("a.cshtml", "@* ID *@"),
    ("a.scala.html", "<p>about ID</p>"),
    ("a.blade.php", "{{-- ID --}}"),
    ("a.html", "<!-- known as ID -->"),
    ("a.go", "// go:generate ID"),
    ("a.go", "/* ID */↵import \"fmt\""),
    ("a.yaml", "steps:↵  - shell: bash↵    run: |↵      f # ID"),
    ("a.yaml", "steps:↵  - run: |↵      # ID↵      f"),
    ("a.yaml", "Code:↵  ZipFile: |↵    # ID↵    f()"),
    ("a.yaml", "data:↵  a.sh: |↵    # ID"),
    ("a.yaml", "data:↵  app.py: |↵    #ID"),
    ("a.Rmd", "Text `ID` text"),
    ("a.md", "Text `r f(\"ID\")` text"),
    ("a.md", "--- ↵a: b↵---↵model: \"ID\"↵"),
    (
        "a.ipynb",
        "{\"cells\":[{\"cell_type\":\"code\",\"source\":\"f()\\u000a# ID\",\"outputs\":[]}]}",
    ),
];

#[test]
fn text_that_only_looks_executed_is_a_mention() {
    let wrong: Vec<_> = MENTIONS
        .iter()
        .filter(|(path, text)| !contexts(path, text).iter().all(is_mention))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}
