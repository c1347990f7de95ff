//! The records of `lints/state/`, as they are written there.

use std::fmt;

use serde::{Deserialize, Deserializer};

use super::{
    Component, Condition, Confidence, DynamicUser, FileType, Loss, Mode, OptionPattern,
    RelocateEffect, Source, StateKind, Template, Trigger,
};
use crate::model::Release;

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    /// Written by hand.
    #[default]
    Curated,
    /// Found by switching the option on and looking at what changed.
    Generated,
}

/// What is lost of a [`PathFact`] where most of it is made from the configuration at every boot.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// All of these hold then, for certain.
    #[serde(default, deserialize_with = "one_or_many")]
    pub when: Vec<Condition>,
    /// One of these files in the directory is then a secret that is decrypted, or linked by home-manager; `id_*` is any but a public key.
    #[serde(default, deserialize_with = "one_or_many")]
    pub files: Vec<Box<str>>,
    /// The loss that remains.
    pub loss: Loss,
    /// What is lost then, one sentence, in the place of what is said of all of it.
    pub note: Option<Box<str>>,
}

/// One path that an [`Entry`] keeps.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathFact {
    /// The path. Absolute, or in a home.
    pub path: Template,
    /// The path when the options in [`PathFact::path`] have their defaults. Several for a list.
    #[serde(default, deserialize_with = "one_or_many")]
    pub default: Vec<Template>,
    /// An ancestor that is the better thing to persist.
    pub persist: Option<Template>,
    /// The place that is used instead where an entry keeps it.
    pub instead: Option<Template>,
    /// Directory or file.
    #[serde(default, rename = "type")]
    pub file_type: FileType,
    /// What it holds.
    pub kind: StateKind,
    /// What is gone with it, where somebody judged; see [`PathFact::loss`].
    #[serde(rename = "loss")]
    pub judged_loss: Option<Loss>,
    /// The user who has to own it. Not given: root, or a home's user.
    pub owner: Option<Template>,
    /// The group.
    pub group: Option<Template>,
    /// The permissions it gets.
    pub mode: Option<Mode>,
    /// Whether the unit has `DynamicUser=`: the directory is really `/var/lib/private/…`. Not given: no.
    pub dynamic_user: Option<DynamicUser>,
    /// What makes it.
    #[serde(default)]
    pub source: Source,
    /// The unit that owns it, `postgresql.service`.
    pub unit: Option<Box<str>>,
    /// Options that move it.
    #[serde(default, deserialize_with = "one_or_many")]
    pub relocate: Vec<OptionPattern>,
    /// What setting the first of them does, where it was tried.
    pub relocate_effect: Option<RelocateEffect>,
    /// All of these must hold for the path, besides the entry's own.
    #[serde(default, deserialize_with = "one_or_many")]
    pub when: Vec<Condition>,
    /// What is gone where the configuration declares what is in it.
    pub declared: Option<Declared>,
    /// For the user: a speciality of the path, one sentence.
    pub note: Option<Box<str>>,
    /// Where the fact was read.
    pub evidence: Option<Box<str>>,
    /// How sure it is.
    #[serde(default)]
    pub confidence: Confidence,
}

impl PathFact {
    /// What is gone with it: as judged, or as usual for its kind.
    #[must_use]
    pub fn loss(&self) -> Loss {
        self.judged_loss.unwrap_or_else(|| self.kind.usual_loss())
    }

    /// Whether its unit has a dynamic user on some machine.
    #[must_use]
    pub fn may_be_dynamic(&self) -> bool {
        !matches!(self.dynamic_user, None | Some(DynamicUser::Always(false)))
    }

    /// All conditions on it.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        let dependence = self.dynamic_user.as_ref().and_then(DynamicUser::dependence);
        let declared = self.declared.iter().flat_map(|declared| &declared.when);
        self.when.iter().chain(declared).chain(dependence.into_iter().flat_map(|it| &it.when))
    }

    /// The paths with every option at its default, homes from `~`. Empty when that is not one fixed path.
    #[must_use]
    pub fn usual_paths(&self) -> Vec<String> {
        let templates = if self.default.is_empty() {
            std::slice::from_ref(&self.path)
        } else {
            &self.default[..]
        };
        templates.iter().filter_map(Template::plain).collect()
    }
}

/// What services have made for themselves, unless they are told of one on another machine.
const DATABASES: [&str; 3] =
    ["services.mongodb.enable", "services.mysql.enable", "services.postgresql.enable"];

/// How modules call the options beside their switch that say so.
const DATABASE_OPTIONS: [&str; 5] = [
    "database.createDatabase",
    "database.createLocally",
    "database.enable",
    "database.host",
    "database.type",
];

/// What one service, program or part of the system keeps.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Any of these makes it hold.
    #[serde(rename = "option", deserialize_with = "one_or_many")]
    pub triggers: Vec<Trigger>,
    /// All of these must hold too.
    #[serde(default, deserialize_with = "one_or_many")]
    pub when: Vec<Condition>,
    /// The first release with it, `24.05`.
    pub since: Option<Box<str>>,
    /// The first release without it.
    pub until: Option<Box<str>>,
    /// Earlier names of the option.
    #[serde(default, deserialize_with = "one_or_many")]
    pub renamed_from: Vec<OptionPattern>,
    /// Options that are on when this one is.
    #[serde(default, deserialize_with = "one_or_many")]
    pub implies: Vec<OptionPattern>,
    /// Evaluated paths that are not worth a word because of this entry.
    #[serde(default, deserialize_with = "one_or_many")]
    pub suppress: Vec<Box<str>>,
    /// How many of 210 public impermanent configurations have it on; 0 when not counted.
    #[serde(default)]
    pub seen_in: u16,
    /// For the user: what is special about it, one sentence.
    pub note: Option<Box<str>>,
    /// The option needs settings that could not be guessed: there may be more paths.
    #[serde(default)]
    pub partial: bool,
    /// What it keeps. Empty for an entry that only implies others.
    #[serde(default, rename = "path", alias = "paths")]
    pub paths: Vec<PathFact>,
    /// Where it comes from.
    #[serde(skip)]
    pub origin: Origin,
}

impl Entry {
    /// All conditions: its own and those of its paths.
    pub fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.when.iter().chain(self.paths.iter().flat_map(PathFact::conditions))
    }

    /// Its packages, by their `pname`.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        self.triggers.iter().filter_map(|trigger| match trigger {
            Trigger::Package(name) => Some(&**name),
            _ => None,
        })
    }

    /// The option that says which package the program of a switch is. What no package keeps by itself does not depend on it.
    #[must_use]
    pub fn package_of(&self, switch: &OptionPattern) -> Option<OptionPattern> {
        let is_program = matches!(
            switch.components(),
            [Component::Name(programs), Component::Name(_), Component::Name(enable)]
                if &**programs == "programs" && &**enable == "enable"
        );
        (is_program && self.packages().next().is_some()).then(|| switch.sibling("package"))
    }

    /// The options that say whether a database that it turns on is on this machine. There is none for what is no database.
    #[must_use]
    pub fn database_options(&self, turned_on: &OptionPattern) -> Vec<OptionPattern> {
        if !DATABASES.contains(&&*turned_on.to_string()) {
            return Vec::new();
        }
        let of = |trigger: &Trigger| match trigger {
            Trigger::Nixos(option) => Some(DATABASE_OPTIONS.map(|path| option.sibling(path))),
            _ => None,
        };
        self.triggers.iter().filter_map(of).flatten().collect()
    }

    /// Whether a release has it. One that is not known may have everything.
    #[must_use]
    pub fn is_in(&self, release: Option<Release>) -> bool {
        let Some(release) = release else { return true };
        let bound = |text: &Option<Box<str>>| text.as_deref().and_then(Release::parse);
        bound(&self.since).is_none_or(|since| since <= release)
            && bound(&self.until).is_none_or(|until| release < until)
    }
}

/// A path that is never worth a word, with the reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ignored {
    /// The path.
    pub path: Box<str>,
    /// Whether everything in it is meant too.
    #[serde(default)]
    pub below: bool,
    /// Why, one sentence.
    pub reason: Box<str>,
}

/// A file or directory that NixOS or systemd makes by itself at every boot.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// The path, and everything in it.
    pub path: Box<str>,
    /// What makes it.
    pub by: Box<str>,
}

/// A path that is better not persisted, with the reason.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Avoid {
    /// The path.
    pub path: Template,
    /// When, if not always.
    #[serde(default, deserialize_with = "one_or_many")]
    pub when: Vec<Condition>,
    /// Why, one sentence.
    pub reason: Box<str>,
}

/// A file that its program replaces by a renamed copy, so that a bind mount or a link on the file itself does not last.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replaced {
    /// The file, or several. A component `*` stands for any one. One with an option in it counts where that is set.
    #[serde(rename = "path", deserialize_with = "one_or_many")]
    pub paths: Vec<Template>,
    /// All of these must hold.
    #[serde(default, deserialize_with = "one_or_many")]
    pub when: Vec<Condition>,
    /// The program.
    pub by: Box<str>,
    /// The directory to persist instead, where there is one.
    pub persist: Option<Template>,
    /// Whether the program follows a symbolic link and replaces what it points to.
    #[serde(default)]
    pub follows_links: bool,
    /// What else helps, one sentence.
    pub note: Option<Box<str>>,
}

/// Reads `x = "a"` and `x = ["a", "b"]` alike.
pub(super) fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<String>,
    T::Error: fmt::Display,
{
    struct OneOrMany<T>(std::marker::PhantomData<T>);

    impl<'de, T> serde::de::Visitor<'de> for OneOrMany<T>
    where
        T: TryFrom<String>,
        T::Error: fmt::Display,
    {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string or a list of strings")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Vec<T>, E> {
            Ok(vec![T::try_from(text.to_owned()).map_err(E::custom)?])
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut items = Vec::new();
            while let Some(text) = list.next_element::<String>()? {
                items.push(T::try_from(text).map_err(serde::de::Error::custom)?);
            }
            Ok(items)
        }
    }

    deserializer.deserialize_any(OneOrMany(std::marker::PhantomData))
}
