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
    /// The item as Nix, on one line.
    #[must_use]
    pub fn text(&self) -> String {
        if self.attributes.is_empty() {
            return string(&self.path);
        }
        let mut text = format!("{{ {} = {};", self.name, string(&self.path));
        for (name, value) in &self.attributes {
            text += &format!(" {name} = {value};");
        }
        text + " }"
    }

    /// The item as Nix, one attribute a line; a step of indentation is two spaces.
    pub(super) fn tall(&self) -> String {
        if self.attributes.is_empty() {
            return self.text();
        }
        let mut text = format!("{{\n  {} = {};", self.name, string(&self.path));
        for (name, value) in &self.attributes {
            text += &format!("\n  {name} = {value};");
        }
        text + "\n}"
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
