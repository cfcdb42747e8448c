//! The flags of settings. The library's table of settings has their names, help and values.

use std::marker::PhantomData;

use bedrock_eol::Options;
use bedrock_eol::program::{FlagGroup, SettingFlag, setting_flags};
use clap::builder::{PossibleValue, PossibleValuesParser, ValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};

/// Which flags a command has.
pub(crate) trait FlagSelection {
    /// The heading of the flags in the help; absent for that of the command.
    const HEADING: Option<&'static str>;

    /// Whether it has a flag.
    fn has(flag: &SettingFlag) -> bool;

    /// The help of a flag that means something else for the command.
    fn own_help(_: &SettingFlag) -> Option<&'static str> {
        None
    }
}

/// Declares selections that have all flags of a group.
macro_rules! groups {
    ($($(#[doc = $doc:literal])+ $name:ident: $group:ident under $heading:literal;)+) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default)]
        pub(crate) struct $name;

        impl FlagSelection for $name {
            const HEADING: Option<&'static str> = Some($heading);

            fn has(flag: &SettingFlag) -> bool {
                flag.group == FlagGroup::$group
            }
        }
    )+};
}

groups! {
    /// What counts as a finding.
    VerdictFlags: Verdict under "Verdict";
    /// Which findings make the exit code 1.
    GateFlags: Gate under "Verdict";
    /// When the catalog is too old.
    CatalogFlags: Catalog under "Catalog";
    /// Which files are scanned.
    FileFlags: Files under "Files";
    /// Which findings are accepted.
    AcceptedFlags: Accepted under "Accepted findings";
}

/// What the answer about one model depends on, besides the day.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ModelFlags;

impl FlagSelection for ModelFlags {
    const HEADING: Option<&'static str> = Some("Verdict");

    fn has(flag: &SettingFlag) -> bool {
        matches!(flag.key, "region" | "replacement")
    }
}

/// What blocks the edit of a coding agent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HookFlags;

impl FlagSelection for HookFlags {
    const HEADING: Option<&'static str> = None;

    fn has(flag: &SettingFlag) -> bool {
        matches!(flag.key, "fail-on" | "region")
    }

    fn own_help(flag: &SettingFlag) -> Option<&'static str> {
        (flag.key == "fail-on").then_some("Lowest level that blocks an edit [default: warning]")
    }
}

/// The settings of the flags that a command selects.
#[derive(Clone, Debug, Default)]
pub(crate) struct SettingFlags<S> {
    options: Box<Options>,
    selection: PhantomData<S>,
}

impl<S> SettingFlags<S> {
    /// The highest layer of the settings.
    pub(crate) fn options(&self) -> Options {
        (*self.options).clone()
    }
}

impl<S: FlagSelection> Args for SettingFlags<S> {
    fn augment_args(command: Command) -> Command {
        let flags = setting_flags().iter().filter(|flag| S::has(flag));
        flags.fold(command, |command, flag| command.arg(argument::<S>(flag)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl<S: FlagSelection> FromArgMatches for SettingFlags<S> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut options = Options::default();
        for flag in setting_flags().iter().filter(|flag| S::has(flag)) {
            let typed: Vec<&str> = if flag.value_name.is_none() {
                if !matches.get_flag(flag.key) {
                    continue;
                }
                Vec::new()
            } else {
                match matches.get_many::<String>(flag.key) {
                    Some(values) => values.map(String::as_str).collect(),
                    None => continue,
                }
            };
            flag.set(&mut options, &typed).map_err(|error| {
                clap::Error::raw(clap::error::ErrorKind::ValueValidation, error)
            })?;
        }
        Ok(Self {
            options: Box::new(options),
            selection: PhantomData,
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        let typed = Self::from_arg_matches(matches)?.options();
        *self.options = typed.over(self.options());
        Ok(())
    }
}

/// The flag for clap. Its ID is the key.
fn argument<S: FlagSelection>(flag: &'static SettingFlag) -> Arg {
    let mut argument = Arg::new(flag.key)
        .long(flag.name)
        .help(&*flag.help)
        .long_help(&*flag.long_help);
    if let Some(help) = S::own_help(flag) {
        argument = argument.help(help).long_help(help);
    }
    if let Some(heading) = S::HEADING {
        argument = argument.help_heading(heading);
    }
    let Some(value_name) = flag.value_name else {
        return argument.action(ArgAction::SetTrue);
    };
    let action = if flag.is_repeatable() {
        ArgAction::Append
    } else {
        ArgAction::Set
    };
    argument
        .value_name(value_name)
        .action(action)
        .value_parser(parser(flag))
}

/// Checks a value with the reader of the setting, or against the list of all values.
fn parser(flag: &'static SettingFlag) -> ValueParser {
    if flag.values.is_empty() {
        return ValueParser::new(move |typed: &str| {
            let mut unused = Options::default();
            flag.set(&mut unused, &[typed]).map(|()| typed.to_owned())
        });
    }
    let values = flag.values.iter().map(|(name, help)| {
        let value = PossibleValue::new(*name);
        if help.is_empty() {
            value
        } else {
            value.help(*help)
        }
    });
    PossibleValuesParser::new(values.collect::<Vec<_>>()).into()
}
