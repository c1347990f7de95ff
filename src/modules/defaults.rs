//! What NixOS options are when nobody sets them: `lints/state/option-defaults.json`.

use std::{fmt, sync::OnceLock};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, Visitor},
};

use crate::syntax::Sym;

/// The generated defaults of options.
const OPTION_DEFAULTS: &str = include_str!("../../lints/state/option-defaults.json");

/// Options that NixOS sets for other options.
const IMPLIED: &str = include_str!("native/nixos/implied-options.txt");

/// The default of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Default {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number.
    Int(i64),
    /// A text.
    Str(&'static str),
}

/// A place in the tree of options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionNode {
    /// An option.
    Option {
        /// What it is when nobody sets it.
        default: Default,
        /// Whether modules of NixOS set it for other options: without all of them nobody knows what it comes to.
        implied: bool,
    },
    /// Options below this name, sorted by name.
    Set(Box<[Child]>),
}

/// An option, or options, under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Child {
    /// The name. [`EVERY`] stands for every attribute.
    pub name: &'static str,
    /// Its symbol.
    pub symbol: Sym,
    /// What is there.
    pub node: OptionNode,
}

/// Stands for every attribute of a set.
pub const EVERY: &str = "<name>";

impl OptionNode {
    /// The node under a name, or the one of [`EVERY`].
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Set(children) = self else { return None };
        let find = |name: &str| children.binary_search_by(|child| child.name.cmp(name)).ok();
        find(name).or_else(|| find(EVERY)).map(|index| &children[index].node)
    }

    /// Says of the option at a path that modules of NixOS set it.
    fn is_implied(&mut self, path: &str) {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        match self {
            Self::Option { implied, .. } if path.is_empty() => *implied = true,
            Self::Set(children) => {
                if let Ok(index) = children.binary_search_by(|child| child.name.cmp(name)) {
                    children[index].node.is_implied(rest);
                }
            }
            Self::Option { .. } => {}
        }
    }
}

/// The defaults of one release of NixOS. Only options that are `true`, `false`, a number, a text or `null`, and not all of those:
/// an option that is not there is unknown, not undeclared.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OptionDefaults {
    #[expect(dead_code, reason = "checked by a test")]
    schema: u32,
    nixpkgs: &'static str,
    options: OptionNode,
}

impl OptionDefaults {
    /// The defaults that come with this build, read once.
    ///
    /// # Panics
    /// Never: a test reads the file.
    #[must_use]
    pub fn shipped() -> &'static Self {
        static SHIPPED: OnceLock<OptionDefaults> = OnceLock::new();
        SHIPPED.get_or_init(|| {
            let read = serde_json::from_str(OPTION_DEFAULTS);
            let mut shipped: Self = read.expect("a test reads option-defaults.json");
            for option in IMPLIED.lines().filter(|line| !line.starts_with('#')) {
                shipped.options.is_implied(option);
            }
            shipped
        })
    }

    /// The release they were read from, `26.11`.
    #[must_use]
    pub fn release(&self) -> &'static str {
        self.nixpkgs
    }

    /// The place of a name in the tree of options.
    #[must_use]
    pub fn node(&self, path: &[&str]) -> Option<&OptionNode> {
        path.iter().try_fold(&self.options, |node, name| node.get(name))
    }

    /// The default of an option.
    #[must_use]
    pub fn default_of(&self, path: &[&str]) -> Option<Default> {
        match self.node(path)? {
            OptionNode::Option { default, .. } => Some(*default),
            OptionNode::Set(_) => None,
        }
    }
}

const fn option(default: Default) -> OptionNode {
    OptionNode::Option { default, implied: false }
}

impl<'de: 'static> Deserialize<'de> for OptionNode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NodeVisitor;

        impl<'de: 'static> Visitor<'de> for NodeVisitor {
            type Value = OptionNode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, a boolean, an integer, a string or a set of options")
            }

            fn visit_unit<E: Error>(self) -> Result<OptionNode, E> {
                Ok(option(Default::Null))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<OptionNode, E> {
                Ok(option(Default::Bool(value)))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<OptionNode, E> {
                Ok(option(Default::Int(value)))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<OptionNode, E> {
                i64::try_from(value).map_err(E::custom).and_then(|value| self.visit_i64(value))
            }

            fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<OptionNode, E> {
                Ok(option(Default::Str(value)))
            }

            // Strings with escapes cannot be borrowed; there are a few dozen of them.
            fn visit_str<E: Error>(self, value: &str) -> Result<OptionNode, E> {
                Ok(option(Default::Str(String::from(value).leak())))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<OptionNode, A::Error> {
                let mut children: Vec<Child> = Vec::new();
                while let Some((name, node)) = map.next_entry::<&'de str, OptionNode>()? {
                    if children.last().is_some_and(|last| last.name >= name) {
                        return Err(A::Error::custom(format!("`{name}` is not in order")));
                    }
                    children.push(Child { name, symbol: Sym::new(name), node });
                }
                Ok(OptionNode::Set(children.into()))
            }
        }

        deserializer.deserialize_any(NodeVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_are_found() {
        let defaults = OptionDefaults::shipped();
        assert_eq!(
            defaults.default_of(&["services", "openssh", "enable"]),
            Some(Default::Bool(false))
        );
        assert_eq!(defaults.default_of(&["networking", "hostName"]), Some(Default::Str("nixos")));
        assert_eq!(
            defaults.default_of(&["boot", "initrd", "systemd", "enable"]),
            Some(Default::Bool(true))
        );
        assert_eq!(defaults.default_of(&["users", "mutableUsers"]), Some(Default::Bool(true)));
        assert_eq!(
            defaults.default_of(&["users", "users", "ann", "isNormalUser"]),
            Some(Default::Bool(false))
        );
        assert_eq!(
            defaults.default_of(&["services", "syncthing", "dataDir"]),
            Some(Default::Str("/var/lib/syncthing"))
        );
        assert_eq!(defaults.default_of(&["services", "openssh"]), None);
        assert_eq!(defaults.default_of(&["services", "unheard-of", "enable"]), None);
        assert!(matches!(defaults.node(&["services", "openssh"]), Some(OptionNode::Set(_))));
    }

    #[test]
    fn the_file_is_small() {
        assert!(OPTION_DEFAULTS.len() < 250_000);
    }
}
