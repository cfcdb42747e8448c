//! The families of comment and string syntax that languages are made of, as data.
//!
//! A [`Syntax`] says how comments and literals begin and end; reading a text with it is the lexer's work.

mod data;
mod parts;
mod programs;

pub(crate) use super::marks::{
    CommentCheck, Continuation, Doc, Escape, Literal, Markup, OpenerPosition, Shape, Syntax,
};
pub(crate) use data::{
    ASCIIDOC, BICEP, CMAKE, CSS, DOCKERFILE, DOTENV, GRAPHQL, HCL, INI, INSERTED, JSON, JSONNET,
    MAKEFILE, MARKDOWN, NIX, PLAIN, PROPERTIES, PROSE, REGO, RST, TEMPLATE, TOML, UNKNOWN,
    VELOCITY, XML, YAML,
};
pub(crate) use programs::{
    BATCH, CPP, CSHARP, CUE, D, DART, ELIXIR, ELIXIR_DOCS, ERLANG, FISH, FSHARP, GO, GROOVY,
    HASKELL, JAVA, JAVASCRIPT, JULIA, KOTLIN, LATEX, LISP, LUA, NIM, OCAML, PERL, PHP, POWERSHELL,
    PROTOBUF, PYTHON, R, RUBY, RUST, SCALA, SHELL, SQL, SWIFT, VISUAL_BASIC, ZIG,
};
