use super::*;

#[test]
fn a_region_counts_behind_a_name_for_one() {
    let table: &[(&str, &[&str])] = &[
        (
            "client('bedrock-runtime', region_name=\"eu-west-3\")",
            &["eu-west-3"],
        ),
        ("region: \"us-east-1\"", &["us-east-1"]),
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

/// The Regions that a text names for the reference `HIT` in it.
fn named(text: &str) -> Vec<String> {
    let at = text.find("HIT").expect("the reference is in the text");
    let said = |range: std::ops::Range<usize>| regions(&text.as_bytes()[range]);
    let section = section(
        text.as_bytes(),
        Span {
            start: at,
            end: at + 3,
        },
    );
    in_blocks(text.as_bytes(), at, at + 3, section, &said)
        .into_iter()
        .collect()
}

#[test]
fn the_innermost_block_that_names_a_region_decides() {
    let none: [&str; 0] = [];
    assert_eq!(
        named("c = client(region_name='eu-west-3')\nc.run('HIT')"),
        ["eu-west-3"]
    );
    assert_eq!(named("region: us-east-1\n\nmodel: HIT"), none);
    assert_eq!(
        named(
            "def f():\n    c = client(region_name='eu-west-3')\n\n    if x:\n        c.run('HIT')\n\n    g()\n"
        ),
        ["eu-west-3"]
    );
    assert_eq!(
        named("def f():\n    region = 'eu-west-3'\n\ndef g():\n    run('HIT')\n"),
        none
    );
    assert_eq!(
        named("a:\n  region: us-east-1\n  model: HIT\nb:\n  region: us-west-2\n"),
        ["us-east-1"]
    );
    assert_eq!(
        named("region='us-east-1', region='us-west-2', HIT"),
        ["us-east-1", "us-west-2"]
    );
    assert_eq!(
        named("[a]\nregion = us-east-1\nmodel = x\n[b]\nregion = us-west-2\nmodel = HIT\n"),
        ["us-west-2"]
    );
    assert_eq!(
        named("a: {model: HIT, region: us-east-1}\nb: {model: x, region: us-west-2}\n"),
        ["us-east-1"]
    );
}

#[test]
fn the_client_of_a_program_names_its_region() {
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
        let lower = text.to_ascii_lowercase();
        let named = client_regions(text.as_bytes(), lower.as_bytes(), &|_| true);
        let named: Vec<String> = named.into_iter().collect();
        assert_eq!(named, *expected, "{text}");
    }
}

#[test]
fn line_ends_do_not_change_what_a_paragraph_is() {
    let text = "HIT\nregion = us-east-1\n\nregion = us-west-2\n";
    assert_eq!(named(text), ["us-east-1"]);
    assert_eq!(named(&text.replace('\n', "\r\n")), ["us-east-1"]);
}
