//! Regions of something that sends no request to a model: the state of Terraform, an object of S3, an event that a service
//! sent, a service that exists in one Region only.

use std::ops::Range;

use super::super::element::{name_at_end, named, words_of};
use super::super::file::File;
use super::super::line::folded;
use super::assignment::head_of_default;
use super::providers;
use crate::language::Trait;
use crate::outline::BlockKind;

/// How many blocks around a Region are looked at.
const LEVELS: usize = 4;

/// How many items of a block are looked at: a record that people write has fewer.
const ITEMS: usize = 64;

/// The keys of records whose Region is that of something else, folded. All keys of a row must be there.
const RECORDS: &[&[&str]] = &[
    // An object of S3, such as the state of Terraform: `backend "s3"`, `dev.tfbackend`, `terraform_remote_state`.
    &["bucket", "key"],
    &["bucket", "dynamodbtable"],
    &["bucket", "encrypt"],
    &["bucket", "uselockfile"],
    &["s3bucket", "s3key"],
    // Events of S3, DynamoDB, SQS, CloudTrail: `"awsRegion"` is where something happened.
    &["eventsource"],
    &["eventname"],
    &["eventid"],
    &["eventversion"],
    // Events of EventBridge.
    &["source", "account"],
    &["detailtype"],
];

/// Blocks of Terraform and Terragrunt that say where the state is, by the beginning of their head.
const STATE: &[&[u8]] = &[
    b"backend \"",
    b"data \"terraform_remote_state\"",
    b"remote_state",
];

/// The Region in which services exist that have no other: certificates and firewalls of CloudFront, ECR Public.
const ONLY_REGION: &[u8] = b"us-east-1";

/// Words of a stack of such a service: `new WafStack(…)`, `CloudFrontCertStack(…)`.
const SERVICES_OF_ONE_REGION: &[&str] = &[
    "acm",
    // Metrics of bills exist there only.
    "billing",
    "cert",
    "certificate",
    "cloudfront",
    "edge",
    "waf",
    "wafv2",
    "webacl",
];

/// Services and programs whose Region has a name of its own: `S3_REGION`, `cognitoRegion`.
const NAMED_SERVICES: &[&str] = &[
    "acm",
    "athena",
    "atlas",
    "aurora",
    "azure",
    "backup",
    "bucket",
    "buckets",
    "cloudfront",
    "cloudwatch",
    "codeartifact",
    "cognito",
    "comprehend",
    "database",
    "db",
    "ddb",
    "documentdb",
    "dynamo",
    "dynamodb",
    "ecr",
    "elasticache",
    "email",
    "es",
    "eventbridge",
    "firebase",
    "firehose",
    "gcp",
    "google",
    "kinesis",
    "kms",
    "logs",
    "mail",
    "minio",
    "mongo",
    "mongodb",
    "mysql",
    "neptune",
    "opensearch",
    "pinecone",
    "pinpoint",
    "polly",
    "postgres",
    "r2",
    "rds",
    "redis",
    "redshift",
    "rekognition",
    "replica",
    "route53",
    "s3",
    "sagemaker",
    "secrets",
    "secretsmanager",
    "ses",
    "sfn",
    "smtp",
    "snowflake",
    "sns",
    "spaces",
    "sqs",
    "ssm",
    "state",
    "storage",
    "supabase",
    "textract",
    "tfstate",
    "timestream",
    "transcribe",
    "upload",
    "uploads",
    "vertex",
    "waf",
];

/// Images of programs that only look like AWS, or show a single service.
const EMULATORS: &[&[u8]] = &[
    b"localstack",
    b"moto",
    b"minio",
    b"dynamodb-local",
    b"dynamodb-admin",
];

/// What a step of a workflow says that logs in to ECR Public.
const ECR_PUBLIC: &[&[u8]] = &[b"registry-type: public", b"ecr-public", b"public.ecr.aws"];

/// Whether the Region at an offset is that of something that sends no request to a model.
pub(super) fn is_of_another_service(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let innermost = outline.block_at(at);
    let mut around = outline.around(innermost).chain([0]).take(LEVELS);
    let is_state = |number: usize| {
        let head = text[outline.block(number).head.clone()].trim_ascii_start();
        STATE.iter().any(|state| head.starts_with(state))
    };
    is_property(file, at)
        || is_record_of_another(file, innermost)
        || is_block_of_another(file, innermost)
        || names_a_service(&text[..at])
        || file.source.language.has(Trait::TerraformBlocks) && around.any(is_state)
}

/// Whether the block of a Region is named for another service: `"s3": { "region": … }`, `[dynamodb]`. With a model in it, the name
/// is that of something that calls it: `backup: { model: …, region: … }`.
fn is_block_of_another(file: &File<'_>, number: usize) -> bool {
    let block = file.outline().block(number);
    let is_record = matches!(
        block.kind,
        BlockKind::Curly | BlockKind::Lines | BlockKind::Section
    );
    let words = words_of(named(file, block).name);
    let is_of_list = block.kind == BlockKind::Lines && words.is_empty();
    let list = is_of_list.then(|| words_of(named(file, file.outline().block(block.parent)).name));
    let mut words = words.iter().chain(list.iter().flatten());
    let has_model = || {
        let mut items = file.outline().items(number).iter().take(ITEMS);
        items.any(|item| folded(name_at_end(&file.text()[item.key()])).contains("model"))
    };
    let mut is_another =
        || words.any(|word| is_named_service(word)) || is_kind_of_another(file, number);
    is_record && number > 0 && is_another() && !has_model()
}

/// Whether a record says that it is about another service: `type: pinecone`, `driver: sqs`, `userPoolId: …`.
fn is_kind_of_another(file: &File<'_>, number: usize) -> bool {
    const KINDS: &[&str] = &["backend", "driver", "engine", "kind", "type"];
    const OF_ANOTHER: &[&str] = &[
        "userpoolid",
        "identitypoolid",
        "userpoolclientid",
        "queueurl",
    ];
    let text = file.text();
    let mut items = file.outline().items(number).iter().take(ITEMS);
    items.any(|item| {
        let key = folded(name_at_end(&text[item.key()]));
        let value = || folded(name_at_end(text[item.value()].trim_ascii_end()));
        OF_ANOTHER.contains(&key.as_str())
            || KINDS.contains(&key.as_str()) && is_named_service(&value())
    })
}

/// Whether the Region at an offset is the property of a resource of CloudFormation: `Region` of a custom resource.
fn is_property(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let block = outline.block(number);
    let is_type = |item: &crate::outline::Item| name_at_end(&text[item.key()]) == b"Type";
    let has_model = |item: &crate::outline::Item| folded(&text[item.key()]).contains("model");
    number > 0
        && named(file, block).name == b"Properties"
        && !outline.items(number).iter().take(ITEMS).any(has_model)
        && outline.items(block.parent).iter().take(ITEMS).any(is_type)
        && outline
            .item_at(number, at)
            .is_some_and(|(_, item)| name_at_end(&text[item.key()]) == b"Region")
}

/// Whether a word is the name of another service or program.
pub(super) fn is_named_service(word: &str) -> bool {
    NAMED_SERVICES.contains(&word)
}

/// Whether only some resources of the project use the Region at an offset: a provider with an alias, a resource with a Region
/// of its own, a stack or a step of a workflow for a service of one Region, an emulator, a setting that names another service.
pub(super) fn is_of_some_resources(file: &File<'_>, at: usize) -> bool {
    let is_only_region = file.text()[at..].starts_with(ONLY_REGION);
    if file.source.language.has(Trait::TerraformBlocks) {
        return providers::is_in_alias(file, at)
            || is_of_resource(file, at)
            || is_only_region && is_in_module_of_one_region(file, at);
    }
    is_of_emulator(file, at)
        || is_only_region
            && (is_in_stack_of_one_region(file, at) || is_for_ecr_public(file.text(), at))
}

/// Whether the name before a Region is that of another service's.
fn names_a_service(before: &[u8]) -> bool {
    let words = words_of_setting(before);
    let is_service = |word: &String| is_named_service(word);
    words.iter().any(is_service) && !words.iter().any(|word| word == BEDROCK)
}

/// Whether the name before a Region is that of Bedrock's: `BEDROCK_REGION`.
pub(super) fn names_bedrock(before: &[u8]) -> bool {
    words_of_setting(before).iter().any(|word| word == BEDROCK)
}

const BEDROCK: &str = "bedrock";

/// Words of settings for a second Region: `dr_region`, `AWS_SECONDARY_REGION`. The plain name decides beside it.
const SECOND_REGIONS: &[&str] = &[
    "cdk",
    "dest",
    "destination",
    "dr",
    "edge",
    "failover",
    "replica",
    "replication",
    "secondary",
    "standby",
    "target",
];

/// Whether the name before a Region is that of a second Region. All that are named for Bedrock are first ones.
pub(super) fn names_a_second(before: &[u8]) -> bool {
    let words = words_of_setting(before);
    let is_second = |word: &String| SECOND_REGIONS.contains(&word.as_str());
    words.iter().any(is_second) && !words.iter().any(|word| word == BEDROCK)
}

/// The words of the setting before a Region: `s3`, `region` of `S3_REGION=`.
fn words_of_setting(before: &[u8]) -> Vec<String> {
    const NEAR: usize = 80;
    let near = &before[before.len().saturating_sub(NEAR)..];
    let line = near.rsplit(|b| *b == b'\n').next().unwrap_or(near);
    let line = head_of_default(before, line).unwrap_or(line);
    let is_in_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    let mut names = line.rsplit(|b| !is_in_name(b));
    let name = names.find(|name| folded(name).contains("region"));
    name.map(words_of).unwrap_or_default()
}

/// Whether an offset is among the settings of a service of a compose file that runs an emulator.
fn is_of_emulator(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let mut around = outline.around(outline.block_at(at)).take(LEVELS);
    around.any(|number| {
        let mut items = outline.items(number).iter().take(ITEMS);
        items.any(|item| {
            let image = &text[item.value()];
            let is_emulator = |name: &&[u8]| memchr::memmem::find(image, name).is_some();
            let key = name_at_end(&text[item.key()]);
            key == b"image" && EMULATORS.iter().any(is_emulator)
                || key == ENDPOINT && is_local(image)
        })
    })
}

/// The variable with the address of all services.
pub(super) const ENDPOINT: &[u8] = b"AWS_ENDPOINT_URL";

/// Whether an address is that of an emulator on the same machine or in the same network of containers.
pub(super) fn is_local(address: &[u8]) -> bool {
    const HOSTS: &[&[u8]] = &[
        b"localhost",
        b"127.0.0.1",
        b"localstack",
        b"host.docker.internal",
    ];
    HOSTS
        .iter()
        .any(|host| memchr::memmem::find(address, host).is_some())
}

/// The words of the setting before a Region, without those of another line.
pub(super) fn words_before(before: &[u8]) -> Vec<String> {
    words_of_setting(before)
}

/// The head of the outermost block around an offset.
fn outermost_head<'s>(file: &File<'s>, at: usize) -> &'s [u8] {
    let outline = file.outline();
    let outermost = outline.around(outline.block_at(at)).last();
    let head = outermost.map_or(0..0, |number| outline.block(number).head.clone());
    file.text()[head].trim_ascii()
}

/// Whether an offset is in a resource or a source of data, whose `region` is that of this resource alone.
pub(super) fn is_of_resource(file: &File<'_>, at: usize) -> bool {
    let head = outermost_head(file, at);
    head.starts_with(b"resource ") || head.starts_with(b"data ")
}

/// Whether an offset is in a module that is named after a service of one Region.
fn is_in_module_of_one_region(file: &File<'_>, at: usize) -> bool {
    let head = outermost_head(file, at);
    let words = words_of(head);
    let is_of_one = |word: &String| SERVICES_OF_ONE_REGION.contains(&word.as_str());
    head.starts_with(b"module ") && words.iter().any(is_of_one)
}

fn is_record_of_another(file: &File<'_>, number: usize) -> bool {
    let items = file.outline().items(number).iter().take(ITEMS);
    let keys: Vec<String> = items
        .map(|item| folded(name_at_end(&file.text()[item.key()])))
        .collect();
    let has = |name: &&str| keys.iter().any(|key| key == name);
    RECORDS.iter().any(|record| record.iter().all(has))
}

/// Whether an offset is among the arguments of a stack that is named after a service of one Region.
fn is_in_stack_of_one_region(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let mut around = outline.around(outline.block_at(at)).take(LEVELS);
    around.any(|number| {
        let block = outline.block(number);
        let words = words_of(name_at_end(&text[block.head.clone()]));
        let is_of_one = |word: &String| SERVICES_OF_ONE_REGION.contains(&word.as_str());
        block.kind == BlockKind::Round && words.iter().any(is_of_one)
    })
}

/// Whether what a workflow does next in the Region at an offset is to log in to ECR Public.
fn is_for_ecr_public(text: &[u8], at: usize) -> bool {
    let next = next_step(text, at);
    let is_in = |word: &&[u8]| memchr::memmem::find(&text[next.clone()], word).is_some();
    ECR_PUBLIC.iter().any(is_in)
}

/// The rest of the step of a workflow around an offset and the step after it: up to the second dash that is indented less.
fn next_step(text: &[u8], at: usize) -> Range<usize> {
    const REACH: usize = 600;
    let end = text.len().min(at + REACH);
    let dashes = memchr::memmem::find_iter(&text[at..end], b"\n")
        .filter(|n| text[at + n..end].trim_ascii_start().starts_with(b"- "));
    at..dashes.map(|n| at + n).nth(1).unwrap_or(end)
}
