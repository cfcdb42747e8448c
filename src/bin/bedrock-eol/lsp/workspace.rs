//! The workspace folders, and how a text in one of them is judged.

use std::path::{Path, PathBuf};

use bedrock_eol::program::{DocumentName, RegionSource, keeps_offsets};
use bedrock_eol::{
    BaselineChoice, Catalog, ConfigChoice, Input, Observer, Options, Policy, Reference, Run,
    RunError,
};
use jiff::civil::Date;

use super::document::{Judged, OpenDocument};

/// Largest text that is judged, in bytes: the largest that a scan keeps in memory.
pub(super) const MAX_TEXT: usize = 16 << 20;

/// The byte order mark, which is left out of what is judged.
const MARK: char = '\u{FEFF}';

/// The workspace folders with how their texts are judged.
pub(super) struct Workspace {
    as_of: Option<Date>,
    today: fn() -> Date,
    isolated: bool,
    folders: Vec<PathBuf>,
}

/// Ignores notes, which may quote the settings of a repository.
struct Unheard;

impl Observer for Unheard {}

/// Why a text is not judged.
pub(super) enum NotJudged {
    /// The settings of this folder are invalid.
    Settings(PathBuf),
    /// The text is larger than [`MAX_TEXT`].
    TooLarge,
}

impl Workspace {
    pub(super) fn new(as_of: Option<Date>, today: fn() -> Date, isolated: bool) -> Self {
        Self {
            as_of,
            today,
            isolated,
            folders: Vec::new(),
        }
    }

    /// The day as of which texts are judged. A server can run for longer than a day.
    pub(super) fn day(&self) -> Date {
        self.as_of.unwrap_or_else(self.today)
    }

    pub(super) fn add(&mut self, uri: &str) {
        if let Some(path) = DocumentName::of(uri).path
            && !self.folders.contains(&path)
        {
            self.folders.push(path);
        }
    }

    pub(super) fn remove(&mut self, uri: &str) {
        let path = DocumentName::of(uri).path;
        self.folders.retain(|folder| Some(folder) != path.as_ref());
    }

    /// The innermost folder that contains a document.
    pub(super) fn folder_of(&self, name: &DocumentName) -> Option<&Path> {
        let path = name.path.as_deref()?;
        let around = self
            .folders
            .iter()
            .filter(|folder| path.starts_with(folder));
        around
            .max_by_key(|folder| folder.components().count())
            .map(PathBuf::as_path)
    }

    /// Judges the text of a document.
    pub(super) fn judge(&self, document: &OpenDocument) -> Result<Judged, NotJudged> {
        let text = document.text.as_str();
        if text.len() > MAX_TEXT {
            return Err(NotJudged::TooLarge);
        }
        let folder = self
            .folder_of(&document.name)
            .filter(|folder| enter(folder));
        let judged = match folder {
            Some(folder) => self.judge_in(folder, document),
            None => {
                let path = document.name.alone(&document.language_id);
                scan(self.run_alone(), path, text)
            }
        };
        judged.map_err(|_| NotJudged::Settings(folder.unwrap_or(Path::new("")).to_owned()))
    }

    fn judge_in(&self, folder: &Path, document: &OpenDocument) -> Result<Judged, RunError> {
        let (name, text) = (&document.name, document.text.as_str());
        let run = self.run_in_folder();
        let file = name
            .path
            .as_deref()
            .and_then(|path| path.strip_prefix(folder).ok());
        if run.leaves_out(file.unwrap_or(Path::new("")), text.len() as u64)? {
            return Ok(Judged::default());
        }
        let path = name.below(folder, &document.language_id);
        let path = path.unwrap_or_else(|| name.alone(&document.language_id));
        scan(run, path, text)
    }

    /// A run with the settings of the working directory.
    fn run_in_folder(&self) -> Run {
        let mut run = Run::new(self.day());
        if self.isolated {
            run.config = ConfigChoice::Isolated;
        }
        run
    }

    /// A run with no settings but those in the text itself.
    fn run_alone(&self) -> Run {
        let mut run = Run::new(self.day());
        run.config = ConfigChoice::Isolated;
        run.baseline = BaselineChoice::Off;
        run.no_ignore = true;
        run
    }

    /// The policy to explain models with: the Region of the reference, or those of the settings.
    pub(super) fn policy(&self, document: &OpenDocument, reference: Option<&Reference>) -> Policy {
        let folder = self
            .folder_of(&document.name)
            .filter(|folder| enter(folder));
        let settings = folder.and_then(|_| {
            let input = Input::Listed(Vec::new());
            self.run_in_folder().settings(&input, &Unheard).ok()
        });
        let mut options = settings.unwrap_or_else(|| Options::defaults(false));
        if let Some((region, _)) = reference.and_then(|reference| reference.region.as_ref())
            && Catalog::embedded()
                .regions
                .iter()
                .any(|known| known == region.as_str())
        {
            options.region = vec![region.as_str().to_owned()];
        }
        options.policy(self.day(), RegionSource::Config)
    }
}

/// Makes a folder the working directory, which the settings of a run are those of. Only one thread judges.
fn enter(folder: &Path) -> bool {
    std::env::set_current_dir(folder).is_ok()
}

fn scan(mut run: Run, path: String, text: &str) -> Result<Judged, RunError> {
    run.keep_texts = true;
    run.allow_empty = true;
    run.threads = Some(1);
    let judged = text.strip_prefix(MARK).unwrap_or(text);
    // A text that is taken for UTF-16 or for a binary file has no positions in the editor.
    if !keeps_offsets(&path, judged) {
        return Ok(Judged::default());
    }
    let input = Input::text(path.clone(), judged);
    let outcome = run.scan_observed(&input, &Unheard)?;
    let mark = text.len() - judged.len();
    Ok(Judged::new(path, outcome.report, outcome.texts, mark))
}
