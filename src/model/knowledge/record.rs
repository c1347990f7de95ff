//! The records of `lints/state/`, as they are written there.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer};

use super::{Condition, OptionPattern, Template};
use crate::model::Release;

/// What is gone when a path is. Ordered: the worst is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Loss {
    /// Histories, statistics, the last user, logs.
    Cosmetic,
    /// Downloaded or computed again, at a price: images, indexes, certificates with rate limits.
    Recreatable,
    /// Configuration that was clicked together, passwords of a service.
    Settings,
    /// Keys, pairings, enrolments, id maps: the machine or its peers have to be enrolled again by hand.
    Identity,
    /// What nobody can make again.
    Data,
}

impl Loss {
    /// The word used in the files and in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cosmetic => "cosmetic",
            Self::Recreatable => "recreatable",
            Self::Settings => "settings",
            Self::Identity => "identity",
            Self::Data => "data",
        }
    }
}

/// What a path holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StateKind {
    /// What a program keeps to go on where it was.
    State,
    /// State that nobody else may read.
    Secret,
    /// Configuration that is written at run time.
    Config,
    /// What can be thrown away at any time.
    Cache,
    /// Records of what happened.
    Log,
    /// Jobs and messages that wait.
    Spool,
}

impl StateKind {
    /// The word used in the files and in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Secret => "secret",
            Self::Config => "config",
            Self::Cache => "cache",
            Self::Log => "log",
            Self::Spool => "spool",
        }
    }

    /// The loss of a path nobody has judged by hand.
    #[must_use]
    pub const fn usual_loss(self) -> Loss {
        match self {
            Self::State => Loss::Data,
            Self::Secret => Loss::Identity,
            Self::Config => Loss::Settings,
            Self::Cache | Self::Spool => Loss::Recreatable,
            Self::Log => Loss::Cosmetic,
        }
    }
}

/// Whether a path is a directory or a single file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileType {
    /// A directory.
    #[default]
    Dir,
    /// A single file.
    File,
}

/// What makes the path. Says how far a reading of the configuration alone would see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// `StateDirectory=` and its siblings in a unit of NixOS.
    StateDirectory,
    /// `systemd.tmpfiles`.
    Tmpfiles,
    /// The home of a system user.
    CreateHome,
    /// A script of a unit or of the activation.
    Script,
    /// `BindPaths=`, `ReadWritePaths=`, `WorkingDirectory=`.
    Sandbox,
    /// A command line.
    Exec,
    /// An environment variable.
    Env,
    /// Only the value of an option.
    Option,
    /// A unit file inside a package.
    UpstreamUnit,
    /// The program itself, or systemd; nothing in the configuration names it.
    #[default]
    Program,
}

impl Source {
    /// The word used in the files and in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StateDirectory => "state-directory",
            Self::Tmpfiles => "tmpfiles",
            Self::CreateHome => "create-home",
            Self::Script => "script",
            Self::Sandbox => "sandbox",
            Self::Exec => "exec",
            Self::Env => "env",
            Self::Option => "option",
            Self::UpstreamUnit => "upstream-unit",
            Self::Program => "program",
        }
    }

    /// Whether a configuration that is evaluated with nixpkgs shows it without the shipped knowledge.
    #[must_use]
    pub const fn is_evaluated(self) -> bool {
        matches!(self, Self::StateDirectory | Self::Tmpfiles | Self::CreateHome)
    }
}

/// What setting [`PathFact::relocate`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelocateEffect {
    /// Everything moves.
    Moves,
    /// Some of it stays.
    Partial,
}

/// How sure a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Seen in an evaluated configuration.
    Evaluated,
    /// Read in the source of the module or of the program.
    #[default]
    Checked,
    /// Known from use and from public configurations.
    Reported,
}

/// Permission bits, `0750`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Mode(pub u16);

impl TryFrom<String> for Mode {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match u16::from_str_radix(&text, 8) {
            Ok(bits) if text.len() == 4 && bits <= 0o7777 => Ok(Self(bits)),
            _ => Err(format!("`{text}` is no mode of four octal digits")),
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

/// What makes an entry hold.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub enum Trigger {
    /// `always`: every NixOS machine.
    Always,
    /// A NixOS option. A boolean one when it is true; one ending in `<name>` for every attribute there.
    Nixos(OptionPattern),
    /// `home:programs.zoxide.enable`: a home-manager option of some user.
    Home(OptionPattern),
    /// `package:signal-desktop`: a package (its `pname`) in `environment.systemPackages`, `users.users.*.packages`
    /// or `home.packages`.
    Package(Box<str>),
    /// `flatpak:org.signal.Signal`: a declared Flatpak.
    Flatpak(Box<str>),
}

impl TryFrom<String> for Trigger {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Ok(match text.split_once(':') {
            None if text == "always" => Self::Always,
            None => Self::Nixos(OptionPattern::parse(&text)?),
            Some(("home", option)) => Self::Home(OptionPattern::parse(option)?),
            Some(("package", name)) if !name.is_empty() => Self::Package(name.into()),
            Some(("flatpak", id)) if !id.is_empty() => Self::Flatpak(id.into()),
            Some(_) => return Err(format!("`{text}` is no trigger")),
        })
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => f.write_str("always"),
            Self::Nixos(option) => write!(f, "{option}"),
            Self::Home(option) => write!(f, "home:{option}"),
            Self::Package(name) => write!(f, "package:{name}"),
            Self::Flatpak(id) => write!(f, "flatpak:{id}"),
        }
    }
}

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    /// Written by hand.
    #[default]
    Curated,
    /// Found by switching the option on and looking at what changed.
    Generated,
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
    /// The unit has `DynamicUser=`: the directory is really `/var/lib/private/…`.
    #[serde(default)]
    pub dynamic_user: bool,
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
    /// The file. A last component of `*` stands for every file of the directory.
    pub path: Template,
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

/// One file of `lints/state/*.toml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub(super) schema: u32,
    #[serde(default)]
    pub(super) entry: Vec<Entry>,
    #[serde(default)]
    pub(super) ignore: Vec<Ignored>,
    #[serde(default)]
    pub(super) avoid: Vec<Avoid>,
    #[serde(default)]
    pub(super) replaced: Vec<Replaced>,
    /// By the option of a generated entry.
    #[serde(default)]
    pub(super) loss: BTreeMap<String, Judgement>,
}

/// What is gone with the paths of a generated entry that nobody else speaks about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Judgement {
    pub(super) class: Loss,
    /// What the state really is, where systemd is told something else.
    pub(super) kind: Option<StateKind>,
    pub(super) note: Option<Box<str>>,
}

impl Judgement {
    /// Completes the entry. Its caches, logs and spools are what they are, and what is judged already stands.
    pub(super) fn complete(&self, entry: &mut Entry) {
        for fact in &mut entry.paths {
            if fact.kind.usual_loss() > Loss::Recreatable && fact.judged_loss.is_none() {
                fact.judged_loss = Some(self.class);
                fact.kind = self.kind.unwrap_or(fact.kind);
                fact.note = fact.note.take().or_else(|| self.note.clone());
            }
        }
    }
}

/// `lints/state/nixos-<release>.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Base {
    pub(super) schema: u32,
    pub(super) nixpkgs: Box<str>,
    pub(super) entries: Vec<Entry>,
}

/// Reads `x = "a"` and `x = ["a", "b"]` alike.
fn one_or_many<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
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
