//! Whether the unit of a path has a dynamic user.

use serde::Deserialize;

use super::{Condition, OptionPattern, record::one_or_many};

/// `dynamic_user` of a path.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum DynamicUser {
    /// `true` or `false`: on every machine.
    Always(bool),
    /// It depends on the configuration.
    Depends(Dependence),
}

/// What a dynamic user depends on.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependence {
    /// The option that says so where it is set.
    pub option: Option<OptionPattern>,
    /// Where nothing is set: it has one when all of these hold, and none when one does not.
    #[serde(deserialize_with = "one_or_many")]
    pub when: Vec<Condition>,
}

impl DynamicUser {
    /// What it depends on.
    #[must_use]
    pub const fn dependence(&self) -> Option<&Dependence> {
        match self {
            Self::Always(_) => None,
            Self::Depends(dependence) => Some(dependence),
        }
    }
}
