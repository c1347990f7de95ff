//! Paths and names with placeholders, `/var/lib/redis-${name}`.

use std::fmt;

use serde::Deserialize;

use super::{Component, OptionPattern};

/// A directory of a home that every user can move with an environment variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HomeDir {
    /// `~`, the home itself.
    Home,
    /// `~/.config`, `$XDG_CONFIG_HOME`.
    Config,
    /// `~/.local/share`, `$XDG_DATA_HOME`.
    Data,
    /// `~/.local/state`, `$XDG_STATE_HOME`.
    State,
    /// `~/.cache`, `$XDG_CACHE_HOME`.
    Cache,
}

impl HomeDir {
    /// Where it is when nobody moved it, from `~`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Home => "~",
            Self::Config => "~/.config",
            Self::Data => "~/.local/share",
            Self::State => "~/.local/state",
            Self::Cache => "~/.cache",
        }
    }

    /// The home-manager option that moves it; none for the home itself.
    #[must_use]
    pub const fn option(self) -> Option<&'static str> {
        match self {
            Self::Home => None,
            Self::Config => Some("xdg.configHome"),
            Self::Data => Some("xdg.dataHome"),
            Self::State => Some("xdg.stateHome"),
            Self::Cache => Some("xdg.cacheHome"),
        }
    }
}

/// One part of a [`Template`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Taken as it stands.
    Text(Box<str>),
    /// `${services.postgresql.dataDir}`: the value of a NixOS option.
    Option(OptionPattern),
    /// `${home:programs.gpg.homedir}`: the value of a home-manager option of the user.
    HomeOption(OptionPattern),
    /// `${name}`: what `<name>` stands for in the trigger.
    Name,
    /// `~`, `~/.config`, … at the beginning.
    Home(HomeDir),
}

/// A text with placeholders, `${services.postgresql.dataDir}` or `/var/lib/redis-${name}`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Template {
    segments: Box<[Segment]>,
}

impl Template {
    /// Reads a text with `${…}` and a leading `~`.
    ///
    /// # Errors
    /// When a placeholder is not closed or is no option's name.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut segments = Vec::new();
        let mut rest = text;
        for dir in [HomeDir::Config, HomeDir::Data, HomeDir::State, HomeDir::Cache, HomeDir::Home] {
            if let Some(after) = text.strip_prefix(dir.as_str())
                && (after.is_empty() || after.starts_with('/'))
            {
                segments.push(Segment::Home(dir));
                rest = after;
                break;
            }
        }
        while let Some(start) = rest.find("${") {
            if start > 0 {
                segments.push(Segment::Text(rest[..start].into()));
            }
            let inner = &rest[start + 2..];
            let end =
                inner.find('}').ok_or_else(|| format!("`{text}`: a placeholder is not closed"))?;
            segments.push(match &inner[..end] {
                "name" => Segment::Name,
                placeholder => match placeholder.strip_prefix("home:") {
                    Some(option) => Segment::HomeOption(OptionPattern::parse(option)?),
                    None => Segment::Option(OptionPattern::parse(placeholder)?),
                },
            });
            rest = &inner[end + 1..];
        }
        if !rest.is_empty() {
            segments.push(Segment::Text(rest.into()));
        }
        Ok(Self { segments: segments.into() })
    }

    /// The parts in order.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The text, when there is no placeholder in it. A leading `~` is one.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match &*self.segments {
            [Segment::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Whether it is a path in a home.
    #[must_use]
    pub fn is_home(&self) -> bool {
        matches!(self.segments.first(), Some(Segment::Home(_) | Segment::HomeOption(_)))
    }

    /// Whether one option with a list in it makes it several paths, `${services.openssh.hostKeys.*.path}`.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.options().any(|option| option.components().contains(&Component::Each))
    }

    /// The NixOS options it reads.
    pub fn options(&self) -> impl Iterator<Item = &OptionPattern> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Option(option) => Some(option),
            _ => None,
        })
    }

    /// Fills it in. `value` gives the text for every placeholder; one `None` makes the whole `None`. An option that may be
    /// relative to the home can be absolute as well, and then nothing stands before it.
    pub fn resolve(&self, mut value: impl FnMut(&Segment) -> Option<String>) -> Option<String> {
        let mut text = String::new();
        for segment in &self.segments {
            match segment {
                Segment::Text(part) => text.push_str(part),
                placeholder => {
                    let value = value(placeholder)?;
                    if value.starts_with('/') && text.ends_with('/') && self.is_home() {
                        text.clear();
                    }
                    text.push_str(&value);
                }
            }
        }
        Some(text)
    }

    /// The text with a leading home directory written from `~`, when there is no other placeholder: `~/.config/gh`.
    #[must_use]
    pub fn plain(&self) -> Option<String> {
        self.resolve(|segment| match segment {
            Segment::Home(dir) => Some(dir.as_str().to_owned()),
            _ => None,
        })
    }

    /// Compares with a path, when `${name}` is the only placeholder. Gives what `${name}` stood for: one path
    /// component or a part of one.
    #[must_use]
    pub fn name_in<'p>(&self, path: &'p str) -> Option<&'p str> {
        let (before, after) = match &*self.segments {
            [Segment::Text(before), Segment::Name] => (&**before, ""),
            [Segment::Text(before), Segment::Name, Segment::Text(after)] => (&**before, &**after),
            _ => return None,
        };
        let name = path.strip_prefix(before)?.strip_suffix(after)?;
        (!name.is_empty() && !name.contains('/')).then_some(name)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Text(text) => f.write_str(text)?,
                Segment::Option(option) => write!(f, "${{{option}}}")?,
                Segment::HomeOption(option) => write!(f, "${{home:{option}}}")?,
                Segment::Name => f.write_str("${name}")?,
                Segment::Home(dir) => f.write_str(dir.as_str())?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_read_and_written() {
        for text in [
            "/var/lib/x",
            "${services.postgresql.dataDir}",
            "/var/lib/redis-${name}",
            "${home:programs.gpg.homedir}/x",
            "~/.local/share/Steam",
            "~",
            "~/.ssh",
            "~/.configurable",
        ] {
            assert_eq!(Template::parse(text).unwrap().to_string(), text);
        }
        assert!(Template::parse("/var/${a").is_err());
        assert!(Template::parse("/var/${}").is_err());
        let home = Template::parse("~/.config/gh").unwrap();
        assert_eq!(home.segments()[0], Segment::Home(HomeDir::Config));
        assert_eq!(home.plain().as_deref(), Some("~/.config/gh"));
        assert_eq!(
            Template::parse("~/.configurable").unwrap().segments()[0],
            Segment::Home(HomeDir::Home)
        );
    }

    #[test]
    fn templates_are_filled_in_and_matched() {
        let template = Template::parse("/var/lib/redis-${name}").unwrap();
        assert_eq!(template.name_in("/var/lib/redis-immich"), Some("immich"));
        assert_eq!(template.name_in("/var/lib/redis-"), None);
        assert_eq!(template.name_in("/var/lib/redis-a/b"), None);
        assert_eq!(template.resolve(|_| Some("a".into())).as_deref(), Some("/var/lib/redis-a"));
        assert_eq!(template.resolve(|_| None), None);
        let moved = Template::parse("~/${home:programs.firefox.configPath}").unwrap();
        let at = |place: &str| {
            moved.resolve(|segment| match segment {
                Segment::Home(_) => Some("/home/ann".to_owned()),
                _ => Some(place.to_owned()),
            })
        };
        assert_eq!(at(".mozilla").as_deref(), Some("/home/ann/.mozilla"));
        assert_eq!(at("/home/ann/.config/ff").as_deref(), Some("/home/ann/.config/ff"));
    }
}
