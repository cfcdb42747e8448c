//! The modules of the catalog that the build script needs too, under the paths that they have in the
//! library; the tables that the build writes are empty while it writes them.

pub mod assemble;
pub mod compile;
pub mod emit;
pub mod lifecycle;
pub mod lines;
pub mod model;
pub mod nearest;
pub mod parse;
pub mod pattern;
pub mod rows;
pub mod shipped;
pub mod validate;
pub mod words;

mod embedded {
    use super::model::{
        Alias, AliasLibrary, Input, Migration, Model, OpaqueArn, PolicyRule, Profile, Quota, Regional,
        Replacement, RuntimeError, Scope, Source, Variant, When,
    };
    use super::shipped::{Row, Text};

    pub(super) const TEXTS: &str = "";

    macro_rules! empty {
        ($($row:ty),*) => {$(
            impl Row for $row {
                fn shipped() -> &'static [Self] {
                    &[]
                }
            }
        )*};
    }

    empty!(
        Alias,
        AliasLibrary,
        Input,
        Migration,
        Model,
        OpaqueArn,
        PolicyRule,
        Profile,
        Quota,
        Regional,
        Replacement,
        RuntimeError,
        Scope,
        Source,
        Text,
        Variant,
        When,
        u32
    );
}
