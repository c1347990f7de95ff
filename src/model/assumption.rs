//! What the user says about a machine that its configuration does not show.

use std::sync::Arc;

use super::{Certainty, Verdict, knowledge::Knowledge};
use crate::source::Span;

/// What has to be believed about a host.
#[derive(Clone, Debug)]
pub struct Assumptions {
    /// Mounts of which it is said whether they are wiped.
    pub wiped: Vec<Wiped>,
    /// What services keep: the shipped knowledge, with the records of the user before it.
    pub knowledge: Arc<Knowledge>,
    /// Patterns of paths of which nothing is to be said. Rules are silent about them anyway; looking at a machine needs them.
    pub ignored: Vec<String>,
}

/// The user says nothing.
impl Default for Assumptions {
    fn default() -> Self {
        Self { wiped: Vec::new(), knowledge: Arc::clone(Knowledge::shipped()), ignored: Vec::new() }
    }
}

/// Whether a mount is empty again after every boot.
#[derive(Clone, Debug)]
pub struct Wiped {
    /// The mount point, normalized.
    pub mount: String,
    /// Whether it is.
    pub wiped: bool,
    /// Why, in the words of the user.
    pub reason: String,
    /// Where it was said.
    pub span: Option<Span>,
}

impl Assumptions {
    /// What is said about a mount; the last word counts.
    pub(super) fn verdict(&self, mount: &str) -> Option<Verdict> {
        let said = self.wiped.iter().rev().find(|said| said.mount == mount)?;
        let reason = &said.reason;
        let (certainty, why) = if said.wiped {
            (Certainty::Yes, format!("something that the configuration does not show ({reason})"))
        } else {
            (Certainty::No, format!("nothing wipes it: {reason}"))
        };
        Some(Verdict { certainty, why: why.into(), span: said.span })
    }
}
