//! Conditions of a record, `services.printing.stateless == false`.

use std::fmt;

use serde::Deserialize;

use super::OptionPattern;

/// What a [`Condition`] looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The value of a NixOS option.
    Option(OptionPattern),
    /// `home:…`: the value of a home-manager option of the user.
    HomeOption(OptionPattern),
    /// `system.stateVersion`, compared as a version.
    StateVersion,
    /// The release of nixpkgs, compared as a version.
    Release,
}

/// How a [`Condition`] compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    Different,
    /// `<`
    Below,
    /// `>=`
    AtLeast,
    /// `outside`: every one of the paths is certainly elsewhere than the place.
    Outside,
}

/// What a [`Condition`] compares with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// `true`, `false`
    Bool(bool),
    /// `22`
    Int(i64),
    /// `"22.05"`; with `home:…` on the left, a leading `~` is the home.
    Str(Box<str>),
    /// `null`
    Null,
    /// `[]`
    EmptyList,
    /// `{}`
    EmptySet,
    /// `unset`: nobody sets the option.
    Unset,
    /// The path in a NixOS option, on the right of `outside`.
    Place(OptionPattern),
}

impl Literal {
    /// Whether it stands for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Null | Self::EmptyList | Self::EmptySet)
    }
}

/// One comparison. When its subject is not known, what depends on it may be true: it can silence a rule, never trigger one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Condition {
    /// The left side.
    pub subject: Subject,
    /// The operator.
    pub comparison: Comparison,
    /// The right side.
    pub value: Literal,
}

impl Condition {
    /// Reads `services.printing.stateless == false` or `stateVersion < "22.05"`.
    ///
    /// # Errors
    /// When it is not of that form.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is not `OPTION == VALUE`");
        let mut words = text.splitn(3, ' ');
        let (Some(subject), Some(operator), Some(value)) =
            (words.next(), words.next(), words.next())
        else {
            return Err(wrong());
        };
        let subject = match subject {
            "stateVersion" => Subject::StateVersion,
            "release" => Subject::Release,
            _ => match subject.strip_prefix("home:") {
                Some(option) => Subject::HomeOption(OptionPattern::parse(option)?),
                None => Subject::Option(OptionPattern::parse(subject)?),
            },
        };
        let comparison = match operator {
            "==" => Comparison::Equal,
            "!=" => Comparison::Different,
            "<" => Comparison::Below,
            ">=" => Comparison::AtLeast,
            "outside" => Comparison::Outside,
            _ => return Err(wrong()),
        };
        let is_equality = matches!(comparison, Comparison::Equal | Comparison::Different);
        let value = match value {
            _ if comparison == Comparison::Outside => Literal::Place(OptionPattern::parse(value)?),
            "true" => Literal::Bool(true),
            "false" => Literal::Bool(false),
            "null" => Literal::Null,
            "[]" => Literal::EmptyList,
            "{}" => Literal::EmptySet,
            "unset" if is_equality => Literal::Unset,
            _ => match value.strip_prefix('"').and_then(|v| v.strip_suffix('"')) {
                Some(string) => Literal::Str(string.into()),
                None => Literal::Int(value.parse().map_err(|_| wrong())?),
            },
        };
        Ok(Self { subject, comparison, value })
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Option(option) => write!(f, "{option}"),
            Subject::HomeOption(option) => write!(f, "home:{option}"),
            Subject::StateVersion => f.write_str("stateVersion"),
            Subject::Release => f.write_str("release"),
        }?;
        f.write_str(match self.comparison {
            Comparison::Equal => " == ",
            Comparison::Different => " != ",
            Comparison::Below => " < ",
            Comparison::AtLeast => " >= ",
            Comparison::Outside => " outside ",
        })?;
        match &self.value {
            Literal::Bool(value) => write!(f, "{value}"),
            Literal::Int(value) => write!(f, "{value}"),
            Literal::Str(value) => write!(f, "\"{value}\""),
            Literal::Null => f.write_str("null"),
            Literal::EmptyList => f.write_str("[]"),
            Literal::EmptySet => f.write_str("{}"),
            Literal::Unset => f.write_str("unset"),
            Literal::Place(option) => write!(f, "{option}"),
        }
    }
}

/// Compares two releases, `24.05` and `24.11`, number by number. `None` when one is no release.
#[must_use]
pub fn compare_releases(left: &str, right: &str) -> Option<std::cmp::Ordering> {
    fn numbers(text: &str) -> Option<(u32, u32)> {
        let (year, month) = text.split_once('.')?;
        let month = month.split(|c: char| !c.is_ascii_digit()).next()?;
        Some((year.parse().ok()?, month.parse().ok()?))
    }
    Some(numbers(left)?.cmp(&numbers(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_and_written() {
        for text in [
            "services.printing.stateless == false",
            "stateVersion < \"22.05\"",
            "a.<name>.b != null",
            "home:programs.gpg.mutableKeys == true",
            "a.b != {}",
            "a.b == []",
            "a.port >= 22",
            "home:a.b == unset",
            "release >= \"24.11\"",
            "a.folders.*.path outside a.dataDir",
        ] {
            assert_eq!(Condition::parse(text).unwrap().to_string(), text);
        }
        for text in ["a < unset", "", "a", "a ==", "a = 1", "a == b", "a..b == 1", "a outside /b"] {
            assert!(Condition::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn releases_are_compared_as_numbers() {
        use std::cmp::Ordering::{Equal, Greater, Less};
        assert_eq!(compare_releases("9.05", "24.05"), Some(Less));
        assert_eq!(compare_releases("24.11", "24.05"), Some(Greater));
        assert_eq!(compare_releases("24.11pre-git", "24.11"), Some(Equal));
        assert_eq!(compare_releases("unstable", "24.11"), None);
    }
}
