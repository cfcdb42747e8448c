//! What the program `bedrock-eol` needs besides the names at the root of the crate: values of its flags, the pages of its
//! commands, and careful access to files. It may change with any version.

pub use crate::baseline::{Applied, FILE_NAME as BASELINE_FILE};
pub use crate::catalog::overlay::{apply_overlays, check_path};
pub use crate::catalog::{Model, Stage, diff, import, view};
pub use crate::config::{
    CONTEXT_NAMES, Config, Days, FILE_NAMES as CONFIG_FILES, FailOn, FlagGroup, LEVELS,
    LevelSetting, SettingFlag, Size, find, setting_flags,
};
pub use crate::explain::{Explanation, SourceFact, explain};
pub use crate::file_access::{
    FileKind, NamedBy, NewFile, Output, check_output, read, remove_unfinished, stays_inside,
};
pub use crate::finding::{Applicability, RegionSource, Related, RelatedRole, ReplacementPolicy};
pub use crate::fix::{
    ByteChange, Edit, EditChoice, EditWriter, FileEdits, FixError, FixPlan, NotWritten,
};
pub use crate::hook::{
    AgentEdit, EventError, finding_line, finding_sentence, is_id, reason as hook_reason,
};
pub use crate::judge::max_catalog_age;
pub use crate::lsp::{
    Completable, DocumentName, EditorText, MAX_MESSAGE, PositionEncoding, ReadMessage,
    TextPosition, completable, completions, keeps_offsets, read_message, suppression_comment,
    write_message,
};
pub use crate::migrate::MigrationPlan;
pub use crate::model_id::Region;
pub use crate::output::catalog as feeds;
pub use crate::output::{
    GroupBy, PatchFor, REPOSITORY, RecordCounts, RecordName, SITE, ascii_symbols, difference,
    edits, error_line, has_runner_command, log_line, log_lines, migration_json, migration_markdown,
    model_page, patch, rule_page, step_summary, verify_script, write_bad_record, write_end,
    write_record,
};
pub use crate::report::{ErrorKind, ReportDifference, STANDARD_INPUT, ScanError, Unit};
pub use crate::run::{
    WatchedChange, WatchedFiles, catalog_with, configuration, is_model, output_root,
    repository_root, unknown_regions,
};
pub use crate::scan::{KeptText, Progress};
pub use crate::walk::{CODEOWNERS, IGNORE_FILES, Owners};
