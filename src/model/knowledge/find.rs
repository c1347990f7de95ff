//! Finding entries: by option, package, unit or path.

use super::{Component, Entry, FactId, Knowledge, OptionPattern, PathFact, Trigger};

/// An entry found by its option.
#[derive(Clone, Debug, PartialEq)]
pub struct OptionMatch<'k> {
    /// The entry.
    pub entry: &'k Entry,
    /// What `<name>` stood for in the option.
    pub name: Option<String>,
}

/// How a path that was asked for and a known path lie to each other. Ordered: the closest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// They are the same.
    Same,
    /// It is the parent that is recommended for the known path.
    Parent,
    /// It lies in the known path.
    Inside,
}

/// An entry found by a path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathMatch<'k> {
    /// The entry.
    pub entry: &'k Entry,
    /// Its path that was meant.
    pub fact: &'k PathFact,
    /// What `${name}` stands for in it.
    pub name: Option<String>,
    /// How far it was meant.
    pub relation: Relation,
}

impl Knowledge {
    /// The entries of every NixOS machine.
    pub fn always(&self) -> impl Iterator<Item = &Entry> {
        self.by_trigger("always")
    }

    /// The entries of a NixOS option, given by its components: `["services", "postgresql", "enable"]`, or
    /// `["services", "redis", "servers", "immich"]` for one of several. Earlier names of an option count.
    #[must_use]
    pub fn by_option(&self, path: &[&str]) -> Vec<OptionMatch<'_>> {
        self.by_option_text("", path)
    }

    /// The entries of a home-manager option.
    #[must_use]
    pub fn by_home_option(&self, path: &[&str]) -> Vec<OptionMatch<'_>> {
        self.by_option_text("home:", path)
    }

    /// The places of what a set of options keeps while none of them moves it, of `services.postgresql`, say. `None` when that
    /// is not known of all that it keeps.
    #[must_use]
    pub fn places_of(&self, set: &str) -> Option<Vec<String>> {
        let is_of = |trigger: &Trigger| match trigger {
            Trigger::Nixos(option) => {
                option.to_string().strip_prefix(set).is_some_and(|rest| rest.starts_with('.'))
            }
            _ => false,
        };
        let facts = self.entries.iter().filter(|entry| entry.triggers.iter().any(is_of));
        let facts = facts.flat_map(|entry| &entry.paths).filter(|fact| !fact.path.is_home());
        let mut places = Vec::new();
        for fact in facts {
            match (fact.usual_paths(), &fact.persist) {
                (usual, _) if !usual.is_empty() => places.extend(usual),
                (_, Some(persist)) => places.push(persist.plain()?),
                _ => return None,
            }
        }
        (!places.is_empty()).then_some(places)
    }

    /// The entries of a package, by its `pname`.
    pub fn by_package<'k>(&'k self, pname: &str) -> impl Iterator<Item = &'k Entry> + use<'k> {
        self.by_trigger(&format!("package:{pname}"))
    }

    fn by_trigger<'k>(&'k self, text: &str) -> impl Iterator<Item = &'k Entry> + use<'k> {
        let found = self.by_trigger.get(text).map_or(&[][..], |found| found);
        found.iter().map(|&index| &self.entries[index as usize])
    }

    fn by_option_text(&self, prefix: &str, path: &[&str]) -> Vec<OptionMatch<'_>> {
        let text = |any: Option<usize>| {
            let components = (0..).zip(path).map(|(index, &name)| match any {
                Some(any) if any == index => Component::Any,
                _ => Component::Name(name.into()),
            });
            format!("{prefix}{}", OptionPattern::from_components(components))
        };
        let mut found: Vec<_> =
            self.by_trigger(&text(None)).map(|entry| OptionMatch { entry, name: None }).collect();
        for (index, &name) in path.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            found.extend(
                self.by_trigger(&text(Some(index)))
                    .map(|entry| OptionMatch { entry, name: Some(name.to_owned()) }),
            );
        }
        found
    }

    /// The entries that explain a path: absolute, or in a home and written from `~`. The physical path of a service with a dynamic user,
    /// `/var/lib/private/x`, counts as `/var/lib/x`. The closest first, hand-written before generated; all with the same relation,
    /// or none.
    #[must_use]
    pub fn by_path(&self, path: &str) -> Vec<PathMatch<'_>> {
        let path = without_private(path.strip_suffix('/').unwrap_or(path));
        let mut at = &*path;
        loop {
            let mut found = self.at_path(at);
            if !found.is_empty() {
                if at.len() < path.len() {
                    // What is beside a known path and below its parent is not explained by it.
                    found.retain(|found| found.relation == Relation::Same);
                    found.iter_mut().for_each(|found| found.relation = Relation::Inside);
                }
                if let Some(closest) = found.iter().map(|found| found.relation).min() {
                    found.retain(|found| found.relation == closest);
                    return found;
                }
            }
            match at.rfind('/') {
                Some(end) if end > 0 => at = &at[..end],
                _ => return Vec::new(),
            }
        }
    }

    fn at_path(&self, path: &str) -> Vec<PathMatch<'_>> {
        let (exact, templates) = (self.by_path.get(path), self.by_template.iter());
        let exact = exact.into_iter().flatten().map(|&(id, is_parent)| {
            (id, None, if is_parent { Relation::Parent } else { Relation::Same })
        });
        let named = templates.filter_map(|&id| {
            let name = self.fact(id).1.path.name_in(path)?;
            Some((id, Some(name.to_owned()), Relation::Same))
        });
        let mut found: Vec<_> = exact.chain(named).collect();
        // A path that is spelt out says more than one with a name in it; entries are in order of authority.
        found.sort_by_key(|(id, name, relation)| (*relation, name.is_some(), *id));
        let found = found.into_iter().map(|(id, name, relation)| {
            let (entry, fact) = self.fact(id);
            PathMatch { entry, fact, name, relation }
        });
        found.collect()
    }

    /// The entries and paths that belong to a unit, `postgresql.service`.
    pub fn by_unit<'k>(
        &'k self,
        unit: &str,
    ) -> impl Iterator<Item = (&'k Entry, &'k PathFact)> + use<'k> {
        let found = self.by_unit.get(unit).map_or(&[][..], |found| found);
        found.iter().map(|&id| self.fact(id))
    }

    fn fact(&self, (entry, fact): FactId) -> (&Entry, &PathFact) {
        let entry = &self.entries[entry as usize];
        (entry, &entry.paths[fact as usize])
    }
}

/// `/var/lib/private/x` is `/var/lib/x` for everyone but systemd.
fn without_private(path: &str) -> String {
    for root in ["/var/lib", "/var/cache", "/var/log"] {
        if let Some(name) = path.strip_prefix(root).and_then(|rest| rest.strip_prefix("/private/"))
        {
            return format!("{root}/{name}");
        }
    }
    path.to_owned()
}
