//! Literal texts, one after the other: a file has hundreds, most of a few bytes.

/// Texts by number.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strings {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Strings {
    /// None yet, with room for so many.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { text: String::new(), ends: Vec::with_capacity(capacity) }
    }

    /// Those of a text that is cut after each of the lengths; `None` when it cannot be.
    pub(super) fn cut(text: &str, lengths: impl Iterator<Item = u32>) -> Option<Self> {
        let mut end = 0_u32;
        let ends = lengths.map(|length| {
            end = end.checked_add(length)?;
            text.is_char_boundary(end as usize).then_some(end)
        });
        Some(Self { ends: ends.collect::<Option<_>>()?, text: text.to_owned() })
    }

    /// Adds a text.
    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    /// Gives back memory that was held for more.
    pub(super) fn shrink_to_fit(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them, one after the other.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// One of them.
    #[must_use]
    pub fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start as usize..self.ends[index] as usize]
    }
}
