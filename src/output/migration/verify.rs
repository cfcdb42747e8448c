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
    let mut regions: Vec<&str> = plan
        .regions
        .iter()
        .map(|used| used.region.as_str())
        .collect();
    regions.dedup();
    let regions: Vec<String> = regions.into_iter().map(word).collect();
    let ids: Vec<String> = new.ids.iter().map(|id| word(id)).collect();
    let codes: Vec<String> = new.quotas.iter().map(|quota| word(&quota.code)).collect();
    let set_regions = if regions.is_empty() {
        "if [ $# -eq 0 ]; then\n    echo \"usage: $0 [--converse] REGION...\" >&2\n    exit 2\nfi\n"
            .to_owned()
    } else {
        format!(
            "if [ $# -eq 0 ]; then\n    set -- {}\nfi\n",
            regions.join(" ")
        )
    };
    let quotas = if codes.is_empty() {
        String::from("    list_quotas \"$region\"\n")
    } else {
        format!(
            "    for code in {}; do\n        show_quota \"$region\" \"$code\"\n    done\n",
            codes.join(" ")
        )
    };
    let value = |name: &str| match name {
        "MODEL" => word(new.id.as_str()),
        "NAME" => word(&new.name),
        "IDS" => ids.join(" "),
        "SET_REGIONS" => set_regions.clone(),
        "QUOTAS" => quotas.clone(),
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
# usage: verify.sh [--converse] [REGION...]
#
# It needs the AWS CLI, version 2, and credentials. It reads only and costs nothing, except with --converse, which sends one
# short request per Region and ID. It exits 1 if a check fails.
set -u

MODEL={{MODEL}}
NAME={{NAME}}

converse=no
if [ "${1-}" = --converse ]; then
    converse=yes
    shift
fi
{{SET_REGIONS}}
failed=0

# Prints what was checked and its result.
check() {
    what=$1
    shift
    if answer=$("$@" 2>&1); then
        printf 'ok    %s: %s\n' "$what" "$answer"
    else
        printf 'FAIL  %s: %s\n' "$what" "$answer"
        failed=1
    fi
}

# Checks that the account has access to the model in a Region.
check_availability() {
    check "$1: access to $MODEL" aws bedrock get-foundation-model-availability \
        --region "$1" --model-id "$MODEL" --output text \
        --query '[agreementAvailability.status, authorizationStatus, entitlementAvailability, regionAvailability]'
}

# Checks that an ID can be called from a Region: an inference profile, or the model itself.
check_id() {
    if [ "$2" = "$MODEL" ]; then
        check "$1: $2" aws bedrock get-foundation-model --region "$1" --model-identifier "$2" \
            --output text --query '[modelDetails.modelLifecycle.status, modelDetails.inferenceTypesSupported]'
    else
        check "$1: profile $2" aws bedrock get-inference-profile --region "$1" \
            --inference-profile-identifier "$2" --output text --query '[status, models[].modelArn]'
    fi
}

# Shows the applied value of a quota.
show_quota() {
    check "$1: quota $2" aws service-quotas get-service-quota --region "$1" \
        --service-code bedrock --quota-code "$2" --output text --query 'Quota.[Value, QuotaName]'
}

# Shows the quotas with the name of the model.
list_quotas() {
    check "$1: quotas of $NAME" aws service-quotas list-service-quotas --region "$1" \
        --service-code bedrock --output text --query "Quotas[?contains(QuotaName, '$NAME')].[QuotaCode, Value, QuotaName]"
}

# Sends one short request. It costs a fraction of a cent.
call() {
    check "$1: converse $2" aws bedrock-runtime converse --region "$1" --model-id "$2" \
        --messages '[{"role":"user","content":[{"text":"ping"}]}]' \
        --inference-config '{"maxTokens":16}' --output text --query stopReason
}

for region in "$@"; do
    check_availability "$region"
    for id in {{IDS}}; do
        check_id "$region" "$id"
        if [ "$converse" = yes ]; then
            call "$region" "$id"
        fi
    done
{{QUOTAS}}done

exit "$failed"
"#;
