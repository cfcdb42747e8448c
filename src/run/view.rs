//! A project with one set of settings.

use super::project::Project;
use crate::config::Options;

/// One set of settings to judge with.
#[derive(Clone)]
pub(super) struct View {
    pub(super) project: Project,
    pub(super) options: Options,
}
