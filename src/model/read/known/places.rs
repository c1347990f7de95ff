//! Where a record says that something is, with its placeholders filled in.

use super::{View, context::Context, exact, name_of};
use crate::model::{
    Fact, Set,
    knowledge::{self, Component, HomeDir, OptionPattern, PathFact, Segment, Template},
    path,
};

impl Context<'_> {
    /// The path, when the configuration leaves no doubt about it.
    pub(super) fn place(&self, fact: &PathFact) -> Option<String> {
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
    pub(super) fn listed_places(&self, fact: &PathFact) -> Vec<String> {
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

    pub(super) fn fill(&self, template: &Template) -> Option<String> {
        template.resolve(|placeholder| self.value(placeholder))
    }

    /// What a placeholder stands for.
    pub(super) fn value(&self, placeholder: &Segment) -> Option<String> {
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
}
