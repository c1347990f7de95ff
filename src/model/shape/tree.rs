//! A [`Shape`] that grows: options named in the shipped knowledge are added to those named in the code.

use std::collections::BTreeMap;

use crate::{
    model::knowledge::{
        Component, Condition, DynamicUser, Knowledge, Literal, OptionPattern, PathFact, Segment,
        Subject, Template, Trigger,
    },
    modules::facts::Shape,
};

/// What tells the name of a package.
const NAMES: [&str; 2] = ["pname", "name"];

/// Part of a configuration that is read.
#[derive(Clone)]
pub(super) enum Tree {
    Deep,
    Scalar,
    Fields(BTreeMap<String, Tree>),
    Each(Box<Tree>),
    Own(Box<Tree>, Box<Tree>),
}

impl Tree {
    pub(super) fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Deep => Self::Deep,
            Shape::Scalar => Self::Scalar,
            Shape::Each(inner) => Self::Each(Box::new(Self::of(inner))),
            Shape::Own(own, others) => {
                Self::Own(Box::new(Self::of(own)), Box::new(Self::of(others)))
            }
            Shape::Fields(fields) => Self::Fields(
                fields.iter().map(|(name, inner)| ((*name).to_owned(), Self::of(inner))).collect(),
            ),
        }
    }

    /// Adds what another shape has. Where both say how something is read, what is here stays.
    pub(super) fn join(&mut self, other: &Shape) {
        match (self, other) {
            (Self::Fields(fields), Shape::Fields(more)) => {
                for (name, shape) in *more {
                    match fields.get_mut(*name) {
                        Some(tree) => tree.join(shape),
                        None => {
                            fields.insert((*name).to_owned(), Self::of(shape));
                        }
                    }
                }
            }
            (Self::Each(inner), Shape::Each(more)) => inner.join(more),
            (this @ Self::Scalar, more) => *this = Self::of(more),
            _ => {}
        }
    }

    /// Of the set at a path, reads more of the attributes that are written in the project.
    pub(super) fn join_own(&mut self, path: &[&str], more: &Shape) {
        match (self, path.split_first()) {
            (Self::Fields(fields), Some((first, rest))) => {
                if let Some(tree) = fields.get_mut(*first) {
                    tree.join_own(rest, more);
                }
            }
            (this @ Self::Each(_), None) => {
                let Self::Each(others) = std::mem::replace(this, Self::Scalar) else { return };
                let mut own = others.clone();
                own.join(more);
                *this = Self::Own(own, others);
            }
            _ => {}
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
                match trigger {
                    Trigger::Nixos(option) => {
                        self.add(option.components());
                        // What has a name can be there and off.
                        if let [.., Component::Any] = option.components() {
                            let enable = [Component::Name("enable".into())];
                            self.add(&[option.components(), &enable].concat());
                        }
                        for name in NAMES {
                            let package = entry.package_of(option);
                            let name = [Component::Name(name.into())];
                            package
                                .iter()
                                .for_each(|it| self.add(&[it.components(), &name].concat()));
                        }
                        // Who names a user has no dynamic one.
                        if entry.paths.iter().any(PathFact::may_be_dynamic) {
                            self.add(option.sibling("user").components());
                        }
                    }
                    Trigger::Home(option) => {
                        self.add_home(option, &[]);
                        for name in NAMES {
                            if let Some(package) = entry.package_of(option) {
                                self.add_home(&package, &[Component::Name(name.into())]);
                            }
                        }
                    }
                    Trigger::Always | Trigger::Package(_) | Trigger::Flatpak(_) => {}
                }
            }
            entry.conditions().for_each(|condition| self.add_condition(condition));
            let implied = entry.implies.iter().flat_map(|option| entry.database_options(option));
            implied.for_each(|option| self.add(option.components()));
            for fact in &entry.paths {
                let dependence = fact.dynamic_user.as_ref().and_then(DynamicUser::dependence);
                if let Some(option) = dependence.and_then(|dependence| dependence.option.as_ref()) {
                    self.add(option.components());
                }
                let owners = fact.owner.iter().chain(&fact.group);
                for template in std::iter::once(&fact.path).chain(owners) {
                    self.add_template(template);
                }
                if !fact.path.is_home() {
                    fact.relocate.iter().for_each(|option| self.add(option.components()));
                }
            }
        }
        for replaced in known.replaced_files() {
            replaced.when.iter().for_each(|condition| self.add_condition(condition));
            replaced.paths.iter().for_each(|path| self.add_template(path));
        }
    }

    fn add_condition(&mut self, condition: &Condition) {
        // Whether a list or a set is empty needs its elements, whatever they are.
        let elements = match condition.value {
            Literal::EmptyList | Literal::EmptySet => &[Component::Each][..],
            _ => &[],
        };
        match &condition.subject {
            Subject::Option(option) => self.add(&[option.components(), elements].concat()),
            Subject::HomeOption(option) => self.add_home(option, elements),
            Subject::StateVersion | Subject::Release => {}
        }
        if let Literal::Place(option) = &condition.value {
            self.add(option.components());
        }
    }

    fn add_template(&mut self, template: &Template) {
        for segment in template.segments() {
            match segment {
                Segment::Option(option) => self.add(option.components()),
                Segment::HomeOption(option) => self.add_home(option, &[]),
                Segment::Text(_) | Segment::Name | Segment::Home(_) => {}
            }
        }
    }

    /// Adds options that are written as patterns.
    pub(super) fn add_patterns(&mut self, options: &[&str]) {
        for option in options {
            let pattern = OptionPattern::parse(option).expect("the table is well written");
            self.add(pattern.components());
        }
    }

    /// Adds an option of home-manager and what is below it, for all users.
    fn add_home(&mut self, option: &OptionPattern, below: &[Component]) {
        let users = ["home-manager", "users"].map(|name| Component::Name(name.into()));
        let path: Vec<_> = users
            .into_iter()
            .chain([Component::Any])
            .chain(option.components().iter().chain(below).cloned())
            .collect();
        self.add(&path);
    }

    /// Adds one option. What is read anyway stays as it is, and so does a set of which all attributes are read alike.
    pub(super) fn add(&mut self, path: &[Component]) {
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
            Self::Own(own, others) => {
                Shape::Own(Box::leak(Box::new(own.leak())), Box::leak(Box::new(others.leak())))
            }
            Self::Fields(fields) => {
                let fields =
                    fields.into_iter().map(|(name, inner)| (&*String::leak(name), inner.leak()));
                Shape::Fields(Vec::leak(fields.collect()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_thing_can_be_off() {
        let mut tree = Tree::Fields(BTreeMap::new());
        tree.add_all(Knowledge::shipped(), |_| true);
        let mut at = &tree;
        for name in ["services", "mautrix-meta", "instances"] {
            let Tree::Fields(fields) = at else { panic!("{name} is below a set") };
            at = &fields[name];
        }
        let Tree::Each(instance) = at else { panic!("instances have names") };
        assert!(matches!(&**instance, Tree::Fields(fields) if fields.contains_key("enable")));
    }

    #[test]
    fn more_is_read_of_what_the_project_writes() {
        let units = Shape::Each(&Shape::Fields(&[("enable", Shape::Scalar)]));
        let mut tree = Tree::Fields(BTreeMap::from([("services".to_owned(), Tree::of(&units))]));
        tree.join_own(&["services"], &Shape::Fields(&[("script", Shape::Scalar)]));
        let Shape::Fields([("services", Shape::Own(own, others))]) = tree.leak() else {
            panic!("they differ")
        };
        let names = |shape: &Shape| match shape {
            Shape::Fields(fields) => fields.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            _ => Vec::new(),
        };
        assert_eq!((names(own), names(others)), (vec!["enable", "script"], vec!["enable"]));
    }
}
