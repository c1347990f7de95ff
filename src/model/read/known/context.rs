//! Looking up the options, conditions and placeholders of a record in a configuration.

use super::{Enabled, Home, View, exact, name_of};
use crate::{
    model::{
        Certainty, Doubt, Fact, Host, Set, StatePath,
        knowledge::{
            self, Comparison, Component, Condition, Declared, Dependence, DynamicUser, Entry,
            HomeDir, Literal, Loss, OptionPattern, PathFact, RelocateEffect, Replaced, Segment,
            Subject, Template, compare_releases,
        },
        path,
    },
    modules::facts::Mode,
};

/// Where options and names of an entry are looked up.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub config: View<'a>,
    pub host: &'a Host,
    /// What `<name>` stands for.
    pub name: Option<&'a str>,
    /// Whose home is meant by `~`.
    pub home: Option<&'a Home<'a>>,
}

impl Context<'_> {
    /// The state a record speaks of, when its conditions hold and its place is certain: one path, or those of a list.
    pub(super) fn states(
        &self,
        entry: &Entry,
        fact: &PathFact,
        enabled: &Enabled<'_>,
    ) -> Vec<StatePath> {
        if !fact.when.iter().all(|condition| self.holds(condition)) {
            return Vec::new();
        }
        let Some(dynamic) = self.dynamic_user(fact, &enabled.owner) else { return Vec::new() };
        let places = if let Some(instead) = self.kept_instead(fact) {
            vec![instead]
        } else if fact.path.is_list() {
            self.listed_places(fact)
        } else {
            self.place(fact).into_iter().collect()
        };
        places.iter().map(|place| self.state(entry, fact, enabled, dynamic, place)).collect()
    }

    /// The files of a record that their program replaces, with `*` for any component.
    pub(super) fn replaced(&self, record: &Replaced) -> Vec<String> {
        if !record.when.iter().all(|condition| self.holds(condition)) {
            return Vec::new();
        }
        let of_home = |path: &&Template| path.is_home() == self.home.is_some();
        let files = record.paths.iter().filter(of_home).filter_map(|path| self.fill(path));
        files.filter(|file| file.starts_with('/')).map(|file| path::normalize(&file)).collect()
    }

    /// The other place of a program, where an entry keeps that or may.
    fn kept_instead(&self, fact: &PathFact) -> Option<String> {
        let place = self.fill(fact.instead.as_ref()?)?;
        let kept = self.host.kept(&place);
        (!kept.through.is_empty() || kept.certainty == Certainty::Unknown).then_some(place)
    }

    fn state(
        &self,
        entry: &Entry,
        fact: &PathFact,
        enabled: &Enabled<'_>,
        dynamic: bool,
        place: &str,
    ) -> StatePath {
        let place = path::normalize(place);
        let place = if dynamic { in_private(&place) } else { place };
        let own = self.home.map_or("root", |home| home.user);
        let known = |template: &Option<Template>, default: &str| match template {
            Some(template) => match self.fill(template) {
                Some(text) => Fact::of_default(Some(text)),
                None => Fact::unknown(format!("`{template}` is not known")),
            },
            None if dynamic => Fact::of_default(None),
            None => Fact::of_default(Some(default.to_owned())),
        };
        let group = match self.home {
            Some(home) => self
                .host
                .user(home.user)
                .map_or_else(|| self.host.unknown_user(home.user), |user| user.group.clone()),
            None => known(&fact.group, "root"),
        };
        StatePath {
            unit: self.unit(fact),
            user: known(&fact.owner, own),
            group,
            mode: fact.mode.map_or_else(
                || Fact::Unknown(Doubt::unsaid()),
                |mode| Fact::of_default(Some(mode.to_string())),
            ),
            dynamic_user: Fact::of_default(dynamic),
            loss: self.loss(fact),
            judged: fact.judged_loss.is_some(),
            note: self.note(entry, fact).map(str::to_owned),
            relocate: self.relocations(fact),
            span: enabled.span,
            for_user: self.home.map(|home| home.user.to_owned()),
            shared: enabled.shared,
            by_home_manager: enabled.by_home_manager,
            ..StatePath::new(place, enabled.owner.clone(), fact.kind, fact.source)
        }
    }

    /// What its loss means here.
    fn loss(&self, fact: &PathFact) -> Loss {
        self.declared(fact).map_or_else(|| fact.loss(), |declared| declared.loss)
    }

    /// What is left of a path where the rest of it certainly comes from the configuration.
    fn declared<'f>(&self, fact: &'f PathFact) -> Option<&'f Declared> {
        let declares = |condition: &Condition| self.holds(condition);
        fact.declared.as_ref().filter(|declared| declared.when.iter().all(declares))
    }

    /// What is special about a path. What is said of an entry holds for the worst of the paths that a person has judged, or for
    /// the first: not for those that were only found beside them, such as the queue of a service in Redis.
    fn note<'k>(&self, entry: &'k Entry, fact: &'k PathFact) -> Option<&'k str> {
        let worst = entry.paths.iter().map(PathFact::loss).max();
        let is_meant = fact.judged_loss.is_some() && Some(fact.loss()) == worst
            || entry.paths.first().is_some_and(|first| std::ptr::eq(first, fact));
        let left = self.declared(fact).and_then(|declared| declared.note.as_deref());
        let of_entry = || entry.note.as_deref().filter(|_| is_meant);
        left.or(fact.note.as_deref()).or_else(of_entry)
    }

    /// The options that move a path, as they have to be written here.
    fn relocations(&self, fact: &PathFact) -> Vec<String> {
        let of = |option: &OptionPattern| {
            let option = match self.name {
                Some(name) => option.with_name(name),
                None => option.clone(),
            };
            option.is_exact().then(|| option.to_string())
        };
        fact.relocate.iter().filter_map(of).collect()
    }

    /// The unit that owns it.
    fn unit(&self, fact: &PathFact) -> Option<String> {
        let unit = fact.unit.as_deref()?;
        Some(unit.replace("${name}", self.name.unwrap_or_default()))
    }

    /// Whether its unit has a dynamic user. `None` when that is not known, or the unit does not run, as far as is known.
    fn dynamic_user(&self, fact: &PathFact, owner: &str) -> Option<bool> {
        let usual = match &fact.dynamic_user {
            None => Some(false),
            Some(DynamicUser::Always(dynamic)) => Some(*dynamic && !self.has_own_user(owner)),
            Some(DynamicUser::Depends(dependence)) => self.depends(dependence),
        };
        let unit = self.unit(fact);
        let name = unit.as_deref().and_then(|unit| unit.strip_suffix(".service"));
        let Some(name) = name else {
            // Most units are named like their service, and what the user says about one wins.
            let like = owner.rsplit('.').next().unwrap_or(owner);
            let unit = self.host.units.iter().find(|unit| unit.name == like);
            let said = unit.filter(|unit| {
                unit.dynamic_user.span().is_some() || unit.dynamic_user.known().is_none()
            });
            return said.map_or(usual, |unit| unit.dynamic_user.known().copied());
        };
        match self.host.units.iter().find(|unit| unit.name == name) {
            Some(unit) if !unit.enable.is(&true) => None,
            // A unit that is in a package has only what the user adds to it here.
            Some(unit) if self.host.mode.is_some_and(Mode::has_nixpkgs) => {
                let said = unit.dynamic_user.known().copied()?;
                let of_package = unit.directories.is_empty() && unit.dynamic_user.span().is_none();
                if said || !of_package { Some(said) } else { usual }
            }
            // Here what nixpkgs says about the unit is not seen, but what the user says wins.
            Some(unit) if unit.dynamic_user.span().is_some() => unit.dynamic_user.known().copied(),
            Some(unit) if unit.dynamic_user.known().is_none() => None,
            // The unit may be among those that could not be read.
            None if self.host.mode.is_some_and(Mode::has_nixpkgs)
                && !self.host.units.is_complete() =>
            {
                (!fact.may_be_dynamic()).then_some(false)
            }
            _ => usual,
        }
    }

    /// Whether what a dynamic user depends on is so.
    fn depends(&self, dependence: &Dependence) -> Option<bool> {
        if let Some(option) = &dependence.option {
            let option = option.with_name(self.name.unwrap_or("<name>"));
            let names = exact(&option)?;
            let said = self.config.at(&names);
            if said.is_there() || said.is_unknown() || self.config.hides(&names) {
                return said.bool(None).known().copied();
            }
        }
        let decided = || dependence.when.iter().map(|condition| self.decided(condition));
        if decided().any(|holds| holds == Some(false)) {
            return Some(false);
        }
        decided().all(|holds| holds == Some(true)).then_some(true)
    }

    /// Whether the configuration gives a service a user of its own, as `services.klipper.user` does: then it has no
    /// dynamic one.
    fn has_own_user(&self, owner: &str) -> bool {
        let option = OptionPattern::parse(&format!("{owner}.user"));
        let Some(names) = option.as_ref().ok().and_then(exact) else { return false };
        let user = self.config.at(&names);
        // That of a default says nothing: `services.ntfy-sh` has one, and is dynamic.
        user.text().is_some() && user.span().is_some() || user.is_unknown() && user.is_there()
    }

    /// Whether an option that moves all that is kept at a path names another place: what a unit makes at the usual one
    /// stays empty.
    pub(super) fn is_moved(&self, fact: &PathFact) -> bool {
        let (Some(RelocateEffect::Moves), Some(usual)) =
            (fact.relocate_effect, fact.path.literal())
        else {
            return false;
        };
        let elsewhere = |option: &OptionPattern| {
            let option = option.with_name(self.name.unwrap_or("<name>"));
            let names = exact(&option)?;
            let place = self.config.at(&names).text().map(path::normalize)?;
            Some(place.starts_with('/') && !path::is_at_or_below(&place, usual))
        };
        fact.relocate.first().and_then(elsewhere) == Some(true)
    }

    /// The path, when the configuration leaves no doubt about it.
    fn place(&self, fact: &PathFact) -> Option<String> {
        let filled = self.fill(&fact.path);
        let usual_place = fact.path.literal().or(filled.as_deref());
        // What is part of the path is followed anyway.
        let is_part = |option: &&OptionPattern| {
            let same =
                |segment: &Segment| matches!(segment, Segment::Option(own) if own == *option);
            fact.path.segments().iter().any(same)
        };
        let moved = fact.relocate.iter().filter(|option| !is_part(option)).any(|option| {
            let option = option.with_name(self.name.unwrap_or("<name>"));
            let Some(names) = exact(&option) else { return true };
            let value = self.config.at(&names);
            let elsewhere = |usual: &str| {
                value.text().is_none_or(|text| {
                    !path::is_at_or_below(usual, text) && !path::is_at_or_below(text, usual)
                })
            };
            // An option that is not seen to be set moves nothing. Where modules are not known it may be set in one, but
            // there nothing is certain to be lost either.
            self.config.hides(&names)
                || value.is_there()
                    && (value.is_unknown() || value.is_set() && usual_place.is_some_and(elsewhere))
        });
        if moved {
            return None;
        }
        match filled {
            Some(path) => Some(path),
            // Not set, and what nobody sets has its usual value.
            None if self.all_unset(&fact.path) => {
                // Of several usual places the directory above them is certain.
                let usual = match fact.default.as_slice() {
                    [usual] => usual,
                    _ => fact.persist.as_ref()?,
                };
                self.fill(usual)
            }
            None => None,
        }
        // A variable of the shell may be anything.
        .filter(|path| path.starts_with('/') && !path.contains('$'))
    }

    /// The paths of a list that an option holds, `${services.openssh.hostKeys.*.path}`; those that are certain.
    fn listed_places(&self, fact: &PathFact) -> Vec<String> {
        let is_list = |option: &&OptionPattern| option.components().contains(&Component::Each);
        let Some(option) = fact.path.options().find(is_list) else { return Vec::new() };
        let components = option.components();
        let (list, inner) = components
            .iter()
            .position(|component| *component == Component::Each)
            .map_or((components, &[][..]), |at| (&components[..at], &components[at + 1..]));
        let names = |components: &[Component]| -> Option<Vec<String>> {
            components.iter().map(|component| name_of(component).map(str::to_owned)).collect()
        };
        let (Some(list), Some(inner)) = (names(list), names(inner)) else { return Vec::new() };
        let (list, inner): (Vec<&str>, Vec<&str>) =
            (list.iter().map(String::as_str).collect(), inner.iter().map(String::as_str).collect());
        let view = self.config.at(&list);
        if !view.is_there() && !self.config.hides(&list) {
            return fact.usual_paths();
        }
        let mut lacks = Set::<()>::complete(Vec::new());
        let of_item = |item: View<'_>| {
            let text = item.at(&inner).text().filter(|_| !item.may)?.to_owned();
            fact.path.resolve(|segment| match segment {
                Segment::Option(other) if other == option => Some(text.clone()),
                other => self.value(other),
            })
        };
        view.items(&mut lacks).into_iter().filter_map(of_item).collect()
    }

    fn all_unset(&self, template: &Template) -> bool {
        template.segments().iter().all(|segment| match segment {
            Segment::Option(option) => exact(&option.with_name(self.name.unwrap_or("<name>")))
                .is_some_and(|names| {
                    !self.config.at(&names).is_there() && !self.config.hides(&names)
                }),
            Segment::HomeOption(option) => {
                let manager = self.home.and_then(|home| home.manager);
                manager.is_none_or(|view| {
                    exact(option).is_some_and(|names| !view.at(&names).is_there())
                })
            }
            _ => true,
        })
    }

    fn fill(&self, template: &Template) -> Option<String> {
        template.resolve(|placeholder| self.value(placeholder))
    }

    /// What a placeholder stands for.
    fn value(&self, placeholder: &Segment) -> Option<String> {
        match placeholder {
            Segment::Text(text) => Some(text.to_string()),
            Segment::Name => self.name.map(str::to_owned),
            Segment::Option(option) => {
                let option = option.with_name(self.name.unwrap_or("<name>"));
                let names = exact(&option)?;
                let value = self.config.at(&names);
                match value.string() {
                    Fact::Known(Some(value), _) => Some(value),
                    Fact::Known(None, _) if !value.is_there() => {
                        match self.host.knowledge().default_of(&names)? {
                            knowledge::Default::Str(usual) => Some((*usual).to_string()),
                            _ => None,
                        }
                    }
                    _ => None,
                }
            }
            Segment::Home(directory) => self.in_home(*directory),
            Segment::HomeOption(option) => {
                self.home?.manager?.at(&exact(option)?).string().some().cloned()
            }
        }
    }

    /// A directory of the home, where the user has it.
    fn in_home(&self, directory: HomeDir) -> Option<String> {
        let home = self.home?;
        let usual = directory.as_str().strip_prefix('~').expect("all are in the home");
        let usual = || Some(format!("{}{usual}", home.path));
        let (Some(option), Some(manager)) = (directory.option(), home.manager) else {
            return usual();
        };
        let moved = manager.at(&option.split('.').collect::<Vec<_>>());
        match moved.text() {
            Some(text) if !moved.may => Some(text.to_owned()),
            _ if moved.is_there() => None,
            _ => usual(),
        }
    }

    /// Whether a condition holds for somebody: that of a home is looked at for each home.
    pub(super) fn may_hold(&self, condition: &Condition) -> bool {
        matches!(condition.subject, Subject::HomeOption(_)) || self.holds(condition)
    }

    /// Whether a condition certainly holds.
    fn holds(&self, condition: &Condition) -> bool {
        self.decided(condition) == Some(true)
    }

    /// Whether a condition holds, when that is certain.
    fn decided(&self, condition: &Condition) -> Option<bool> {
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
        // Below a single value nothing is read, and a place is not compared with one.
        Literal::EmptySet | Literal::Place(_) | Literal::Unset => None,
    }
}

/// Where systemd keeps what a dynamic user sees in the path.
fn in_private(place: &str) -> String {
    for base in ["/var/lib", "/var/cache", "/var/log"] {
        if let Some(rest) = path::rest(place, base)
            && !rest.is_empty()
            && !rest.starts_with("/private/")
        {
            return format!("{base}/private{rest}");
        }
    }
    place.to_owned()
}
