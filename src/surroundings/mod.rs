//! What is around a reference: its context (use or mention), the collection that it is an entry of, what it is used
//! for, the Region that the surroundings set, and the name by which other files can use it.
//!
//! Contexts are decided by [`rules::CONTEXT_RULES`] from path, language and surrounding text. This module finds no references
//! and changes no levels.

mod assigned_names;
mod cell_language;
mod collection;
mod collection_usage;
mod command_lines;
mod compared;
mod condition;
mod decide;
mod declaration;
mod default_entries;
mod described_keys;
mod described_records;
mod describing_fields;
mod element;
mod embedded_program;
mod embedded_programs;
mod ending_names;
mod endpoint;
mod entry_part;
mod entry_variables;
mod env_variables;
mod executed_chunks;
mod executed_comments;
mod field_names;
mod file;
mod file_facts;
mod heredoc_scripts;
mod inserted_names;
mod interpolation;
mod line;
mod lisp;
mod listed_sections;
mod literal_programs;
mod literal_sentence;
mod logs;
mod markup_text;
mod mentions;
mod migration_signs;
mod model_arns;
mod model_lookups;
mod name_hit;
mod name_offsets;
mod named_collections;
mod occurrence;
mod offered;
mod other_subjects;
mod own_functions;
mod page_scripts;
mod picked_options;
mod policy_profiles;
mod policy_statement;
mod price;
mod purpose;
mod read_fields;
mod recorded_blocks;
mod region;
mod registry;
mod requests;
mod rule;
mod rules;
mod said_alone;
mod scope_before;
mod sent_arguments;
mod sent_entries;
mod sentence;
mod settings_files;
mod settings_of_others;
mod shared_texts;
mod shell_arms;
mod shell_output;
mod shown_examples;
mod sql;
mod statement;
mod struct_fields;
mod struct_tags;
mod terraform_files;
mod test_items;
mod test_names;
mod tested_elements;
mod text_for_people;
mod text_kind;
mod usage;
mod used_lists;
pub mod uses;

use std::sync::Arc;

use crate::model_id::Region;
use crate::reference::{
    Confidence, Context, Form, Found, FromProject, Match, RegionOrigin, SharedRequests,
};
use crate::source::{Source, Span};
use decide::{Meaning, meanings};
use file::File;
use rule::{Around, ContextRule};
use rules::CONTEXT_RULES;

pub use entry_part::{EntryPart, entry_parts};
pub(crate) use migration_signs::{SIGNS, SearchedText, Sign};
pub use named_collections::WatchedCollection;
pub(crate) use requests::{RemovableForm, RemovableParameter, folded_path, removable};
pub use terraform_files::{ModuleCall, PassedOn, TerraformFile, terraform_file};

/// Adds to the references of one file, in ascending order, what their surroundings show. `known` is what the other files of
/// the project show about it.
pub fn matches(source: &Source, known: &FromProject, found: Vec<Found>) -> Vec<Match> {
    if found.is_empty() {
        return Vec::new();
    }
    let file = File::new(source).in_project(known);
    let mut meanings = meanings(&file, &found);
    embedded_programs::assign(&file, &found, &mut meanings);
    let regions = region::assigned_regions(&file, &found, &meanings);
    let providers = region::with_own_provider(&file, &found);
    purpose::assign(&file, &found, &mut meanings);
    model_lookups::assign(&file, &found, &mut meanings);
    let composed = model_arns::assign(&file, &found, &mut meanings, &known.module_uses);
    let statements = policy_profiles::of_references(&file, &found, &meanings);
    let requests = requests::of_references(&file, &found, &meanings);
    let is_mantle = endpoint::is_mantle(&file);
    let parts = found.into_iter().zip(meanings).zip(regions).zip(requests);
    let beside = composed.into_iter().zip(statements).zip(providers);
    parts
        .zip(beside)
        .map(
            |(
                (((found, meaning), region), requests),
                ((composed, statement), has_own_provider),
            )| {
                Match {
                    in_model_arn: composed.in_model_arn,
                    has_own_provider,
                    statement,
                    requests,
                    // bedrock-mantle knows no profiles: one is sent elsewhere.
                    through_mantle: is_mantle && found.form == Form::Base,
                    ..joined(found, meaning, region)
                }
                .behind(composed.scope_before)
            },
        )
        .collect()
}

/// A reference whose Region comes from the surroundings is less certain.
fn joined(found: Found, meaning: Meaning, region: Option<Region>) -> Match {
    let Meaning {
        context,
        purpose,
        registry,
        declared,
    } = meaning;
    let found = match region {
        Some(region) => Found {
            region: Some((region, RegionOrigin::Nearby)),
            confidence: found.confidence.min(Confidence::Medium),
            ..found
        },
        None => found,
    };
    Match {
        found,
        context,
        purpose,
        registry,
        declared: declared.map(Arc::new),
        through_mantle: false,
        in_model_arn: false,
        scope_before: None,
        has_own_provider: false,
        statement: None,
        project_regions: Arc::default(),
        requests: SharedRequests::default(),
        linked_requests: SharedRequests::default(),
    }
}

/// Whether the path of a file alone shows that it is one of tests.
pub fn is_of_tests(source: &Source) -> bool {
    let file = File::new(source);
    let mut rules = CONTEXT_RULES.iter();
    rules.any(|rule| {
        rule.context == Context::Test
            && matches!(rule.around, Around::Anything)
            && (rule.kinds.is_empty() || rule.kinds.contains(&file.kind()))
            && rule.matches_path(&file)
    })
}

/// Whether the path of a file alone shows that its Regions are not those of the project: it is for tests, documentation, an
/// example, a recording, or the work of others.
pub fn sets_nothing_for_the_project(source: &Source) -> bool {
    settings_of_others::sets_nothing_for_the_project(&File::new(source))
}

/// The Regions that a file of settings or infrastructure sets for its project, by position: not those in comments, and none
/// if its path shows that it sets nothing for it. `is_app` is whether it is a program that sets up infrastructure.
pub fn regions_of_project(source: &Source, is_app: bool) -> Vec<(Region, Span)> {
    let file = File::new(source);
    if settings_of_others::sets_nothing_for_the_project(&file) {
        return Vec::new();
    }
    region::set_regions(&file, is_app)
}

/// Whether the paths of two sources say the same about what is in them: the same text then has the same contexts in both,
/// as far as paths decide.
pub fn paths_agree(one: &Source, other: &Source) -> bool {
    let (one, other) = (File::new(one), File::new(other));
    let fits_alike = |rule: &ContextRule| rule.matches_path(&one) == rule.matches_path(&other);
    one.source.language.name == other.source.language.name && CONTEXT_RULES.iter().all(fits_alike)
}

#[cfg(test)]
mod tests;
