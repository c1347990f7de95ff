//! New Nix text.

/// An entry of a persistence list, or any other item that is a path with attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewItem {
    /// The attribute that holds the path, where there are others: `directory`.
    pub name: String,
    /// The path.
    pub path: String,
    /// Other attributes: a name, and a value as Nix.
    pub attributes: Vec<(String, String)>,
}

impl NewItem {
    /// Whether it is more than a string.
    pub(super) const fn is_set(&self) -> bool {
        !self.attributes.is_empty()
    }

    /// The item as Nix, on one line.
    #[must_use]
    pub fn text(&self) -> String {
        match self.is_set() {
            true => set(&self.name, &string(&self.path), &self.attributes),
            false => string(&self.path),
        }
    }

    /// The item as Nix, one attribute a line; a step of indentation is two spaces.
    pub(super) fn tall(&self) -> String {
        match self.is_set() {
            true => tall_set(&self.name, &string(&self.path), &self.attributes),
            false => self.text(),
        }
    }
}

/// The value of a new attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewValue {
    /// Nix. Where it has several lines, they are joined if there is room; a step of indentation is two spaces.
    Nix(String),
    /// A list.
    List(Vec<NewItem>),
}

impl NewValue {
    /// Whether it is a list with items that are more than strings.
    pub(super) fn has_sets(&self) -> bool {
        matches!(self, Self::List(items) if items.iter().any(NewItem::is_set))
    }

    /// The value as Nix, on one line.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Nix(text) => text.lines().map(str::trim).collect::<Vec<_>>().join(" "),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(NewItem::text).collect();
                format!("[ {} ]", items.join(" "))
            }
        }
    }

    /// The value as Nix, on several lines; a step of indentation is two spaces.
    pub(super) fn tall(&self) -> String {
        match self {
            Self::Nix(text) => text.clone(),
            Self::List(items) => {
                let items = items.iter().map(|item| item.tall().replace('\n', "\n  "));
                let items: String = items.map(|item| format!("\n  {item}")).collect();
                format!("[{items}\n]")
            }
        }
    }
}

/// A set of a first attribute and others, whose values are Nix, on one line.
pub(super) fn set(name: &str, value: &str, others: &[(String, String)]) -> String {
    let others: String = others.iter().map(|(name, value)| format!(" {name} = {value};")).collect();
    format!("{{ {name} = {value};{others} }}")
}

/// The same, one attribute a line.
pub(super) fn tall_set(name: &str, value: &str, others: &[(String, String)]) -> String {
    let others: String =
        others.iter().map(|(name, value)| format!("\n  {name} = {value};")).collect();
    format!("{{\n  {name} = {value};{others}\n}}")
}

/// A string as Nix writes it.
#[must_use]
pub fn string(text: &str) -> String {
    let mut out = String::from("\"");
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' | '\\' => out.extend(['\\', char]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' if chars.peek() == Some(&'{') => out.push_str("\\$"),
            char => out.push(char),
        }
    }
    out + "\""
}

/// A name of an attribute as Nix writes it; one that is computed is written already.
pub(super) fn attribute_name(name: &str) -> String {
    if name.starts_with("${") || name.starts_with('"') && name.contains("${") {
        return name.to_owned();
    }
    const WORDS: [&str; 10] =
        ["if", "then", "else", "assert", "with", "let", "in", "rec", "inherit", "or"];
    let first = |char: char| char.is_ascii_alphabetic() || char == '_';
    let rest = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '\'');
    let bare = name.starts_with(first) && name.chars().all(rest) && !WORDS.contains(&name);
    if bare { name.to_owned() } else { string(name) }
}
