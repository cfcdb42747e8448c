use super::super::matches;
use super::super::tests::{references, source};
use crate::reference::{FromProject, ParameterValue};

/// The requests of each reference of a text: their parameters as `path=value`, `?` where the value is computed, and `…` at
/// the end where not all are shown.
fn requests(path: &str, text: &str) -> Vec<String> {
    let source = source(path, text);
    let matches = matches(&source, &FromProject::default(), references(text));
    let requests = matches.iter().flat_map(|found| found.requests.iter());
    requests
        .map(|request| {
            let mut shown: Vec<String> = request
                .parameters
                .iter()
                .map(|parameter| {
                    let value = match &parameter.value {
                        ParameterValue::Literal(value) => value,
                        ParameterValue::Computed => "?",
                    };
                    format!("{}={value}", parameter.path)
                })
                .collect();
            if !request.is_complete {
                shown.push("…".to_owned());
            }
            shown.join(" ")
        })
        .collect()
}

fn check(table: &[(&str, &str, &[&str])]) {
    let mut wrong = String::new();
    for (path, text, expected) in table {
        let found = requests(path, text);
        if found != *expected {
            wrong.push_str(&format!(
                "{path}: want {expected:?}, found {found:?}\n{text}\n"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn parameters_are_those_of_the_request() {
    check(&[
        (
            "a.py",
            "c.converse(modelId='anthropic.claude-v2', inferenceConfig={'temperature': 0.5, 'topP': x})",
            &["temperature=0.5 topp=?"],
        ),
        (
            "a.py",
            "c.converse(modelId='anthropic.claude-v2', toolConfig={'tools': [{'temperature': 1}]})",
            &[""],
        ),
        (
            "a.py",
            "c.converse(modelId='anthropic.claude-v2')\nd.converse(modelId=x, inferenceConfig={'topP': 1})",
            &[""],
        ),
        (
            "a.py",
            "M = 'anthropic.claude-v2'\nc.invoke_model(modelId=M, body=json.dumps({'top_k': 5}))\nf(M)",
            &["topk=5"],
        ),
        (
            "a.py",
            "class A:\n  def __init__(self, model='anthropic.claude-v2'):\n    self.model = model\n  def f(self):\n    b = {'top_k': 5}\n    b['temperature'] = 1\n    c.invoke_model(modelId=self.model, body=json.dumps(b))\n",
            &["topk=5 temperature=1"],
        ),
        (
            "a.ts",
            "const modelId = process.env.M ?? 'anthropic.claude-v2';\nawait c.send(new ConverseCommand({ modelId, inferenceConfig: { temperature, topP: 0.9 } }));",
            &["temperature=? topp=0.9"],
        ),
        (
            "a.ts",
            "generateText({ model: bedrock('anthropic.claude-v2'), temperature: 0, topP: undefined })",
            &["temperature=0 …"],
        ),
        (
            "a.java",
            "class A { void f() { c.converse(r -> r.modelId(\"anthropic.claude-v2\").inferenceConfig(i -> i.temperature(0.5F).topP(0.9F))); } }",
            &["temperature=0.5 topp=0.9"],
        ),
        (
            "a.go",
            "x := &b.ConverseInput{ModelId: aws.String(\"anthropic.claude-v2\"), InferenceConfig: &t.InferenceConfiguration{Temperature: aws.Float32(0.5)}}",
            &["temperature=0.5"],
        ),
        (
            "a.yaml",
            "- litellm_params:\n    model: bedrock/anthropic.claude-v2\n    temperature: 0.2\n    top_p: 0.9\n- litellm_params:\n    model: x\n    top_k: 1\n",
            &["temperature=0.2 topp=0.9 …"],
        ),
        (
            "a.properties",
            "spring.ai.bedrock.chat.options.model=anthropic.claude-v2\nspring.ai.bedrock.chat.options.top-p=0.9\nspring.ai.other.temperature=1\n",
            &["topp=0.9 …"],
        ),
        (
            "a.py",
            "m = {'role': 'user'}\nx = {'role': 'assistant'}\nc.converse(modelId='anthropic.claude-v2', messages=[m])\nc.converse(modelId='anthropic.claude-v2', messages=[*h, x])\nc.converse(modelId='anthropic.claude-v2', messages=h)\nc.converse(modelId='anthropic.claude-v2', messages=[m] + h)",
            &[
                "messages=user",
                "messages=assistant",
                "messages=?",
                "messages=?",
            ],
        ),
        // Set by other statements, and merged.
        (
            "a.py",
            "k = {}\nk['modelId'] = 'anthropic.claude-v2'\nk['inferenceConfig'] = {}\nk['inferenceConfig']['temperature'] = 0.1\nc.converse(**k)",
            &["temperature=0.1 …"],
        ),
        (
            "a.go",
            "in := &b.ConverseInput{}\nin.ModelId = aws.String(\"anthropic.claude-v2\")\nin.InferenceConfig = &t.I{}\nin.InferenceConfig.Temperature = aws.Float32(0.3)\n",
            &["temperature=0.3 …"],
        ),
        (
            "a.py",
            "D = {'temperature': 0.5, 'top_p': 0.9}\nc.invoke_model(modelId='anthropic.claude-v2', body=json.dumps({**D, 'x': 1}))",
            &["temperature=0.5 topp=0.9"],
        ),
        (
            "a.py",
            "async def f():\n  async with c.messages.stream(model='anthropic.claude-v2', thinking={'budget_tokens': 8}) as s:\n    pass\n",
            &["thinking.budgettokens=8 …"],
        ),
        (
            "a.sh",
            "M=anthropic.claude-v2\naws bedrock-runtime converse --model-id \"$M\" --inference-config maxTokens=5,temperature=0.2 \\\n  --additional-model-request-fields '{\"top_k\": 3}'\n",
            &["temperature=0.2 topk=3"],
        ),
        (
            "a.tf",
            "variable \"m\" {\n  default = \"anthropic.claude-v2\"\n}\nresource \"p\" \"q\" {\n  variant {\n    model_id = var.m\n    inference_configuration {\n      text {\n        temperature = 0.3\n      }\n    }\n  }\n}\n",
            &["temperature=0.3 …"],
        ),
    ]);
}

#[test]
fn text_outside_of_the_request_is_not_a_parameter() {
    check(&[
        // A variable that is redefined has no one value.
        (
            "a.py",
            "M = 'anthropic.claude-v2'\nM = g()\nc.converse(modelId=M, inferenceConfig={'topP': 1})",
            &[],
        ),
        (
            "a.py",
            "def f():\n  M = 'anthropic.claude-v2'\n  h(M)\ndef g():\n  M = x\n  c.converse(modelId=M, inferenceConfig={'topP': 1})\n",
            &[],
        ),
        (
            "a.py",
            "M = 'anthropic.claude-v2'\ndef g(M):\n  c.converse(modelId=M, inferenceConfig={'topP': 1})\n",
            &[],
        ),
        (
            "a.py",
            "b = {'temperature': 1, 'top_p': 1}\nif x:\n  del b['top_p']\nc.invoke_model(modelId='anthropic.claude-v2', body=json.dumps(b))",
            &["temperature=1"],
        ),
        (
            "a.py",
            "c.converse(modelId='anthropic.claude-v2', inferenceConfig={'temperature': None})",
            &[""],
        ),
        (
            "a.py",
            "log.info('call', model='anthropic.claude-v2', temperature=1)",
            &[],
        ),
        (
            "a.ts",
            "f({ model: 'anthropic.claude-v2', // temperature: 1\n /* topP: 1 */ })",
            &["…"],
        ),
        (
            "a.ts",
            "f({ model: 'anthropic.claude-v2', ...(x ? { temperature: 1 } : {}) })",
            &["…"],
        ),
        (
            "a.ts",
            "f({ model: 'anthropic.claude-v2', inferenceConfig: x ? { temperature: 1 } : y })",
            &["…"],
        ),
        (
            "a.py",
            "c.converse(modelId='anthropic.claude-v2', **options)",
            &["…"],
        ),
        (
            "a.py",
            "c.converse(modelId='anthropic.claude-v2', inferenceConfig=settings())",
            &["…"],
        ),
        // Changed, removed or replaced before it is sent.
        (
            "a.py",
            "k = {'modelId': 'anthropic.claude-v2', 'inferenceConfig': {'temperature': 0.2}}\nk['inferenceConfig'].pop('temperature')\nc.converse(**k)",
            &["…"],
        ),
        (
            "a.py",
            "k = {'temperature': 0.2}\nif x:\n  k = {a: b for a, b in k.items()}\nc.converse(modelId='anthropic.claude-v2', inferenceConfig=k)",
            &["…"],
        ),
        (
            "a.py",
            "k = {'temperature': 0.2}\nk['temperature'] = 1\nc.converse(modelId='anthropic.claude-v2', inferenceConfig=k)",
            &["temperature=1"],
        ),
        (
            "a.py",
            "k = {'temperature': 0.2}\nfor n in x:\n  k.pop(n, None)\nc.converse(modelId='anthropic.claude-v2', inferenceConfig=k)",
            &["…"],
        ),
        (
            "a.py",
            "k = {'temperature': 0.2}\nc.converse(modelId='anthropic.claude-v2', inferenceConfig=clean(k))",
            &["…"],
        ),
        (
            "a.rb",
            "k = { temperature: 0.2 }\nc.converse(model_id: 'anthropic.claude-v2', inference_config: k.except(:temperature))",
            &["…"],
        ),
        (
            "a.py",
            "k = {'modelId': 'anthropic.claude-v2'}\nc.converse(**k)\nk['modelId'] = M\nk['inferenceConfig'] = {'temperature': 0.2}\nc.converse(**k)",
            &["…"],
        ),
        (
            "a.ts",
            "const r = new R({ model: 'anthropic.claude-v2', temperature: 0.2 });\nr.temperature = undefined;\n",
            &["…"],
        ),
        // Other things than a request.
        (
            "a.yaml",
            "rag:\n  model_id: anthropic.claude-v2\n  top_k: 5\n",
            &["…"],
        ),
        (
            "a.ts",
            "f({ environment: { MODEL_ID: 'anthropic.claude-v2', TEMPERATURE: '0.2' } })",
            &[],
        ),
        (
            "a.yaml",
            "- litellm_params:\n    model: bedrock/anthropic.claude-v2\n    drop_params: true\n    temperature: 0.2\n",
            &["…"],
        ),
        (
            "a.py",
            "CHAT = {'model': 'anthropic.claude-v2', 'messages': [{'role': 'user'}, {'role': 'assistant'}]}\n",
            &["…"],
        ),
        (
            "a.py",
            "with pytest.raises(E):\n  c.converse(modelId='anthropic.claude-v2', inferenceConfig={'temperature': 1})\n",
            &[],
        ),
        (
            "a.py",
            "M = 'anthropic.claude-v2'\ndef f(M, temperature=0.2):\n  return c.converse(modelId=M)\n",
            &[],
        ),
        (
            "a.py",
            "def f(m='anthropic.claude-v2'):\n  if 'opus' in m:\n    return c.converse(modelId=m)\n  return c.converse(modelId=m, inferenceConfig={'temperature': 1})\n",
            &[],
        ),
        (
            "a.py",
            "class S:\n  model = 'anthropic.claude-v2'\n  temperature = 1\n",
            &[],
        ),
    ]);
}

/// Requests and definitions that lead to each other and to themselves end.
#[test]
fn hostile_text_takes_bounded_time() {
    for unit in [
        "a = b\nb = a\n",
        "body = body\n",
        "f(model='anthropic.claude-v2', body=f(body=",
        "M = 'anthropic.claude-v2'\nf(model=M)\n",
        "x.modelId('anthropic.claude-v2').body(",
        "{body: {body: ",
    ] {
        for path in ["a.py", "a.ts", "a.java", "a.yaml", "a.sh"] {
            let text = unit.repeat(400);
            let count = requests(path, &text).len();
            assert!(count <= 400 * 32, "{path} {unit}");
        }
    }
}

#[test]
fn the_code_cells_of_a_notebook_are_one_program() {
    let cell = |kind: &str, source: &str| {
        let source = serde_json::to_string(source).expect("JSON");
        format!("{{\"cell_type\": \"{kind}\", \"source\": [{source}], \"outputs\": []}}")
    };
    let cells = [
        cell("code", "MODEL = 'anthropic.claude-v2'\n"),
        cell("markdown", "MODEL = x"),
        cell(
            "code",
            "# \"é\"\nc.converse(modelId=MODEL, inferenceConfig={\"temperature\": 0.5, \"topP\": 0.9})",
        ),
    ];
    let text = format!("{{\"cells\": [{}], \"nbformat\": 4}}", cells.join(", "));
    check(&[("a.ipynb", &text, &["temperature=0.5 topp=0.9"])]);
    let source = source("a.ipynb", &text);
    let found = matches(&source, &FromProject::default(), references(&text));
    let names: Vec<&str> = found[0].requests[0]
        .parameters
        .iter()
        .map(|parameter| &text[parameter.span.start..parameter.span.end])
        .collect();
    assert_eq!(names, ["temperature", "topP"]);
}
