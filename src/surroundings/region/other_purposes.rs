//! Files of settings that set nothing for the project: for tests, emulators, the state of packages, the pages of a site.

use memchr::memmem;

use super::super::file::File;
use super::other_services::{ENDPOINT, is_local, is_named_service, words_before};
use crate::language::Kind;
use crate::outline::BlockKind;

/// Files of settings for tests, in lower case.
const FOR_TESTS: &[&str] = &[
    ".env.ci",
    ".env.e2e",
    ".env.test",
    ".env.testing",
    "docker-compose.test.yaml",
    "docker-compose.test.yml",
    "dockerfile.test",
    "jest.config.json",
    "noxfile.py",
    "pytest.ini",
    "tox.ini",
];

/// Files with the resources of a front end, in lower case.
const FOR_FRONT_ENDS: &[&str] = &[
    "amplify_outputs.json",
    "amplifyconfiguration.json",
    "aws-exports.json",
];

/// The end of the name of a template that builds images of machines.
const IMAGES: &[&str] = &[".pkr.hcl", ".pkr.json"];

/// How the names of variables begin that are built into the pages of a site, as words.
const BUILT_IN: &[&[&str]] = &[
    &["vite"],
    &["react", "app"],
    &["next", "public"],
    &["nuxt", "public"],
    &["expo", "public"],
    &["gatsby"],
    &["ng", "app"],
    &["vue", "app"],
];

/// Services whose commands publish a site.
const SITE_COMMANDS: &[&[u8]] = &[b"s3", b"s3api", b"cloudfront"];

/// What deploys a program, or calls a model, in lower case.
const DEPLOYERS: &[&[u8]] = &[
    b"amplify",
    b"amazon-ecs",
    b"ansible",
    b"bedrock",
    b"cdk",
    b"chalice",
    b"cloudformation",
    b"copilot",
    b"deploy",
    b"helm",
    b"kubectl",
    b"pulumi",
    b"sam ",
    b"serverless",
    b"sls ",
    b"ssh",
    b"sst ",
    b"terraform",
    b"terragrunt",
    b"tofu",
    b"update-function",
    b"update-service",
    b"zappa",
];

/// Services whose commands run a program.
const RUNNERS: &[&[u8]] = &[
    b"apprunner",
    b"batch",
    b"ecs",
    b"eks",
    b"lambda",
    b"stepfunctions",
];

/// What a workflow does that only tests a program, or publishes an image or a package of it, in lower case.
const CHECKS: &[&[u8]] = &[
    b"amazon-ecr-login",
    b"build-push-action",
    b"codeartifact",
    b"docker push",
    b"docker/build",
    b"get-secrets@",
    b"go test",
    b"moto",
    b"mypy",
    b"npm test",
    b"npm run test",
    b"pytest",
    b"tox",
    b"twine",
];

/// Whether nothing that a file sets is set for the programs of the project.
pub(super) fn sets_nothing_for_the_project(file: &File<'_>) -> bool {
    let name = file.name().to_ascii_lowercase();
    FOR_TESTS.contains(&name.as_str())
        || FOR_FRONT_ENDS.contains(&name.as_str())
        || IMAGES.iter().any(|end| name.ends_with(end))
        || is_workflow_without_deployment(file)
        || is_script_for_other_services(file)
        || is_for_emulator(file)
}

/// Whether an offset is in a section of settings for tests: `[tool.pytest.ini_options]`.
pub(super) fn is_in_section_for_tests(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let section = outline
        .around(outline.block_at(at))
        .find(|number| outline.block(*number).kind == BlockKind::Section);
    section.is_some_and(|number| {
        let head = &text[outline.block(number).head.clone()];
        memmem::find(head, b"pytest").is_some() || memmem::find(head, b"tool.tox").is_some()
    })
}

/// Whether the name before a Region is that of a variable that is built into the pages of a site.
pub(super) fn is_of_front_end(before: &[u8]) -> bool {
    let words = words_before(before);
    BUILT_IN.iter().any(|start| {
        words.len() > start.len() && start.iter().zip(&words).all(|(one, other)| one == other)
    })
}

/// Whether a workflow deploys nothing: it publishes a site, an image or a package, or only tests.
fn is_workflow_without_deployment(file: &File<'_>) -> bool {
    if !file.path.contains(".github/workflows/") {
        return false;
    }
    let text = file.lower_text();
    let has = |words: &[&[u8]]| words.iter().any(|word| memmem::find(text, word).is_some());
    if has(DEPLOYERS) {
        return false;
    }
    let is_site = || all_commands(text, |name| SITE_COMMANDS.contains(&name));
    if !has(CHECKS) {
        return !has(&[b"docker"]) && is_site();
    }
    commands(text).all(|name| !RUNNERS.contains(&name))
}

/// Whether a script only runs commands of other services.
fn is_script_for_other_services(file: &File<'_>) -> bool {
    if file.source.language.name != "shell" || file.kind() != Kind::Code {
        return false;
    }
    let text = file.lower_text();
    let deploys = |word: &&[u8]| memmem::find(text, word).is_some();
    !DEPLOYERS.iter().any(deploys)
        && memmem::find(text, b"docker").is_none()
        && all_commands(text, is_of_another_service)
}

/// Whether a file of variables or a script is for an emulator of AWS.
fn is_for_emulator(file: &File<'_>) -> bool {
    let text = file.text();
    let is_script = file.source.language.name == "shell";
    let is_of_variables = file.name().starts_with(".env");
    if !is_script && !is_of_variables {
        return false;
    }
    let line_at = |at: usize| {
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
        &text[at..end]
    };
    let mut endpoints = memmem::find_iter(text, ENDPOINT);
    let mut options = memmem::find_iter(text, b"--endpoint-url");
    memmem::find(text, b"bedrock").is_none()
        && (endpoints.any(|at| is_local(line_at(at)))
            || is_script
                && (memmem::find(text, b"awslocal ").is_some()
                    || options.any(|at| is_local(line_at(at)))))
}

/// Whether a service is another one than Bedrock, which deploys nothing.
fn is_of_another_service(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    matches!(&*name, "sts" | "iam" | "ec2" | "s3api") || is_named_service(&name)
}

/// Whether a text has commands of the AWS CLI, and all are of certain services.
fn all_commands(text: &[u8], are: impl Fn(&[u8]) -> bool) -> bool {
    let mut commands = commands(text).peekable();
    commands.peek().is_some() && commands.all(are)
}

/// The services of the commands of the AWS CLI in a text.
fn commands(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    memmem::find_iter(text, b"aws ")
        .filter(|at| *at == 0 || text[at - 1].is_ascii_whitespace() || text[at - 1] == b'(')
        .map(|at| {
            let rest = &text[at + b"aws ".len()..];
            let width = rest.iter().take_while(|b| b.is_ascii_alphanumeric());
            &rest[..width.count()]
        })
}
