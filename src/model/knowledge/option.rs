//! Names of options with placeholders, `services.redis.servers.<name>`.

use std::fmt;

use serde::Deserialize;

/// One component of an [`OptionPattern`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Component {
    /// A fixed attribute name, `redis`.
    Name(Box<str>),
    /// `<name>`: any attribute name except the empty one. The name is what `${name}` stands for.
    Any,
    /// `*`: every element of a list, `hostKeys.*.path`.
    Each,
}

/// The name of an option, `services.redis.servers.<name>`. Components with dots are quoted, as in Nix.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct OptionPattern {
    components: Box<[Component]>,
}

impl OptionPattern {
    /// Reads `services.redis.servers.<name>`.
    ///
    /// # Errors
    /// When a component is empty (without quotes) or a quote is not closed.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut components = Vec::new();
        let mut rest = text;
        loop {
            let component;
            if let Some(quoted) = rest.strip_prefix('"') {
                let end =
                    quoted.find('"').ok_or_else(|| format!("`{text}`: a quote is not closed"))?;
                component = Component::Name(quoted[..end].into());
                rest = &quoted[end + 1..];
            } else {
                let end = rest.find('.').unwrap_or(rest.len());
                component = match &rest[..end] {
                    "<name>" => Component::Any,
                    "*" => Component::Each,
                    name if is_option_name(name) => Component::Name(name.into()),
                    name => return Err(format!("`{text}`: `{name}` is no option name")),
                };
                rest = &rest[end..];
            }
            components.push(component);
            match rest.strip_prefix('.') {
                Some(next) => rest = next,
                None if rest.is_empty() => break,
                None => return Err(format!("`{text}`: a dot is missing before `{rest}`")),
            }
        }
        Ok(Self { components: components.into() })
    }

    /// The name made of these components.
    pub(super) fn from_components(components: impl Iterator<Item = Component>) -> Self {
        Self { components: components.collect() }
    }

    /// The components from the outermost to the innermost.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// Whether it is the name of one option, without `<name>` and `*`.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.components.iter().all(|c| matches!(c, Component::Name(_)))
    }

    /// Compares with the components of an option's name. `Some(captured)` on a match; the capture is what `<name>` stood for.
    #[must_use]
    pub fn captures<'p>(&self, path: &[&'p str]) -> Option<Option<&'p str>> {
        if path.len() != self.components.len() {
            return None;
        }
        let mut captured = None;
        for (component, &given) in self.components.iter().zip(path) {
            match component {
                Component::Name(name) if **name == *given => {}
                Component::Any if !given.is_empty() => captured = captured.or(Some(given)),
                _ => return None,
            }
        }
        Some(captured)
    }

    /// The same name with `<name>` filled in.
    #[must_use]
    pub fn with_name(&self, name: &str) -> Self {
        let components = self.components.iter().map(|c| match c {
            Component::Any => Component::Name(name.into()),
            other => other.clone(),
        });
        Self { components: components.collect() }
    }

    /// Another option of the same set or one below it: `services.klipper.user` for `services.klipper.enable`.
    #[must_use]
    pub fn sibling(&self, path: &str) -> Self {
        let set = self.components.split_last().map_or(&[][..], |(_, set)| set);
        let own = path.split('.').map(|name| Component::Name(name.into()));
        Self { components: set.iter().cloned().chain(own).collect() }
    }
}

/// Whether a text may stand in an option's name without quotes.
fn is_option_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "_-'".contains(c))
}

impl fmt::Display for OptionPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, component) in self.components.iter().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            match component {
                Component::Name(name) if is_option_name(name) => f.write_str(name)?,
                Component::Name(name) => write!(f, "\"{name}\"")?,
                Component::Any => f.write_str("<name>")?,
                Component::Each => f.write_str("*")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn option_names_are_read_and_written() {
        for text in
            ["a", "services.redis.servers.<name>", "services.openssh.hostKeys.*.path", "x.\"\".y"]
        {
            assert_eq!(OptionPattern::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "a.", ".a", "a..b", "a.\"b", "a.\"b\"c", "a b"] {
            assert!(OptionPattern::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_is_captured() {
        let pattern = OptionPattern::parse("services.redis.servers.<name>").unwrap();
        assert_eq!(
            pattern.captures(&["services", "redis", "servers", "immich"]),
            Some(Some("immich"))
        );
        assert_eq!(pattern.captures(&["services", "redis", "servers", ""]), None);
        assert_eq!(pattern.captures(&["services", "redis", "servers"]), None);
        assert_eq!(pattern.with_name("a.b").to_string(), "services.redis.servers.\"a.b\"");
    }
}
