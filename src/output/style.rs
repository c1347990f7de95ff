//! How text may look where it is shown.

/// What the place of the output can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Characters other than ASCII.
    pub unicode: bool,
    /// Colours.
    pub colour: bool,
    /// Links one can click on.
    pub links: bool,
}

/// What a text is, for its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A headline.
    Strong,
    /// An error, something lost.
    Bad,
    /// A warning, something uncertain.
    Doubtful,
    /// A note.
    Note,
    /// Something kept.
    Good,
    /// Beside the point.
    Faint,
}

impl Style {
    /// The text in the colour of its role.
    #[must_use]
    pub fn paint(self, role: Role, text: &str) -> String {
        let code = match role {
            _ if !self.colour => return text.to_owned(),
            Role::Strong => "1",
            Role::Bad => "1;31",
            Role::Doubtful => "1;33",
            Role::Note => "1;36",
            Role::Good => "32",
            Role::Faint => "2",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// The text as a link.
    #[must_use]
    pub fn link(self, url: Option<&str>, text: &str) -> String {
        match url {
            Some(url) if self.links => format!("\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\"),
            _ => text.to_owned(),
        }
    }
}
