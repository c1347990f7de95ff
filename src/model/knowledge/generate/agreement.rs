//! How new entries compare with the shipped ones.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{BASE, Entry, Knowledge, PathFact, file, is_inside},
    GeneratedEntry,
};

/// How new entries compare with the shipped ones, by option.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agreement {
    /// How many options keep the same directories in both, or one what is in that of the other.
    pub same: usize,
    /// The others: the option, the paths that are shipped, the paths that are new.
    pub different: Vec<(String, BTreeSet<String>, BTreeSet<String>)>,
}

/// What options keep, and which others they turn on.
#[derive(Default)]
struct Side {
    paths: BTreeMap<String, BTreeSet<String>>,
    implies: BTreeMap<String, BTreeSet<String>>,
}

impl Side {
    fn of(entries: &[Entry]) -> Self {
        let mut side = Self::default();
        for entry in entries {
            for trigger in &entry.triggers {
                let paths = entry.paths.iter().flat_map(PathFact::usual_paths);
                let implies = entry.implies.iter().map(ToString::to_string);
                side.add(&trigger.to_string(), paths, implies);
            }
        }
        side
    }

    fn add(
        &mut self,
        option: &str,
        paths: impl IntoIterator<Item = String>,
        implies: impl IntoIterator<Item = String>,
    ) {
        self.paths.entry(option.to_owned()).or_default().extend(paths);
        self.implies.entry(option.to_owned()).or_default().extend(implies);
    }

    fn own(&self, option: &str) -> BTreeSet<String> {
        self.paths.get(option).cloned().unwrap_or_default()
    }

    /// What is kept when an option is on, by it or by what it turns on.
    fn all(&self, option: &str) -> BTreeSet<String> {
        let (mut seen, mut left) = (BTreeSet::new(), vec![option]);
        let mut paths = BTreeSet::new();
        while let Some(option) = left.pop() {
            if seen.insert(option) {
                paths.extend(self.paths.get(option).into_iter().flatten().cloned());
                left.extend(self.implies.get(option).into_iter().flatten().map(String::as_str));
            }
        }
        paths
    }
}

/// Compares entries with the shipped generated ones, of options that were looked at. What one has that the other says of an option
/// that is turned on is no difference, and neither is a new path that an entry by hand has.
///
/// # Panics
/// Never: a test reads the shipped file.
#[must_use]
pub fn compare(new: &[GeneratedEntry], looked_at: &BTreeSet<String>) -> Agreement {
    let base: file::Base = serde_json::from_str(BASE).expect("a test reads the files");
    let (old, known) = (Side::of(&base.entries), Side::of(Knowledge::shipped().entries()));
    let mut found = Side::default();
    for entry in new {
        found.add(entry.option(), entry.usual_paths(), entry.implies().iter().cloned());
    }
    let mut agreement = Agreement::default();
    let related = |a: &str, b: &str| is_inside(a, b) || is_inside(b, a);
    // Who keeps a directory keeps what is in it.
    let covers = |all: &BTreeSet<String>, own: &BTreeSet<String>| {
        own.iter().all(|own| all.iter().any(|path| related(path, own)))
    };
    let options: BTreeSet<&String> = old.paths.keys().chain(found.paths.keys()).collect();
    for option in options.into_iter().filter(|option| looked_at.contains(*option)) {
        let (shipped, new) = (old.own(option), found.own(option));
        if covers(&known.all(option), &new) && covers(&found.all(option), &shipped) {
            agreement.same += 1;
        } else {
            agreement.different.push((option.clone(), shipped, new));
        }
    }
    agreement
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_turned_on_is_no_difference() {
        let mut side = Side::default();
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
        side.add("wiki", texts(&["/var/lib/wiki"]), texts(&["db"]));
        side.add("db", texts(&["/var/lib/db"]), texts(&["wiki"]));
        assert_eq!(side.own("wiki").len(), 1);
        assert_eq!(side.all("wiki").len(), 2, "and turning each other on ends");
        assert!(side.all("nobody").is_empty());
    }
}
