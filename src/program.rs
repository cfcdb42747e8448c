//! What the program `bedrock-eol` needs besides the names at the root of the crate: values of its flags, the pages of its
//! commands, and careful access to files. It may change with any version.

pub use crate::baseline::Applied;
pub use crate::catalog::overlay::{apply_overlays, check_path};
pub use crate::catalog::{Model, Stage, diff, import, view};
pub use crate::config::{
    CONTEXT_NAMES, Config, Days, FailOn, FlagGroup, LEVELS, LevelSetting, SettingFlag, Size, find,
    setting_flags,
};
pub use crate::explain::{Explanation, explain};
pub use crate::file_access::{
    FileKind, NamedBy, NewFile, Output, check_output, read, remove_unfinished, stays_inside,
};
pub use crate::finding::{Applicability, RegionSource, ReplacementPolicy};
pub use crate::fix::{Edit, EditChoice, EditWriter, FileEdits, FixError, FixPlan, NotWritten};
pub use crate::hook::{AgentEdit, EventError, finding_line, reason as hook_reason};
pub use crate::judge::max_catalog_age;
pub use crate::migrate::MigrationPlan;
pub use crate::model_id::Region;
pub use crate::output::catalog as feeds;
pub use crate::output::{
    GroupBy, PatchFor, REPOSITORY, RecordCounts, RecordName, SITE, ascii_symbols, edits,
    error_line, has_runner_command, log_line, log_lines, migration_json, migration_markdown, patch,
    step_summary, verify_script, write_bad_record, write_end, write_record,
};
pub use crate::report::{STANDARD_INPUT, Unit};
pub use crate::run::{
    catalog_with, configuration, is_model, output_root, repository_root, unknown_regions,
};
pub use crate::scan::Progress;
pub use crate::walk::{CODEOWNERS, Owners};
