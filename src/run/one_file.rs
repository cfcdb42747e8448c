//! Whether a run would scan one file, for a text that an editor has.

use std::path::Path;

use super::error::RunError;
use super::input::Input;
use super::observer::Silent;
use super::options::Run;
use super::task::Task;
use super::walking::walk_options;
use crate::walk::leaves_out;

impl Run {
    /// Whether a scan of the working directory leaves out a file of this size, which need not exist: ignore files, patterns
    /// and sizes of the settings apply. `path` is relative to the working directory.
    ///
    /// # Errors
    /// The settings are invalid.
    pub fn leaves_out(&self, path: &Path, bytes: u64) -> Result<bool, RunError> {
        let project = self.project(&Silent)?;
        let input = Input::Listed(Vec::new());
        let task = Task {
            run: self,
            input: &input,
            observer: &Silent,
        };
        let walk = walk_options(self, &[], &project, &task.settings(&project))?;
        let is_too_large = walk.max_size.is_some_and(|limit| bytes > limit);
        Ok(is_too_large || leaves_out(path, &walk)?)
    }
}
