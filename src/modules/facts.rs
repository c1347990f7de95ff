//! Plain data read from an evaluated configuration.
//!
//! The layer above says what it wants with a [`Shape`]; the answer is a tree of [`Node`]s of the same form. A part
//! that could not be computed is [`Plain::Unknown`] where it stands, and nothing around it is lost.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{diagnostic::Diagnostic, eval::Reads, source::Span};

/// How the facts of a host were evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// The real module system of the nixpkgs on disk.
    Full,
    /// The native module system: nixpkgs is not on disk.
    Offline,
    /// The real Nix.
    Nix,
}

impl Mode {
    /// Whether nixpkgs took part, so that what it sets is in the facts.
    #[must_use]
    pub const fn has_nixpkgs(self) -> bool {
        matches!(self, Self::Full | Self::Nix)
    }

    /// The word used in every output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Offline => "offline",
            Self::Nix => "nix",
        }
    }
}

/// Begins the reason of a package that is unknown because there is no nixpkgs; the name it was chosen by follows.
pub const PACKAGES: &str = "pkgs.";

/// `prismlauncher` of `prismlauncher-9.4`, as `builtins.parseDrvName` has it.
#[must_use]
pub fn without_version(name: &str) -> &str {
    let version = name
        .match_indices('-')
        .find(|(at, _)| name[at + 1..].chars().next().is_some_and(|c| !c.is_alphabetic()));
    version.map_or(name, |(at, _)| &name[..at])
}

/// What to read of a value, and how deep.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Everything below, to a bounded depth.
    Deep,
    /// A single value: a set or list below it is not entered (it becomes an empty, incomplete one).
    Scalar,
    /// A set of which only these attributes are read; those it lacks are left out.
    Fields(&'static [(&'static str, Shape)]),
    /// Every attribute of a set, or every element of a list, in this shape.
    Each(&'static Shape),
    /// The attributes that are written in the project in the first shape, the others in the second.
    Own(&'static Shape, &'static Shape),
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Plain,
    /// Where the value was written. `None` when no file of the run made it.
    pub span: Option<Span>,
}

/// A plain value.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A string; a derivation reads as the string it is coerced to.
    String(Arc<str>),
    /// A path of Nix. What it leads to is copied to the store where it becomes a part of the system.
    Path(Arc<str>),
    /// A list.
    List(List),
    /// A set.
    Attrs(Attrs),
    /// A function.
    Function,
    /// A value that cannot be computed.
    Unknown(Unknown),
}

/// A list; without `complete` it may have more elements.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct List {
    /// The known elements, in order.
    pub items: Vec<Node>,
    /// Whether these are all.
    pub complete: bool,
}

/// A set; without `complete` it may have more attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attrs {
    /// The known attributes.
    pub entries: BTreeMap<Arc<str>, Attr>,
    /// Whether these are all.
    pub complete: bool,
}

/// An attribute: its value, and where its name was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Attr {
    /// The value.
    pub node: Node,
    /// Where the name was written first.
    pub name: Option<Span>,
}

/// Why a value is not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unknown {
    /// One phrase: "input `secrets` is not on disk".
    pub reason: Arc<str>,
    /// The parts of a string that are known, with `«?»` for the rest.
    pub partial: Option<Arc<str>>,
    /// A value that may hold: it was defined under a condition that is not known.
    pub may: Option<Box<Node>>,
}

impl Node {
    /// An unknown value.
    #[must_use]
    pub fn unknown(reason: impl Into<Arc<str>>) -> Self {
        Self {
            value: Plain::Unknown(Unknown { reason: reason.into(), ..Unknown::default() }),
            span: None,
        }
    }

    /// The attribute at a path of names, when every set on the way has it.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.attr(name).map(|attr| &attr.node))
    }

    /// Says that the set at a path may have more attributes. `false` when there is none.
    pub(super) fn open_at(&mut self, path: &[&str]) -> bool {
        let Plain::Attrs(attrs) = &mut self.value else { return false };
        match path.split_first() {
            None => attrs.complete = false,
            Some((name, rest)) => {
                return attrs.entries.get_mut(*name).is_some_and(|attr| attr.node.open_at(rest));
            }
        }
        true
    }

    /// The attribute of that name.
    #[must_use]
    pub fn attr(&self, name: &str) -> Option<&Attr> {
        match &self.value {
            Plain::Attrs(attrs) => attrs.entries.get(name),
            _ => None,
        }
    }
}

/// Which option made a fact, and which one made that, up to what the user wrote.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chain {
    /// From the fact to its cause.
    pub links: Vec<Link>,
    /// The line of the project that set the last of them. `None` when NixOS itself did.
    pub span: Option<Span>,
}

impl Chain {
    /// From the cause to the fact, in words. `None` when the user set the very option.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let mut links = self.links.iter().rev();
        let mut text = format!("`{}`", links.next()?.option);
        let mut joined = false;
        for link in links {
            let which = if joined { ", which" } else { "" };
            text.push_str(&format!("{which} turned on `{}`", link.option));
            if let Some(module) = &link.module {
                text.push_str(&format!(" ({module})"));
            }
            joined = true;
        }
        joined.then_some(text)
    }
}

/// One option of a [`Chain`].
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Such as `services.postgresql.enable`.
    pub option: Arc<str>,
    /// The module that sets it, as people call it: `nixos/modules/services/web-apps/immich.nix`. `None` for a file of the
    /// project.
    pub module: Option<Arc<str>>,
}

/// An import of one module by another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The file that imports; `None` for the list of modules the host is made of.
    pub from: Option<PathBuf>,
    /// The file that is imported.
    pub to: PathBuf,
    /// Where it is imported.
    pub span: Option<Span>,
}

/// One locked input of the flake, as `flake.lock` names it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LockedInput {
    /// `owner` of the locked reference, when it has one.
    pub owner: Option<String>,
    /// `repo` of the locked reference, when it has one.
    pub repo: Option<String>,
    /// The commit.
    pub rev: Option<String>,
    /// Committer date, seconds since 1970.
    pub last_modified: Option<i64>,
    /// Branch or tag that was asked for.
    pub reference: Option<String>,
}

/// A home of `homeConfigurations`.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnHome {
    /// Its name there: `ann@web`.
    pub name: String,
    /// Whose it is.
    pub user: String,
    /// Where it is defined.
    pub span: Option<Span>,
}

/// An option that no module declares which could be read, and the paths that are collected in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeclared {
    /// `environment.keep`
    pub option: String,
    /// The paths, sorted.
    pub paths: Vec<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// What joins the names of an option's path that leads to a [`Chain`]; no name has it.
pub const PATH_SEPARATOR: &str = "\0";

/// What is wanted of a host.
pub trait Wanted: Sync {
    /// The options to read when it is evaluated in a mode.
    fn shape(&self, mode: Mode) -> &'static Shape;
    /// Of what was read, the paths whose [`Chain`] is asked for.
    fn chains(&self, facts: &HostFacts) -> Vec<Vec<String>>;
}

/// One host as it was evaluated.
#[derive(Clone, Debug)]
pub struct HostFacts {
    /// `nixosConfigurations.<name>`, or the file's stem.
    pub name: String,
    /// How it was evaluated.
    pub mode: Mode,
    /// The file that holds the host.
    pub entry: PathBuf,
    /// Where the host is defined.
    pub span: Option<Span>,
    /// The configuration, in the shape that was asked for.
    pub config: Node,
    /// Why the facts that were asked about are as they are, by the path of their option joined with [`PATH_SEPARATOR`].
    pub chains: BTreeMap<String, Chain>,
    /// Which file of the project imports which, sorted.
    pub imports: Vec<Import>,
    /// Whether all modules are known; without, no definition's absence is certain.
    pub complete: bool,
    /// Why a module is left out that may define services and users, but keeps nothing.
    pub left_out: Option<String>,
    /// Options of modules that are not on disk and seem to keep nothing, where paths are written.
    pub undeclared: Vec<Undeclared>,
    /// Homes of its users that home-manager makes on its own, and that may keep something.
    pub homes: Vec<OwnHome>,
    /// The packages to which overlays give a home of their own.
    pub wrapped: Vec<String>,
    /// The texts of scripts that the configuration names by their path in the store.
    pub scripts: BTreeMap<Arc<str>, Arc<str>>,
    /// The locked inputs of the flake, by name at the root.
    pub inputs: BTreeMap<String, LockedInput>,
    /// The NixOS release of its nixpkgs, such as `26.11`, when known.
    pub release: Option<String>,
    /// What could not be computed, with where.
    pub unknown: Vec<(String, Option<Span>)>,
    /// Errors of evaluation that concern the host.
    pub errors: Vec<Diagnostic>,
    /// What its evaluation looked at, when that was to be written down.
    pub reads: Reads,
}

impl HostFacts {
    /// A host of which nothing is known yet.
    #[must_use]
    pub fn unknown(name: &str, mode: Mode, entry: &Path) -> Self {
        Self {
            name: name.to_owned(),
            mode,
            entry: entry.to_owned(),
            span: None,
            config: Node::unknown("the host was not evaluated"),
            complete: true,
            left_out: None,
            undeclared: Vec::new(),
            homes: Vec::new(),
            wrapped: Vec::new(),
            scripts: BTreeMap::new(),
            inputs: BTreeMap::new(),
            release: None,
            unknown: Vec::new(),
            errors: Vec::new(),
            chains: BTreeMap::new(),
            imports: Vec::new(),
            reads: Reads::default(),
        }
    }
}
