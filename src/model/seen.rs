//! What was seen on the machine itself, where somebody looked. Rules about it are silent otherwise.

use super::knowledge::Loss;

/// What a running machine has that its configuration does not show. Paths are absolute and normalized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// What the next boot would take, of what matters.
    pub unpersisted: Vec<SeenLoss>,
    /// Entries whose data is still on the wiped side.
    pub unmigrated: Vec<String>,
    /// What is in a storage and no entry leads to.
    pub stale: Vec<SeenStale>,
}

/// A folder or file that the next boot would take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenLoss {
    /// Where it is.
    pub path: String,
    /// The option whose service or program it belongs to.
    pub owner: Option<String>,
    /// What its loss means.
    pub loss: Option<Loss>,
    /// How many files there are.
    pub files: u64,
    /// The definition that would keep it.
    pub entry: Option<String>,
}

/// A folder or file in a storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenStale {
    /// The storage.
    pub storage: String,
    /// Where it is.
    pub path: String,
}
