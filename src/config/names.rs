//! The files that configuration is read from.

/// Names of the file; of the last one only the table `[tool.bedrock-eol]` counts.
pub const FILE_NAMES: [&str; 3] = ["bedrock-eol.toml", ".bedrock-eol.toml", PYPROJECT];

/// The file that a configuration shares with other tools.
pub const PYPROJECT: &str = "pyproject.toml";
