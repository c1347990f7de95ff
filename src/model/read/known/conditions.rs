//! Whether a condition of a record holds in a configuration.

use super::{View, context::Context, exact, name_of};
use crate::model::{
    Set,
    knowledge::{
        self, Comparison, Component, Condition, Literal, OptionPattern, Segment, Subject,
        compare_releases,
    },
    path,
};

impl Context<'_> {
    /// Whether a condition holds for somebody: that of a home is looked at for each home.
    pub(super) fn may_hold(&self, condition: &Condition) -> bool {
        matches!(condition.subject, Subject::HomeOption(_)) || self.holds(condition)
    }

    /// Whether a condition certainly holds.
    pub(super) fn holds(&self, condition: &Condition) -> bool {
        self.decided(condition) == Some(true)
    }

    /// Whether a condition holds, when that is certain.
    pub(super) fn decided(&self, condition: &Condition) -> Option<bool> {
        use std::cmp::Ordering;
        let release = |text: &str| match &condition.value {
            Literal::Str(other) => compare_releases(text, other),
            _ => None,
        };
        let order = match &condition.subject {
            Subject::StateVersion => {
                self.config.at(&["system", "stateVersion"]).text().and_then(release)
            }
            Subject::Release => self
                .host
                .versions
                .nixos
                .and_then(|it| release(&format!("{}.{:02}", it.year, it.month))),
            Subject::HomeOption(option)
                if matches!(condition.comparison, Comparison::Below | Comparison::AtLeast) =>
            {
                let names = exact(option)?;
                self.home?.manager?.at(&names).text().and_then(release)
            }
            Subject::Option(paths) if condition.comparison == Comparison::Outside => {
                return match &condition.value {
                    Literal::Place(place) => self.all_outside(paths, place).then_some(true),
                    _ => None,
                };
            }
            Subject::HomeOption(_) | Subject::Option(_) => {
                let equal = match &condition.subject {
                    Subject::Option(option) => self.equal(option, &condition.value),
                    _ => self.home_equal(&condition.subject, &condition.value),
                };
                return match (condition.comparison, equal) {
                    (Comparison::Equal, equal) => equal,
                    (Comparison::Different, Some(equal)) => Some(!equal),
                    // Its default is not known, but of what may be empty it is that.
                    (Comparison::Different, None) => {
                        let is_other = !condition.value.is_empty()
                            && self.is_unset_at_home(&condition.subject);
                        is_other.then_some(true)
                    }
                    _ => None,
                };
            }
        };
        let order = order?;
        match condition.comparison {
            Comparison::Equal => Some(order == Ordering::Equal),
            Comparison::Different => Some(order != Ordering::Equal),
            Comparison::Below => Some(order == Ordering::Less),
            Comparison::AtLeast => Some(order != Ordering::Less),
            Comparison::Outside => None,
        }
    }

    /// Whether all paths in a set, `folders.*.path`, are known and neither in the place of another option nor around it.
    fn all_outside(&self, paths: &OptionPattern, place: &OptionPattern) -> bool {
        let Some(place) = self.value(&Segment::Option(place.clone())) else { return false };
        let parts: Vec<&[Component]> =
            paths.components().split(|component| *component == Component::Each).collect();
        let [set, inner] = parts[..] else { return false };
        let Some(set) = set.iter().map(name_of).collect::<Option<Vec<_>>>() else { return false };
        let Some(inner) = inner.iter().map(name_of).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let mut members = Set::<()>::complete(Vec::new());
        let all = self.config.at(&set).attrs(&mut members);
        let is_outside = |text: &str| {
            text.starts_with('/')
                && !path::is_at_or_below(text, &place)
                && !path::is_at_or_below(&place, text)
        };
        members.is_complete()
            && !all.is_empty()
            && all.iter().all(|(_, member)| member.at(&inner).text().is_some_and(is_outside))
    }

    /// Whether a switch is certainly off.
    pub(super) fn is_off(&self, option: &OptionPattern) -> bool {
        option.is_exact() && self.equal(option, &Literal::Bool(false)) == Some(true)
    }

    /// Whether an option certainly has its usual value.
    pub(super) fn is_usual(&self, option: &OptionPattern) -> bool {
        let Some(names) = exact(option) else { return false };
        let view = self.config.at(&names);
        if !view.is_there() {
            return !view.is_unknown() && !self.config.hides(&names);
        }
        let usual = match self.host.knowledge().default_of(&names) {
            Some(knowledge::Default::Null) => Literal::Null,
            Some(knowledge::Default::Bool(usual)) => Literal::Bool(usual),
            Some(knowledge::Default::Int(usual)) => Literal::Int(usual),
            Some(knowledge::Default::Str(usual)) => Literal::Str(usual.into()),
            None => return false,
        };
        is(view, &usual) == Some(true)
    }

    fn equal(&self, option: &OptionPattern, value: &Literal) -> Option<bool> {
        let option = option.with_name(self.name.unwrap_or("<name>"));
        let names = exact(&option)?;
        let view = self.config.at(&names);
        if *value == Literal::Unset {
            return if self.config.hides(&names) { None } else { is_unset(view) };
        }
        if !view.is_there() {
            if view.is_unknown() {
                return None;
            }
            return match (self.host.knowledge().default_of(&names)?, value) {
                (knowledge::Default::Null, other) => Some(*other == Literal::Null),
                (knowledge::Default::Bool(own), Literal::Bool(other)) => Some(own == *other),
                (knowledge::Default::Int(own), Literal::Int(other)) => Some(own == *other),
                (knowledge::Default::Str(own), Literal::Str(other)) => Some(own == &**other),
                (_, Literal::Null) => Some(false),
                _ => None,
            };
        }
        is(view, value)
    }

    /// Whether an option of home-manager is certainly this; without a definition nobody knows.
    fn home_equal(&self, subject: &Subject, value: &Literal) -> Option<bool> {
        let Subject::HomeOption(option) = subject else { return None };
        let (home, names) = (self.home?, exact(option)?);
        let Some(manager) = home.manager else { return (*value == Literal::Unset).then_some(true) };
        let view = manager.at(&names);
        match value {
            Literal::Unset if manager.hides(&names) => None,
            Literal::Unset => is_unset(view),
            _ if !view.is_there() => None,
            Literal::Str(text) => {
                let text = text.strip_prefix('~').map(|rest| format!("{}{rest}", home.path));
                is(view, &text.map_or_else(|| value.clone(), |text| Literal::Str(text.into())))
            }
            _ => is(view, value),
        }
    }

    /// Whether nobody sets an option of home-manager, which then has its usual value: `!=` speaks of another one.
    fn is_unset_at_home(&self, subject: &Subject) -> bool {
        let Subject::HomeOption(option) = subject else { return false };
        let (Some(home), Some(names)) = (self.home, exact(option)) else { return false };
        home.manager.is_none_or(|manager| {
            let view = manager.at(&names);
            !view.is_there() && !view.is_unknown()
        })
    }
}

/// Whether certainly nobody sets what would stand there.
fn is_unset(view: View<'_>) -> Option<bool> {
    (!view.may && !view.is_unknown()).then_some(!view.is_there())
}

/// Whether what stands there is certainly this value.
fn is(view: View<'_>, value: &Literal) -> Option<bool> {
    if view.may || view.is_unknown() {
        return None;
    }
    match value {
        Literal::Null => Some(!view.is_set()),
        Literal::Bool(other) => view.bool(None).known().map(|own| own == other),
        Literal::Int(other) => view.int().known().map(|own| *own == Some(*other)),
        Literal::Str(other) => Some(view.text()? == &**other),
        Literal::EmptyList => {
            let mut lacks = Set::<()>::complete(Vec::new());
            let has_one = view.items(&mut lacks).iter().any(|item| !item.may);
            if has_one { Some(false) } else { lacks.is_complete().then_some(true) }
        }
        Literal::EmptySet => {
            let mut lacks = Set::<()>::complete(Vec::new());
            let has_one = view.attrs(&mut lacks).iter().any(|(_, attr)| !attr.may);
            if has_one { Some(false) } else { lacks.is_complete().then_some(true) }
        }
        // A place is not compared with a single value.
        Literal::Place(_) | Literal::Unset => None,
    }
}
