use super::*;

#[test]
fn a_region_counts_behind_a_name_for_one() {
    let table: &[(&str, &[&str])] = &[
        ("client('bedrock-runtime', region_name=\"eu-west-3\")", &["eu-west-3"]),
        ("region: \"us-east-1\"", &["us-east-1"]),
        ("AWS_REGION=ap-south-1\nX=1", &["ap-south-1"]),
        ("  Region: us-gov-west-1", &["us-gov-west-1"]),
        ("provider \"aws\" {\n  region = \"sa-east-1\"\n}", &["sa-east-1"]),
        (".region(Region.of(\"eu-central-1\"))", &["eu-central-1"]),
        ("os.environ.get(\"AWS_REGION\", \"us-west-2\")", &["us-west-2"]),
        ("region=\"us-east-1\" region=\"us-west-2\"", &["us-east-1", "us-west-2"]),
        ("see us-east-1", &[]),
        ("the region is nice in us-east-1a", &[]),
        ("arn:aws:bedrock:us-east-1::x", &[]),
    ];
    for (text, expected) in table {
        let named: Vec<String> = regions(text.as_bytes()).into_iter().collect();
        assert_eq!(named, *expected, "{text}");
    }
}
