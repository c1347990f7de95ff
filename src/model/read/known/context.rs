//! Looking up the options, conditions and placeholders of a record in a configuration.

use super::{Enabled, Home, View, exact};
use crate::{
    model::{
        Certainty, DirectoryKind, Doubt, Fact, HomeTarget, Host, StatePath, Unit, UnitDirectory,
        knowledge::{
            Condition, Declared, Dependence, DynamicUser, Entry, Loss, OptionPattern, PathFact,
            RelocateEffect, Replaced, Template,
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
        let private = in_private(&place).filter(|_| dynamic && self.is_of_unit(fact, &place));
        let own = self.home.map_or("root", |home| home.user);
        let known = |template: &Option<Template>, default: &str| {
            match template.as_ref().map(|template| (template, self.fill(template))) {
                Some((_, Some(text))) => Fact::of_default(Some(text)),
                // systemd gives the directory to whom it makes up.
                _ if private.is_some() => Fact::of_default(None),
                Some((template, None)) => Fact::unknown(format!("`{template}` is not known")),
                None if dynamic => Fact::unknown("its unit has a dynamic user"),
                None => Fact::of_default(Some(default.to_owned())),
            }
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
            dynamic_user: Fact::of_default(private.is_some()),
            loss: self.loss(fact),
            judged: fact.judged_loss.is_some(),
            note: self.note(entry, fact).map(str::to_owned),
            relocate: self.relocations(fact),
            span: enabled.span,
            for_user: self.home.map(|home| home.user.to_owned()),
            shared: enabled.shared,
            by_home_manager: enabled.by_home_manager,
            ..StatePath::new(
                private.unwrap_or(place),
                enabled.owner.clone(),
                fact.kind,
                fact.source,
            )
        }
    }

    /// What its loss means here.
    fn loss(&self, fact: &PathFact) -> Loss {
        self.declared(fact).map_or_else(|| fact.loss(), |declared| declared.loss)
    }

    /// What is left of a path where the rest of it certainly comes from the configuration.
    fn declared<'f>(&self, fact: &'f PathFact) -> Option<&'f Declared> {
        let declares = |condition: &Condition| self.holds(condition);
        let declared = fact.declared.as_ref().filter(|it| it.when.iter().all(declares))?;
        let place = || self.place(fact).map(|place| path::normalize(&place));
        (declared.files.is_empty() || self.puts_one_of(&declared.files, &place()?))
            .then_some(declared)
    }

    /// Whether the configuration puts a file of such a name into a directory.
    fn puts_one_of(&self, names: &[Box<str>], directory: &str) -> bool {
        let is_one = |file: &str| {
            let name = path::rest(file, directory).and_then(|rest| rest.strip_prefix('/'));
            name.is_some_and(|name| names.iter().any(|pattern| matches_name(pattern, name)))
        };
        let secrets = self.host.secrets.all().filter_map(|(_, secret)| secret.path.some());
        let mut secrets = secrets.map(|place| path::normalize(place));
        let links = self.host.home_files.iter();
        let mut links = links.filter(|file| file.is_link() && file.leads_to == HomeTarget::Store);
        secrets.any(|place| is_one(&place)) || links.any(|file| is_one(&file.path))
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

    /// Whether systemd makes a place for the unit, as far as is known: of one that an option moved it knows nothing.
    fn is_of_unit(&self, fact: &PathFact, place: &str) -> bool {
        let named = |unit: &&Unit| self.unit(fact) == Some(format!("{}.service", unit.name));
        let unit = self.host.units.iter().find(named);
        unit.filter(|_| self.host.mode.is_some_and(Mode::has_nixpkgs)).is_none_or(|unit| {
            let holds = |directory: &UnitDirectory| {
                path::is_at_or_below(place, &path::normalize(&directory.path(false)))
            };
            // Of one that is in a package, only what is added to it is seen.
            !unit.dynamic_user.is(&true) || unit.directories.iter().any(holds)
        })
    }

    /// Whether its unit has a dynamic user. `None` when that is not known, or the unit does not run, as far as is known.
    fn dynamic_user(&self, fact: &PathFact, owner: &str) -> Option<bool> {
        let unit = self.unit(fact);
        let like = unit.as_deref().and_then(|unit| unit.strip_suffix(".service"));
        let like = like.unwrap_or_else(|| owner.rsplit('.').next().unwrap_or(owner));
        let unit = self.host.units.iter().find(|unit| unit.name == like);
        let dynamic = self.has_dynamic_user(fact, owner)?;
        let is_taken_away = || unit.is_some_and(|unit| self.makes_another(unit, fact));
        (!dynamic || !is_taken_away()).then_some(dynamic)
    }

    /// Whether the project tells a unit other directories than the one a record speaks of: then systemd makes that no more, or
    /// it is not known.
    fn makes_another(&self, unit: &Unit, fact: &PathFact) -> bool {
        let place = self.place(fact).map(|place| path::normalize(&place));
        // What an option moved was never among them.
        let place = place.filter(|place| fact.usual_paths().contains(place));
        let of_kind = |kind: &&DirectoryKind| {
            place.as_deref().is_some_and(|place| path::is_below(place, kind.base()))
        };
        let Some(kind) = unit.own_kinds.iter().find(of_kind) else { return false };
        let is_made = |directory: &UnitDirectory| {
            let made = path::normalize(&directory.path(false));
            directory.kind == *kind
                && place.as_deref().is_some_and(|place| path::is_at_or_below(place, &made))
        };
        !unit.directories.iter().any(is_made)
    }

    fn has_dynamic_user(&self, fact: &PathFact, owner: &str) -> Option<bool> {
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
        let moves = match fact.path.literal() {
            Some(_) => fact.relocate_effect == Some(RelocateEffect::Moves),
            None => fact.path.options().next() == fact.relocate.first(),
        };
        let usual = fact.usual_paths();
        let [usual] = usual.as_slice() else { return false };
        let elsewhere = |option: &OptionPattern| {
            let option = option.with_name(self.name.unwrap_or("<name>"));
            let names = exact(&option)?;
            let place = self.config.at(&names).text().map(path::normalize)?;
            Some(place.starts_with('/') && !path::is_at_or_below(&place, usual))
        };
        moves && fact.relocate.first().and_then(elsewhere) == Some(true)
    }
}

/// Where systemd keeps what a dynamic user sees in the path, in the directories that it makes.
fn in_private(place: &str) -> Option<String> {
    ["/var/lib", "/var/cache", "/var/log"].into_iter().find_map(|base| {
        let rest = path::rest(place, base).filter(|rest| !rest.is_empty())?;
        let is_there = rest.starts_with("/private/");
        Some(if is_there { place.to_owned() } else { format!("{base}/private{rest}") })
    })
}

/// Whether a file has a name that a record means. Of keys that begin in some way, the public halves say nothing.
fn matches_name(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start) && !name.ends_with(".pub"),
        None => name == pattern,
    }
}
