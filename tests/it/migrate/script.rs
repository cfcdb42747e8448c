//! `--verify-script`: what the script asks for, and that nothing hostile runs in it.

use super::{HAIKU, Path, expected, fs, migrate, shop};

#[test]
fn the_script_is_as_expected() {
    let printed = migrate(shop().path(), &[HAIKU, "--verify-script", "-"]);
    assert_eq!((printed.status, printed.stderr.as_str()), (0, ""));
    expected::is("migrate-script", &printed.stdout);
    let image = migrate(
        shop().path(),
        &["amazon.nova-canvas-v1:0", "--verify-script", "-"],
    )
    .stdout;
    assert!(!image.contains("converse"), "{image}");
}

#[test]
fn the_script_is_written_in_addition_to_the_plan() {
    let shop = shop();
    let printed = migrate(shop.path(), &[HAIKU, "--verify-script", "verify.sh"]);
    assert!(
        printed.stdout.starts_with("# Migrate from "),
        "{}",
        printed.stdout
    );
    let script = fs::read_to_string(shop.path().join("verify.sh")).unwrap();
    assert_eq!(
        script,
        migrate(shop.path(), &[HAIKU, "--verify-script", "-"]).stdout
    );
    // It mentions the new model only, and is not scanned.
    let again = migrate(shop.path(), &[HAIKU, "--verify-script", "verify.sh"]);
    assert_eq!(again.stdout, printed.stdout);
    let none = migrate(
        shop.path(),
        &[HAIKU, "anthropic.claude-v2", "--verify-script", "x.sh"],
    );
    assert!(
        none.stderr.contains("no script is written"),
        "{}",
        none.stderr
    );
    assert!(!shop.path().join("x.sh").exists());
    let nowhere = migrate(shop.path(), &[HAIKU, "--verify-script", "no/such/x.sh"]);
    assert_eq!(nowhere.status, 2);
}

#[cfg(unix)]
mod in_a_shell {
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::{Command, Output};

    use super::super::folder;
    use super::*;

    /// Runs the script with an AWS CLI that answers as a sound account does, and records its arguments.
    fn start(sandbox: &Path, script: &str, arguments: &[&str]) -> (Output, String) {
        let tools = sandbox.join("tools");
        fs::create_dir_all(&tools).unwrap();
        let aws = "#!/bin/sh\n\
                   printf '%s' \"$1 $2\" >>calls\n\
                   shift 2\n\
                   for word in \"$@\"; do printf ' <%s>' \"$word\" >>calls; done\n\
                   printf '\\n' >>calls\n\
                   case \"$*\" in\n\
                   *authorizationStatus*) echo AUTHORIZED AVAILABLE AVAILABLE ;;\n\
                   *ON_DEMAND*) echo True ;;\n\
                   *status*) echo ACTIVE ;;\n\
                   *) echo answer ;;\n\
                   esac\n";
        fs::write(tools.join("aws"), aws).unwrap();
        fs::set_permissions(tools.join("aws"), fs::Permissions::from_mode(0o755)).unwrap();
        fs::write(sandbox.join("verify.sh"), script).unwrap();
        let checked = Command::new("sh")
            .args(["-n", "verify.sh"])
            .current_dir(sandbox)
            .status();
        assert!(checked.unwrap().success(), "{script}");
        let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
        let output = Command::new("sh")
            .arg("verify.sh")
            .args(arguments)
            .current_dir(sandbox)
            .env("PATH", path)
            .output()
            .unwrap();
        let calls = fs::read_to_string(sandbox.join("calls")).unwrap_or_default();
        (output, calls)
    }

    #[test]
    fn each_region_is_checked_and_nothing_costs_money() {
        let sandbox = folder(&[]);
        let script = migrate(shop().path(), &[HAIKU, "--verify-script", "-"]).stdout;
        let (output, calls) = start(sandbox.path(), &script, &[]);
        assert!(output.status.success(), "{output:?}");
        for (region, id) in [
            ("eu-central-1", "eu.anthropic.claude-haiku-5-5"),
            ("us-east-1", "us.anthropic.claude-haiku-5-5"),
        ] {
            let access = format!(
                "bedrock get-foundation-model-availability <--region> <{region}> <--model-id> <anthropic.claude-haiku-5-5> "
            );
            assert!(calls.contains(&access), "{calls}");
            let profile = format!(
                "bedrock get-inference-profile <--region> <{region}> <--inference-profile-identifier> <{id}> "
            );
            assert!(calls.contains(&profile), "{calls}");
        }
        assert_eq!(calls.matches("get-inference-profile").count(), 2, "{calls}");
        assert!(!calls.contains("converse"), "{calls}");
        fs::remove_file(sandbox.path().join("calls")).unwrap();
        let (_, calls) = start(sandbox.path(), &script, &["--converse", "us-east-1"]);
        assert_eq!(
            calls.matches("bedrock-runtime converse").count(),
            1,
            "{calls}"
        );
        assert!(!calls.contains("eu-central-1"), "{calls}");
    }

    #[test]
    fn a_failed_check_is_an_exit_code() {
        let sandbox = folder(&[]);
        let script = migrate(shop().path(), &[HAIKU, "--verify-script", "-"]).stdout;
        let script = script.replace("'AUTHORIZED AVAILABLE", "'AUTHORIZED NOT_AVAILABLE");
        let (output, _) = start(sandbox.path(), &script, &[]);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
    }

    /// Without a Region, the script asks for one. A model of an overlay can have any name.
    #[test]
    fn names_of_an_overlay_are_quoted_for_the_shell() {
        let name = "$(touch pwned)`touch pwned`'; touch pwned; '{{IDS}}";
        let project = folder(&[
            ("app.py", &format!("MODEL = \"{HAIKU}\"\n")),
            ("overlay.yaml", &overlay(name)),
        ]);
        let script = migrate(
            project.path(),
            &["--catalog", "overlay.yaml", "--verify-script", "-", HAIKU],
        );
        assert_eq!(script.status, 0, "{}", script.stderr);
        let sandbox = folder(&[]);
        let (output, calls) = start(sandbox.path(), &script.stdout, &[]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(calls, "");
        let (output, calls) = start(
            sandbox.path(),
            &script.stdout,
            &["us-east-1", "a b; touch pwned"],
        );
        assert!(output.status.success(), "{output:?}");
        assert!(calls.contains("<a b; touch pwned>"), "{calls}");
        assert!(
            String::from_utf8_lossy(&output.stdout).contains(name),
            "{output:?}"
        );
        assert!(!sandbox.path().join("pwned").exists());
    }

    fn overlay(name: &str) -> String {
        format!(
            "overlay: test\nas_of: 2026-11-23\nsources:\n  test:\n    title: A test\n    retrieved: 2026-11-23\n    \
             evidence: aws\nmodels:\n  - id: anthropic.claude-haiku-5-5\n    source: test\n    name: {}\n",
            serde_json::to_string(name).unwrap()
        )
    }
}
