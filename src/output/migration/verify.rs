//! The script that checks whether an account can use the new model. bedrock-eol never runs it.
//!
//! It reads only: whether the model is available, its profile, and its quotas. The one call that costs money is made with
//! `--converse` alone. Whatever comes from files or catalogs is one quoted word.

use std::io::{self, Write};

use crate::migrate::MigrationPlan;
use crate::output::escape;

/// Writes the script; absent if the plan has no new model.
///
/// # Errors
/// The output cannot be written.
pub fn verify_script(plan: &MigrationPlan, out: &mut dyn Write) -> io::Result<bool> {
    let Ok(new) = &plan.new else {
        return Ok(false);
    };
    let word = escape::shell_word;
    let words = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| word(text))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let regions: Vec<&str> = plan
        .regions
        .iter()
        .map(|used| used.region.as_str())
        .collect();
    let ids: Vec<&str> = new.ids.iter().map(String::as_str).collect();
    let codes: Vec<&str> = new.quotas.iter().map(|quota| &*quota.code).collect();
    let case = |pattern: &str, ids: &[&str]| match ids {
        [] => format!("    {pattern}) ;;\n"),
        ids => format!("    {pattern}) check_ids \"$region\" {} ;;\n", words(ids)),
    };
    let mut cases = String::new();
    for used in &plan.regions {
        let of_region: Vec<&str> = used.calls.iter().map(|call| call.id.as_str()).collect();
        if !of_region.is_empty() && of_region != ids {
            cases.push_str(&case(&word(used.region.as_str()), &of_region));
        }
    }
    cases.push_str(&case("*", &ids));
    let flag = if new.is_for_converse {
        "[--converse] "
    } else {
        ""
    };
    let region = if regions.is_empty() {
        "REGION..."
    } else {
        "[REGION...]"
    };
    let without_region = if regions.is_empty() {
        format!("    echo \"usage: $0 {flag}{region}\" >&2\n    exit 2\n")
    } else {
        format!("    set -- {}\n", words(&regions))
    };
    let value = |name: &str| match name {
        "MODEL" => word(new.id.as_str()),
        "NAME" => word(&new.name),
        "CASES" => cases.clone(),
        "USAGE" => format!("{flag}{region}"),
        "COST" if new.is_for_converse => {
            "It only reads, and costs nothing, except with --converse:\n\
             # then it sends one short request for each Region and ID."
                .to_owned()
        }
        "COST" => "It only reads, and costs nothing.".to_owned(),
        "CONVERSE_FLAG" if new.is_for_converse => CONVERSE_FLAG.to_owned(),
        "CONVERSE_CALL" if new.is_for_converse => CONVERSE_CALL.to_owned(),
        "SET_REGIONS" => format!("if [ $# -eq 0 ]; then\n{without_region}fi\n"),
        "QUOTA_FUNCTION" if codes.is_empty() => LIST_QUOTAS.to_owned(),
        "QUOTA_FUNCTION" => SHOW_QUOTA.to_owned(),
        "QUOTAS" if codes.is_empty() => "    list_quotas \"$region\"\n".to_owned(),
        "QUOTAS" => codes
            .iter()
            .map(|code| format!("    show_quota \"$region\" {}\n", word(code)))
            .collect(),
        _ => String::new(),
    };
    // In one pass: a value may contain the name of another one.
    let mut pieces = TEMPLATE.split("{{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        text.push_str(&value(name));
        text.push_str(rest);
    }
    out.write_all(text.as_bytes())?;
    Ok(true)
}

const TEMPLATE: &str = r#"#!/bin/sh
# Checks whether this account can use the new model of a migration, in each Region.
#
# usage: sh verify.sh {{USAGE}}
#
# It needs version 2 of the AWS CLI, and credentials. {{COST}} The exit code is 1 if a check fails.
set -u

MODEL={{MODEL}}
NAME={{NAME}}
failed=0
{{CONVERSE_FLAG}}
{{SET_REGIONS}}
# check WHAT WANTED COMMAND...: runs the command and compares its output with WANTED. An empty WANTED accepts any output.
check() {
    what=$1
    wanted=$2
    shift 2
    if ! answer=$("$@" 2>&1); then
        printf 'FAIL  %s: %s\n' "$what" "$answer"
        failed=1
    elif [ -n "$wanted" ] && [ "$answer" != "$wanted" ]; then
        printf 'FAIL  %s: %s, expected %s\n' "$what" "$answer" "$wanted"
        failed=1
    else
        printf 'ok    %s: %s\n' "$what" "$answer"
    fi
}

# Whether the account has access to the model.
check_access() {
    check "$1: access to $NAME" 'AUTHORIZED AVAILABLE AVAILABLE' \
        aws bedrock get-foundation-model-availability --region "$1" --model-id "$MODEL" --output text \
        --query "join(' ', [authorizationStatus, entitlementAvailability, agreementAvailability.status])"
}

# Whether an ID can be called from the Region: the bare ID, or an inference profile.
check_id() {
    if [ "$2" = "$MODEL" ]; then
        check "$1: $2 is Active" ACTIVE \
            aws bedrock get-foundation-model --region "$1" --model-identifier "$2" --output text \
            --query modelDetails.modelLifecycle.status
        check "$1: $2 can be called by its bare ID" True \
            aws bedrock get-foundation-model --region "$1" --model-identifier "$2" --output text \
            --query "contains(modelDetails.inferenceTypesSupported, 'ON_DEMAND')"
    else
        check "$1: inference profile $2" ACTIVE \
            aws bedrock get-inference-profile --region "$1" --inference-profile-identifier "$2" --output text \
            --query status
    fi
}

check_ids() {
    region=$1
    shift
    for id in "$@"; do
        check_id "$region" "$id"
{{CONVERSE_CALL}}    done
}

{{QUOTA_FUNCTION}}
for region in "$@"; do
    check_access "$region"
    case $region in
{{CASES}}    esac
{{QUOTAS}}done

exit "$failed"
"#;

const SHOW_QUOTA: &str = r#"# Shows the applied value of a quota.
show_quota() {
    check "$1: quota $2" '' \
        aws service-quotas get-service-quota --region "$1" --service-code bedrock --quota-code "$2" --output text \
        --query 'Quota.[Value, QuotaName]'
}
"#;

const LIST_QUOTAS: &str = r#"# Lists the quotas that have the name of the model.
list_quotas() {
    check "$1: quotas of $NAME" '' \
        aws service-quotas list-service-quotas --region "$1" --service-code bedrock --output text \
        --query "Quotas[?contains(QuotaName, '$NAME')].[QuotaCode, Value, QuotaName]"
}
"#;

const CONVERSE_FLAG: &str = r#"
converse=no
if [ "${1-}" = --converse ]; then
    converse=yes
    shift
fi
"#;

const CONVERSE_CALL: &str = r#"        if [ "$converse" = yes ]; then
            check "$region: a request to $id" '' \
                aws bedrock-runtime converse --region "$region" --model-id "$id" --output text --query stopReason \
                --messages '[{"role":"user","content":[{"text":"ping"}]}]' --inference-config '{"maxTokens":16}'
        fi
"#;
