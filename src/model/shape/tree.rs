//! A [`Shape`] that grows: options named in the shipped knowledge are added to those named in the code.

use std::collections::BTreeMap;

use crate::{
    model::knowledge::{Component, Knowledge, OptionPattern, Segment, Subject, Template, Trigger},
    modules::facts::Shape,
};

/// Part of a configuration that is read.
pub(super) enum Tree {
    Deep,
    Scalar,
    Fields(BTreeMap<String, Tree>),
    Each(Box<Tree>),
}

impl Tree {
    pub(super) fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Deep => Self::Deep,
            Shape::Scalar => Self::Scalar,
            Shape::Each(inner) => Self::Each(Box::new(Self::of(inner))),
            Shape::Fields(fields) => Self::Fields(
                fields.iter().map(|(name, inner)| ((*name).to_owned(), Self::of(inner))).collect(),
            ),
        }
    }

    /// Adds every option the knowledge speaks about.
    pub(super) fn add_all(
        &mut self,
        known: &Knowledge,
        wanted: impl Fn(&crate::model::knowledge::Entry) -> bool,
    ) {
        for entry in known.entries().iter().filter(|entry| wanted(entry)) {
            for trigger in &entry.triggers {
                if let Trigger::Nixos(option) = trigger {
                    self.add(option.components());
                }
            }
            for condition in entry.when.iter().chain(entry.paths.iter().flat_map(|fact| &fact.when))
            {
                if let Subject::Option(option) = &condition.subject {
                    self.add(option.components());
                }
            }
            for fact in entry.paths.iter().filter(|fact| !fact.path.is_home()) {
                let owners = fact.owner.iter().chain(&fact.group);
                for template in std::iter::once(&fact.path).chain(owners) {
                    options(template).for_each(|option| self.add(option.components()));
                }
                fact.relocate.iter().for_each(|option| self.add(option.components()));
            }
        }
    }

    /// Adds one option. What is read anyway stays as it is, and so does a set of which all attributes are read alike.
    fn add(&mut self, path: &[Component]) {
        let Some((first, rest)) = path.split_first() else { return };
        if matches!(self, Self::Scalar) {
            *self = match first {
                Component::Name(_) => Self::Fields(BTreeMap::new()),
                Component::Any | Component::Each => Self::Each(Box::new(Self::Scalar)),
            };
        }
        match (self, first) {
            (Self::Fields(fields), Component::Name(name)) => {
                fields.entry(name.to_string()).or_insert(Self::Scalar).add(rest);
            }
            (Self::Each(inner), _) => inner.add(rest),
            _ => {}
        }
    }

    /// Makes a shape of it, for as long as the program runs.
    pub(super) fn leak(self) -> Shape {
        match self {
            Self::Deep => Shape::Deep,
            Self::Scalar => Shape::Scalar,
            Self::Each(inner) => Shape::Each(Box::leak(Box::new(inner.leak()))),
            Self::Fields(fields) => {
                let fields =
                    fields.into_iter().map(|(name, inner)| (&*String::leak(name), inner.leak()));
                Shape::Fields(Vec::leak(fields.collect()))
            }
        }
    }
}

fn options(template: &Template) -> impl Iterator<Item = &OptionPattern> {
    template.segments().iter().filter_map(|segment| match segment {
        Segment::Option(option) => Some(option),
        _ => None,
    })
}
