//! Reading the files: hand-written entries first, generated ones for what these leave open, and the indices over both.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{
    Entry, Knowledge, Origin, PathFact, Segment, Template,
    file::{self, Judgement},
    is_inside,
};

impl Knowledge {
    /// Reads hand-written files (name and text) and a generated one.
    ///
    /// # Errors
    /// When a file is not of its schema: name of the file and the reason.
    pub fn parse(areas: &[(&str, &str)], base: &str) -> Result<Self, String> {
        let base: file::Base =
            serde_json::from_str(base).map_err(|error| format!("generated entries: {error}"))?;
        let mut known = Self {
            release: base.nixpkgs,
            entries: Vec::with_capacity(base.entries.len() + 256),
            ignored: Vec::new(),
            made: Vec::new(),
            avoid: Vec::new(),
            replaced: Vec::new(),
            accounts: Vec::new(),
            by_trigger: FxHashMap::default(),
            by_path: FxHashMap::default(),
            by_template: Vec::new(),
            by_unit: FxHashMap::default(),
            shapes: <[_; 2]>::default(),
        };
        let mut schemas = vec![("generated entries", base.schema)];
        let mut losses = BTreeMap::new();
        for &(name, text) in areas {
            let area: file::Area =
                toml::from_str(text).map_err(|error| format!("{name}: {error}"))?;
            schemas.push((name, area.schema));
            known.entries.extend(area.entry);
            known.ignored.extend(area.ignore);
            known.made.extend(area.made);
            known.avoid.extend(area.avoid);
            known.replaced.extend(area.replaced);
            known.accounts.extend(area.account);
            losses.extend(area.loss);
        }
        if let Some((name, schema)) = schemas.iter().find(|(_, schema)| *schema != 1) {
            return Err(format!("{name}: schema {schema} is not 1"));
        }
        known.merge(base.entries, &mut losses);
        if let Some(option) = losses.keys().next() {
            return Err(format!("loss of `{option}`: not an option with a generated entry alone"));
        }
        known.index();
        Ok(known)
    }

    /// Adds generated entries. What a hand-written entry says about an option stands, what it leaves open is filled in;
    /// where there is none, the loss that is judged for the option is taken.
    fn merge(&mut self, generated: Vec<Entry>, losses: &mut BTreeMap<String, Judgement>) {
        let mut curated: FxHashMap<String, usize> = FxHashMap::default();
        for (index, entry) in self.entries.iter().enumerate() {
            for trigger in &entry.triggers {
                curated.insert(trigger.to_string(), index);
            }
        }
        for mut new in generated {
            new.origin = Origin::Generated;
            let old = new.triggers.iter().find_map(|trigger| curated.get(&trigger.to_string()));
            let Some(&old) = old else {
                if let Some(judged) = losses.remove(&new.triggers[0].to_string()) {
                    judged.complete(&mut new);
                }
                self.entries.push(new);
                continue;
            };
            let old = &mut self.entries[old];
            for option in new.implies {
                if !old.implies.contains(&option) {
                    old.implies.push(option);
                }
            }
            for fact in new.paths {
                let Some(path) = fact.usual_paths().pop() else { continue };
                if old.suppress.iter().any(|suppressed| is_inside(&path, suppressed)) {
                    continue;
                }
                match old.paths.iter_mut().find(|known| touches(known, &path)) {
                    Some(known) => fill_in(known, fact, &path),
                    None => old.paths.push(fact),
                }
            }
        }
    }

    pub(super) fn index(&mut self) {
        for (entry_index, entry) in (0..).zip(&self.entries) {
            let names = entry.renamed_from.iter().map(ToString::to_string);
            for key in entry.triggers.iter().map(ToString::to_string).chain(names) {
                self.by_trigger.entry(key).or_default().push(entry_index);
            }
            for (fact_index, fact) in (0..).zip(&entry.paths) {
                let id = (entry_index, fact_index);
                if let Some(unit) = &fact.unit {
                    self.by_unit.entry(unit.clone()).or_default().push(id);
                }
                if fact.path.segments().contains(&Segment::Name) {
                    self.by_template.push(id);
                }
                let mut add = |path: String, is_parent| {
                    let known = self.by_path.entry(path).or_default();
                    if !known.iter().any(|(other, _)| *other == id) {
                        known.push((id, is_parent));
                    }
                };
                fact.usual_paths().into_iter().for_each(|path| add(path, false));
                fact.path.plain().into_iter().for_each(|path| add(path, false));
                fact.persist.iter().filter_map(Template::plain).for_each(|path| add(path, true));
            }
        }
    }
}

/// Whether a hand-written record already speaks about a path: the same, around it or in it.
pub(super) fn touches(fact: &PathFact, path: &str) -> bool {
    let parent = fact.persist.iter().filter_map(Template::plain);
    let mut known = fact.usual_paths().into_iter().chain(parent);
    known.any(|known| is_inside(path, &known) || is_inside(&known, path))
}

/// Completes a hand-written record with a generated one about the same place.
pub(super) fn fill_in(known: &mut PathFact, generated: PathFact, path: &str) {
    if !known.usual_paths().iter().any(|known| known == path) {
        return;
    }
    if known.owner.is_none() && known.group.is_none() {
        known.owner = generated.owner;
        known.group = generated.group;
    }
    known.mode = known.mode.or(generated.mode);
    known.dynamic_user = known.dynamic_user.take().or(generated.dynamic_user);
    if known.relocate.is_empty() {
        known.relocate = generated.relocate;
        known.relocate_effect = generated.relocate_effect;
    }
}
