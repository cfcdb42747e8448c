//! The table of settings: one row is a field of [`Options`](crate::config::Options), its key in a configuration, its
//! documentation, its entry in the JSON Schema, and its flag.
//!
//! The table is a macro since its readers are in different layers: `language` recognizes a configuration by its keys and
//! must not import `config`, whose types the rows name. Names of types and functions are resolved where a reader calls
//! the macro. What a setting does is decided by the code that uses the field.

/// Passes the rows to a macro of the caller:
///
/// - The documentation describes the field in the schema. For a flag, the first sentence is the short help, and the rest
///   of a long one; `Default: X.` becomes `[default: X]`.
/// - The key at the top of a configuration. Its row is where `config show` and `--help` list it.
/// - The field and its type: an option, a list or a table.
/// - How a value of a higher layer combines with that of a lower one: a function of
///   `config/layers.rs`.
/// - How a value of TOML is read: a method of `config::read::Reader`. The value of a flag is read by it, too.
/// - The flag: an expression of `config/flags.rs`, or `None`.
/// - Attributes of the field in the schema, for what its type does not say.
macro_rules! settings {
    ($reader:ident) => {
        $reader! {
            /// Lowest level that makes the exit code 1. Default: `error`; with --staged and --diff: `warning`.
            "fail-on" fail_on: Option<FailOn>,
                first_value, fail_on, choice(Gate, "LEVEL", FAIL_ON), {};

            /// Days before End-of-Life from which `end-of-life-soon` reports a model. Default: 90.
            "within" within: Option<Days>,
                first_value, days, value(Verdict, "DAYS"), {};

            /// Days after End-of-Life in which `end-of-life` is a warning instead of an error. Default: 0.
            "grace" grace: Option<Days>,
                first_value, days, value(Verdict, "DAYS"), {};

            /// Report the catalog when it is older than this many days. Default: its shortest Legacy period, 45.
            "max-catalog-age" max_catalog_age: Option<Days>,
                first_value, days, value(Catalog, "DAYS"), {};

            /// Skip files larger than this: bytes, or a number with K, M or G. Default: no limit.
            "max-size" max_size: Option<Size>,
                first_value, size, value(Files, "SIZE"), {};

            /// Which of several valid replacements to recommend. Default: `least-change`.
            "replacement" replacement: Option<ReplacementPolicy>,
                first_value, replacement, choice(Verdict, "POLICY", REPLACEMENT), {};

            /// Ignore suppressions that give no reason. Default: false.
            "require-reason" require_reason: Option<bool>,
                first_value, yes_or_no, switch(Accepted, "require-reason", true, None), {};

            /// Whether to use what other files of a scanned folder define: constants that contain a model ID are followed
            /// to their uses, and an enum without uses is a registry. Default: true.
            "cross-file" cross_file: Option<bool>,
                first_value, yes_or_no,
                switch(
                    Files, "no-cross-file", false,
                    Some("Scan each file alone: use nothing that other files define. By default a constant that contains a \
                     model ID is followed to the files that use it, and an enum or type union is a registry if no file \
                     of the project uses a member. --staged and --diff always scan each file alone.")
                ),
                {};

            /// Baseline file, relative to the configuration's folder. Default: `bedrock-eol-baseline.json`, if it exists.
            "baseline" baseline: Option<PathBuf>,
                first_value, path, None, {};

            /// Region in which the models are used. Dates can differ between Regions. If neither the scanned text nor this
            /// setting has a Region, the dates of the main Regions apply, and the message lists the Regions that differ.
            "region" region: Vec<String>,
                first_given, regions, list(Verdict, "REGION"), { inner(regex(pattern = super::tests::REGION)) };

            /// Report only references in this context. The inventory still lists every reference.
            "context" context: Vec<Context>,
                first_given, contexts, names(Verdict, "CONTEXT", CONTEXT_NAMES), { with = "Vec<super::keys::ContextName>" };

            /// Exclude files and folders that match, with .gitignore syntax.
            "exclude" exclude: Vec<String>,
                both, path_patterns, list(Files, "GLOB"), { inner(regex(pattern = super::tests::PATH_PATTERN)) };

            /// Scan only files that match, with .gitignore syntax. Does not re-include files that are excluded elsewhere.
            "include" include: Vec<String>,
                both, path_patterns, list(Files, "GLOB"), { inner(regex(pattern = super::tests::PATH_PATTERN)) };

            /// Catalog overlays, files or folders, relative to the configuration's folder. Later ones take precedence.
            "catalog" catalog: Vec<PathBuf>,
                both, paths, None, {};

            /// Patterns of allowed model IDs; any other model is reported. Default: all are allowed.
            "allow" allow: Vec<String>,
                both, model_patterns, None, { inner(regex(pattern = super::tests::MODEL_PATTERN)) };

            /// Patterns of banned model IDs; they are reported whatever their stage.
            "ban" ban: Vec<String>,
                both, model_patterns, None, { inner(regex(pattern = super::tests::MODEL_PATTERN)) };

            /// Set the level of a rule, or turn it off. Levels are off, note, warning and error.
            "level" level: BTreeMap<String, LevelSetting>,
                by_name, levels, pairs(Verdict, "RULE=LEVEL"), { schema_with = "super::tests::levels_of_rules" };

            /// Highest level of findings in a context.
            "level-by-context" level_by_context: BTreeMap<Context, LevelSetting>,
                by_name, levels_by_context, None, { with = "BTreeMap<super::keys::ContextName, LevelSetting>" };

            /// The project's own names for models: name to model ID.
            "aliases" aliases: BTreeMap<String, String>,
                by_name, aliases, None, { schema_with = "super::tests::aliases" };

            /// Regions for the files that match a pattern, instead of `region`. The last matching entry applies.
            "region-by-path" region_by_path: Vec<RegionsOfPath>,
                both, regions_by_path, None, {};

            /// Suppressions that need no comment in the scanned file.
            "ignore" ignore: Vec<IgnoreOption>,
                both, ignores, None, {};
        }
    };
}

pub(crate) use settings;
