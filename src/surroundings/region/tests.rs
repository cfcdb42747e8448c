use super::super::tests::source;
use super::*;

/// The Serverless Framework deploys all of a file to one Region, however the sections are set apart.
#[test]
fn the_region_of_a_serverless_provider_is_that_of_the_file() {
    let region = |provider: &str| {
        let text = format!(
            "service: a\n\n{provider}\nfunctions:\n  ask:\n    environment:\n      MODEL: ID\n"
        );
        let source = source("report.yml", &text);
        let range = providers::of_serverless(&File::new(&source));
        range.map(|range| regions(&text.as_bytes()[range]))
    };
    let of = |code: &str| Some(BTreeSet::from([code.to_owned()]));
    let plain = "provider:\n  name: aws\n  region: ap-southeast-1\n";
    assert_eq!(region(plain), of("ap-southeast-1"));
    let with_default = "provider:\n  name: aws\n\n  region: ${opt:region, 'eu-west-1'}\n";
    assert_eq!(region(with_default), of("eu-west-1"));
    assert_eq!(
        region("provider:\n  name: azure\n  region: us-east-1\n"),
        None
    );
    assert_eq!(region("provider:\n  name: aws\n"), None);
}

#[test]
fn a_region_counts_after_a_name_such_as_region() {
    let table: &[(&str, &[&str])] = &[
        (
            "client('bedrock-runtime', region_name=\"eu-west-3\")",
            &["eu-west-3"],
        ),
        ("region: \"us-east-1\"", &["us-east-1"]),
        (
            "OpenAI(base_url=\"https://bedrock-mantle.eu-west-1.api.aws/v1\")",
            &["eu-west-1"],
        ),
        (
            "endpoint: https://vpce-1.bedrock-runtime.us-west-2.vpce.amazonaws.com",
            &["us-west-2"],
        ),
        ("https://s3.eu-west-1.amazonaws.com/bucket", &[]),
        ("count = var.region == \"eu-west-1\" ? 1 : 0", &[]),
        ("if (region === 'eu-west-1') {", &[]),
        ("if (region.equals(\"eu-west-1\")) {", &[]),
        ("if (region.equalsIgnoreCase(\"eu-west-1\")) {", &[]),
        ("if region in (\"eu-west-1\", \"eu-central-1\"):", &[]),
        ("if region not in ('eu-west-1',):", &[]),
        ("region.startsWith(\"eu-west-1\")", &[]),
        ("settings.region.getOrElse(\"eu-west-1\")", &["eu-west-1"]),
        ("\"aws:RequestedRegion\": \"eu-west-1\"", &[]),
        ("config:\n  aws:region: eu-west-1", &["eu-west-1"]),
        ("IsEu: !Equals [!Ref AWS::Region, eu-west-1]", &[]),
        ("IsEu: !Equals [!Ref \"AWS::Region\", \"eu-west-1\"]", &[]),
        ("AWS_REGION=ap-south-1\nX=1", &["ap-south-1"]),
        ("  Region: us-gov-west-1", &["us-gov-west-1"]),
        (
            "provider \"aws\" {\n  region = \"sa-east-1\"\n}",
            &["sa-east-1"],
        ),
        (".region(Region.of(\"eu-central-1\"))", &["eu-central-1"]),
        (
            "os.environ.get(\"AWS_REGION\", \"us-west-2\")",
            &["us-west-2"],
        ),
        (
            "region=\"us-east-1\" region=\"us-west-2\"",
            &["us-east-1", "us-west-2"],
        ),
        (
            "aws bedrock-runtime converse --region us-east-1 \\",
            &["us-east-1"],
        ),
        ("run --region \"us-east-1\"", &["us-east-1"]),
        ("Invoke-BDRRModel -Region us-east-1 `", &["us-east-1"]),
        ("ENV AWS_REGION us-east-1", &["us-east-1"]),
        ("process.env.AWS_REGION || 'us-east-1'", &["us-east-1"]),
        ("process.env.AWS_REGION ?? \"us-east-1\"", &["us-east-1"]),
        ("${AWS_REGION:-us-east-1}", &["us-east-1"]),
        (".region(Region.US_WEST_2)", &["us-west-2"]),
        (".withRegion(Regions.EU_WEST_3)", &["eu-west-3"]),
        (
            "new AmazonBedrockRuntimeClient(RegionEndpoint.APSoutheast2)",
            &["ap-southeast-2"],
        ),
        ("os.getenv(\"AWS_REGION\") or \"eu-west-1\"", &["eu-west-1"]),
        ("client(region or 'eu-west-1')", &["eu-west-1"]),
        ("os.environ[\"AWS_REGION\"] = \"eu-west-1\"", &["eu-west-1"]),
        ("$_ENV['AWS_REGION'] ?? 'eu-west-1'", &["eu-west-1"]),
        ("getenv('AWS_REGION') ?: 'eu-west-1'", &["eu-west-1"]),
        ("ENV['AWS_REGION'] || 'eu-west-1'", &["eu-west-1"]),
        (
            "std::env::var(\"AWS_REGION\").unwrap_or_else(|_| \"eu-west-1\".into())",
            &["eu-west-1"],
        ),
        (
            "var(\"AWS_REGION\").unwrap_or_else(|_| String::from(\"eu-west-1\"))",
            &["eu-west-1"],
        ),
        (
            "RegionProviderChain::default_provider().or_else(\"eu-west-1\")",
            &["eu-west-1"],
        ),
        (
            "Optional.ofNullable(System.getenv(\"AWS_REGION\")).orElse(\"eu-west-1\")",
            &["eu-west-1"],
        ),
        ("const CLAUDE_REGION: &str = \"eu-west-1\";", &["eu-west-1"]),
        (
            "add_argument(\"--region\", type=str, default=\"eu-west-1\")",
            &["eu-west-1"],
        ),
        (
            "parser.add_argument(\n    \"--region\",\n    default=\"eu-west-1\",\n)",
            &["eu-west-1"],
        ),
        (
            "parser.add_argument(\n    \"--zone\",\n    default=\"eu-west-1\",\n)",
            &[],
        ),
        (
            "AWS_REGION: z.string().default('eu-west-1')",
            &["eu-west-1"],
        ),
        ("AWS_REGION: str({ default: 'eu-west-1' })", &["eu-west-1"]),
        (
            "region: str = Field(default=\"eu-west-1\", alias=\"R\")",
            &["eu-west-1"],
        ),
        ("region:\n  static: eu-west-1", &["eu-west-1"]),
        ("content:\n  static: eu-west-1", &[]),
        ("os.environ[\"AWS_REGION\"] == \"eu-west-1\"", &[]),
        ("x = REGION_NAMES[\"eu-west-1\"]", &[]),
        ("get(\"AWS_REGION\"); zone = pick() or \"eu-west-1\"", &[]),
        (
            "add(\"--region\", required=True); add(\"--zone\", default=\"eu-west-1\")",
            &[],
        ),
        ("RegionEndpoint.USGovCloudWest1", &["us-gov-west-1"]),
        (
            "RegionEndpoint.GetBySystemName(\"eu-west-3\")",
            &["eu-west-3"],
        ),
        (
            "variable \"aws_region\" {\n  type    = string\n  default = \"sa-east-1\"\n}",
            &["sa-east-1"],
        ),
        ("variable \"zone\" {\n  default = \"sa-east-1\"\n}", &[]),
        ("variable \"regions\" {\n  default = \"sa-east-1\"\n}", &[]),
        (
            "  BedrockRegion:\n    Type: String\n    Default: sa-east-1\n",
            &["sa-east-1"],
        ),
        (
            "  \"Region\": {\n    \"Type\": \"String\",\n    \"Default\": \"sa-east-1\"\n  }",
            &["sa-east-1"],
        ),
        (
            "Region.NOWHERE, Region.of(x), MyRegion.US_WEST_2, RegionEndpoint.GetBySystemName(x)",
            &[],
        ),
        ("see us-east-1", &[]),
        (
            "https://console.aws.amazon.com/cloudwatch/home?region=us-east-1#logs",
            &[],
        ),
        ("curl 'https://a/b?x=1&region=us-east-1'", &[]),
        ("the model is offered in-region in us-gov-west-1", &[]),
        ("in the Region us-east-1", &[]),
        ("source_regions: [us-east-1, us-west-2]", &[]),
        ("REGIONS=\"us-east-1 us-west-2\"", &[]),
        ("- name: AWS_REGION\n  value: us-west-2", &["us-west-2"]),
        (
            "- name: \"AWS_REGION\"\n  value: \"us-west-2\"",
            &["us-west-2"],
        ),
        ("- name: ZONE\n  value: us-west-2", &[]),
        ("- name: region of the other\n- zone: us-west-2", &[]),
        ("the region is nice in us-east-1a", &[]),
        ("arn:aws:bedrock:us-east-1::x", &[]),
    ];
    for (text, expected) in table {
        let named: Vec<String> = regions(text.as_bytes()).into_iter().collect();
        assert_eq!(named, *expected, "{text}");
    }
}

/// The Regions that a text names for the reference `HIT` in it, in the language of a file's ending.
fn named(path: &str, text: &str) -> Vec<String> {
    let source = source(path, text);
    let start = text.find("HIT").expect("the reference is in the text");
    let said = |range: std::ops::Range<usize>| regions(&text.as_bytes()[range]);
    let span = Span {
        start,
        end: start + 3,
    };
    in_blocks(&File::new(&source), span, &said)
        .into_iter()
        .collect()
}

#[test]
fn the_innermost_block_with_a_region_decides() {
    let none: [&str; 0] = [];
    assert_eq!(
        named("a.py", "c = client(region_name='eu-west-3')\nc.run('HIT')"),
        ["eu-west-3"]
    );
    assert_eq!(named("a.yaml", "region: us-east-1\n\nmodel: HIT"), none);
    assert_eq!(
        named(
            "a.py",
            "def f():\n    c = client(region_name='eu-west-3')\n\n    if x:\n        c.run('HIT')\n\n    g()\n"
        ),
        ["eu-west-3"]
    );
    assert_eq!(
        named(
            "a.py",
            "def f():\n    region = 'eu-west-3'\n\ndef g():\n    run('HIT')\n"
        ),
        none
    );
    assert_eq!(
        named(
            "a.yaml",
            "a:\n  region: us-east-1\n  model: HIT\nb:\n  region: us-west-2\n"
        ),
        ["us-east-1"]
    );
    assert_eq!(
        named("a.py", "region='us-east-1', region='us-west-2', HIT"),
        ["us-east-1", "us-west-2"]
    );
    assert_eq!(
        named(
            "a.ini",
            "[a]\nregion = us-east-1\nmodel = x\n[b]\nregion = us-west-2\nmodel = HIT\n"
        ),
        ["us-west-2"]
    );
    assert_eq!(
        named(
            "a.yaml",
            "a: {model: HIT, region: us-east-1}\nb: {model: x, region: us-west-2}\n"
        ),
        ["us-east-1"]
    );
}

#[test]
fn regions_of_other_members_and_statements_do_not_count() {
    let none: [&str; 0] = [];
    let class = "class A {\n  C c = C.builder().region(Region.US_EAST_1).build();\n\n  void f() {\n    ask(\"HIT\");\n  }\n}\n";
    assert_eq!(named("A.java", class), none);
    assert_eq!(
        named(
            "A.java",
            &class.replace("ask(", "Region r = Region.EU_WEST_3;\n    ask(")
        ),
        ["eu-west-3"]
    );
    let twice = "def f():\n    s = client('s3', region_name='eu-west-1')\n    b = client(\n        'bedrock-runtime',\n        \
                 region_name='us-east-1',\n    )\n";
    let source = source("a.py", twice);
    let file = File::new(&source);
    let named = client_regions(&file, &MadeClients::new(&file), &|_| true);
    assert_eq!(named.into_iter().collect::<Vec<_>>(), ["us-east-1"]);
}

#[test]
fn blocks_that_end_with_words_are_read_by_their_indentation() {
    let none: [&str; 0] = [];
    let ruby = "def f\n  c = C.new(region: 'eu-west-3')\n\n  if x\n    c.run('HIT')\n  end\nend\n";
    assert_eq!(named("a.rb", ruby), ["eu-west-3"]);
    let other = "def f\n  region = 'eu-west-3'\nend\n\ndef g\n  run('HIT')\nend\n";
    assert_eq!(named("a.rb", other), none);
}

#[test]
fn the_region_of_the_client_decides() {
    let table: &[(&str, &[&str])] = &[
        (
            "s3 = client('s3', region_name='eu-west-1')\nb = client('bedrock-runtime', region_name='us-east-1')",
            &["us-east-1"],
        ),
        (
            "new BedrockRuntimeClient({\n  region: 'eu-west-3',\n});",
            &["eu-west-3"],
        ),
        (
            "REGION = os.environ.get('AWS_REGION', 'us-west-2')\n\nb = client('bedrock-runtime', region_name=REGION)",
            &["us-west-2"],
        ),
        ("REGION = 'us-west-2'\nclient('s3')", &[]),
        (
            "client('bedrock', region_name='us-west-2')\nclient('bedrock', region_name='us-east-1')",
            &["us-east-1", "us-west-2"],
        ),
    ];
    for (text, expected) in table {
        let source = source("a.py", text);
        let file = File::new(&source);
        let named = client_regions(&file, &MadeClients::new(&file), &|_| true);
        let named: Vec<String> = named.into_iter().collect();
        assert_eq!(named, *expected, "{text}");
    }
}

#[test]
fn line_ends_do_not_change_what_a_paragraph_is() {
    let text = "HIT\nregion = us-east-1\n\nregion = us-west-2\n";
    assert_eq!(named("a.yaml", text), ["us-east-1"]);
    assert_eq!(named("a.yaml", &text.replace('\n', "\r\n")), ["us-east-1"]);
}

/// A block of many lines and a paragraph of one long line are not nested: the shorter one decides, whatever ends its lines.
#[test]
fn line_ends_do_not_change_which_part_is_the_shorter_one() {
    let lines = "  a(),\n".repeat(30);
    let text = format!(
        "f(\n  {{ region: 'us-west-2' }},\n{lines}\n  'HIT', {}\n)\nlet x = {{ region: 'us-east-1' }}; // {}\n",
        "x".repeat(200),
        "y".repeat(215)
    );
    assert_eq!(named("a.ts", &text), ["us-west-2"]);
    assert_eq!(named("a.ts", &text.replace('\n', "\r\n")), ["us-west-2"]);
}
