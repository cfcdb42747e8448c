//! Configurations in which each model that is listed is also called: gateways, routers, clients, evaluations.
//!
//! A list of what exists says of a model what it is: its name, price, limits, abilities. A list of what is
//! called says how to reach it: an account, a Region, a key, a weight, an order of fallbacks. The second is
//! configuration however long it is, since each entry fails by itself once its model is gone.

use memchr::memmem;

/// How one program writes the models that it calls.
struct Routes {
    /// Whose configuration it is, and where its form is described.
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers and for the test"))]
    of: &'static str,
    /// Names that the file has for this program, in lower case; empty where any file may hold it.
    names: &'static [&'static str],
    /// Words that the file has, in lower case: all of them.
    words: &'static [&'static str],
}

/// One row a program. LiteLLM's table of prices has `litellm_provider` and none of these words.
static ROUTES: &[Routes] = &[
    Routes {
        of: "LiteLLM proxy, docs.litellm.ai/docs/proxy/configs",
        names: &[],
        words: &["litellm_params"],
    },
    Routes {
        of: "Portkey, portkey.ai/docs/product/ai-gateway/configs",
        names: &[],
        words: &["\"override_params\"", "\"targets\""],
    },
    Routes {
        of: "Bifrost, docs.getbifrost.ai/quickstart/gateway/provider-configuration",
        names: &[],
        words: &["\"bedrock_key_config\""],
    },
    Routes {
        of: "Envoy AI Gateway, aigateway.envoyproxy.io/docs/api",
        names: &[],
        words: &["aigateway.envoyproxy.io", "aigatewayroute"],
    },
    Routes {
        of: "Kong, developer.konghq.com/plugins/ai-proxy-advanced",
        names: &[],
        words: &["ai-proxy", "route_type"],
    },
    Routes {
        of: "TensorZero, tensorzero.com/docs/gateway",
        names: &[],
        words: &["[models.", ".providers.", "aws_bedrock"],
    },
    Routes {
        of: "Continue, docs.continue.dev/reference",
        names: &["config.yaml", "config.yml", "config.json"],
        words: &["models", "provider", "bedrock", "roles"],
    },
    Routes {
        of: "LibreChat, librechat.ai/docs/configuration/librechat_yaml",
        names: &["librechat.yaml", "librechat.yml"],
        words: &["endpoints"],
    },
    Routes {
        of: "opencode, opencode.ai/docs/config",
        names: &["opencode.json", "opencode.jsonc"],
        words: &["provider"],
    },
    Routes {
        of: "promptfoo, promptfoo.dev/docs/configuration/reference",
        names: &["promptfooconfig.yaml", "promptfooconfig.yml", "promptfooconfig.json"],
        words: &["providers"],
    },
    Routes { of: "promptfoo under another name", names: &[], words: &["prompts:", "providers:", "tests:"] },
];

/// Whether a file with this name and these words, all in lower case, is a configuration of routes.
pub(super) fn lists_routes(name: &str, text: &[u8]) -> bool {
    ROUTES.iter().any(|row| {
        (row.names.is_empty() || row.names.contains(&name))
            && row.words.iter().all(|word| memmem::find(text, word.as_bytes()).is_some())
    })
}

#[cfg(test)]
mod tests {
    use super::{ROUTES, lists_routes};

    #[test]
    fn each_row_knows_its_own_words_and_no_part_of_them() {
        for row in ROUTES {
            let text = row.words.join("\n");
            let name = row.names.first().copied().unwrap_or("any.yaml");
            assert!(lists_routes(name, text.as_bytes()), "{}", row.of);
            assert!(row.names.is_empty() || !lists_routes("other.yaml", text.as_bytes()), "{}", row.of);
            assert!(!lists_routes(name, row.words[1..].join("\n").as_bytes()), "{}", row.of);
        }
    }
}
