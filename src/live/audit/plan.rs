//! What an audit does where: a tree of the paths about which something is known, made before the walk.
//!
//! The walk goes down this tree and the one on the disk side by side, so that a path is compared part by part and once: `/var/lib/foo` says nothing of
//! `/var/lib/foobar`. Where the tree ends, what was known last holds.

use std::{
    os::unix::ffi::OsStrExt as _,
    path::{Component, Path},
};

use rustc_hash::FxHashMap;

use crate::{
    live::{Configured, Mounts},
    model::{
        Certainty, StateKind,
        knowledge::{Ignored, Knowledge, Template},
        path,
    },
};

/// A place in a [`Plan`].
pub(super) type NodeId = u32;

/// What is known of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    /// A directory that holds what belongs to many: each thing in it is looked at by itself.
    Shared,
    /// Not worth a word: it is volatile, a cache, or NixOS makes it.
    Worthless,
    /// What a service or a program keeps: an index of [`Configured::state`].
    State(u32),
    /// Something may be kept there that is not known.
    Unclear,
    /// An entry says it is kept, but nothing is mounted there: an index of [`Configured::entries`].
    Pending(u32),
    /// It is kept.
    Kept,
}

#[derive(Debug, Default)]
struct Node {
    children: FxHashMap<Box<[u8]>, NodeId>,
    /// The children that have no name of their own here: homes.
    any: Option<NodeId>,
    what: Option<What>,
    /// A filesystem is mounted there.
    mounted: bool,
    /// Whether something below is kept, or would be.
    holds_kept: bool,
    /// Whether anything is known below.
    holds_any: bool,
}

/// Paths and what is known of them.
#[derive(Debug)]
pub(super) struct Plan {
    nodes: Vec<Node>,
}

/// Directories of the system in which services and people keep things side by side.
const SHARED: [&str; 24] = [
    "/",
    "/etc",
    "/etc/ssh",
    "/etc/systemd",
    "/home",
    "/media",
    "/mnt",
    "/opt",
    "/root",
    "/srv",
    "/usr",
    "/usr/local",
    "/var",
    "/var/cache",
    "/var/cache/private",
    "/var/db",
    "/var/lib",
    "/var/lib/private",
    "/var/lib/systemd",
    "/var/log",
    "/var/log/private",
    "/var/spool",
    "/var/www",
    "/.rw-etc/upper",
];

/// The same of a home.
const SHARED_IN_HOME: [&str; 6] =
    ["", ".config", ".local", ".local/share", ".local/state", ".var/app"];

/// What every machine makes anew, or can do without.
const WORTHLESS: [&str; 4] = ["/var/cache", "/var/tmp", "/boot", "/lost+found"];

impl Plan {
    /// What is known of a machine. With `mounts`, what is mounted decides whether an entry is in effect; without, for a root that
    /// does not run, the configuration does. Mount points are those of the root.
    pub(super) fn new(configured: &Configured, mounts: &Mounts, runs: bool) -> Self {
        let mut plan = Self { nodes: vec![Node::default()] };
        let knowledge = Knowledge::shipped();
        for directory in SHARED {
            plan.set(directory, What::Shared);
        }
        let homes = configured.accounts.iter().filter(|account| account.normal);
        plan.home(knowledge, any_home);
        for home in homes.map(|account| account.home.as_str()).chain(["/root"]) {
            plan.mark(home, false);
            plan.home(knowledge, |plan| plan.node(home));
        }
        for directory in WORTHLESS {
            plan.set(directory, What::Worthless);
        }
        for ignored in knowledge.all_ignored().iter().filter(|ignored| is_meant(ignored)) {
            plan.set(&ignored.path, What::Worthless);
        }
        for made in knowledge
            .made()
            .iter()
            .map(|made| &*made.path)
            .chain(configured.made.iter().map(String::as_str))
        {
            plan.set(made, What::Worthless);
        }
        let state = (0..).zip(&configured.state);
        for (index, state) in state.filter(|(_, state)| !path::is_volatile(&state.path)) {
            let what = match state.kind {
                StateKind::Cache => What::Worthless,
                _ => What::State(index),
            };
            plan.set(&state.path, what);
        }
        for (index, entry) in (0..).zip(&configured.entries) {
            let by_mount =
                entry.source.is_module() || entry.source == crate::model::Source::BindMount;
            let what = if runs && by_mount { What::Pending(index) } else { What::Kept };
            plan.set(&entry.path, what);
        }
        if !runs {
            for storage in configured.storages() {
                plan.set(storage, What::Kept);
            }
            for unclear in configured.unclear.iter().filter(|unclear| unclear.path != "/") {
                plan.set(&unclear.path, What::Unclear);
            }
            let lasting =
                configured.mounts.iter().filter(|mount| mount.ephemeral != Certainty::Yes);
            for mount in lasting.filter(|mount| mount.path != "/") {
                plan.set(&mount.path, What::Kept);
            }
        }
        for pattern in &configured.ignored {
            // The directories on the way to what is ignored are looked at one by one.
            let fixed = pattern.split(['*', '?', '[', '{']).next().unwrap_or_default();
            if fixed.len() < pattern.len() {
                let directory = path::parent(fixed);
                plan.mark(directory, true);
                let node = plan.node(directory);
                plan.nodes[node as usize].holds_any = true;
                plan.nodes[node as usize].holds_kept = true;
            } else {
                plan.set(pattern, What::Kept);
            }
        }
        for mount in configured.mounts.iter().filter(|mount| mount.path != "/") {
            plan.mark(&mount.path, true);
        }
        for mount in mounts.iter().filter(|mount| mount.point != Path::new("/")) {
            let node = plan.node_of(&mount.point);
            plan.nodes[node as usize].mounted = true;
        }
        plan
    }

    /// What is known of homes in general, at each place that `find` makes.
    fn home(&mut self, knowledge: &Knowledge, find: impl Fn(&mut Self) -> NodeId) {
        let home = find(self);
        for directory in SHARED_IN_HOME {
            self.set_below(home, directory, What::Shared);
        }
        for avoid in knowledge.avoid().iter().filter(|avoid| avoid.when.is_empty()) {
            if let Some(rest) = in_home(&avoid.path) {
                self.set_below(home, &rest, What::Worthless);
            }
        }
    }

    fn set(&mut self, path: &str, what: What) {
        let node = self.node(path);
        self.raise(node, what);
        self.mark(path, what >= What::Unclear);
    }

    fn set_below(&mut self, node: NodeId, rest: &str, what: What) {
        let mut at = node;
        for part in rest.split('/').filter(|part| !part.is_empty()) {
            self.nodes[at as usize].holds_any = true;
            at = self.child_or_new(at, part.as_bytes());
        }
        self.raise(at, what);
    }

    /// What is more certain stays.
    fn raise(&mut self, node: NodeId, what: What) {
        let old = &mut self.nodes[node as usize].what;
        *old = (*old).max(Some(what));
    }

    /// Tells the directories above a path what is below them.
    fn mark(&mut self, path: &str, kept: bool) {
        let mut at = 0;
        for part in path.split('/').filter(|part| !part.is_empty()) {
            let node = &mut self.nodes[at as usize];
            node.holds_any = true;
            node.holds_kept |= kept;
            at = self.child_or_new(at, part.as_bytes());
        }
    }

    fn node(&mut self, path: &str) -> NodeId {
        path.split('/')
            .filter(|part| !part.is_empty())
            .fold(0, |at, part| self.child_or_new(at, part.as_bytes()))
    }

    fn node_of(&mut self, path: &Path) -> NodeId {
        path.components().fold(0, |at, part| match part {
            Component::Normal(name) => self.child_or_new(at, name.as_bytes()),
            _ => at,
        })
    }

    fn child_or_new(&mut self, node: NodeId, name: &[u8]) -> NodeId {
        if let Some(child) = self.nodes[node as usize].children.get(name) {
            return *child;
        }
        let child = NodeId::try_from(self.nodes.len()).unwrap_or(NodeId::MAX);
        self.nodes.push(Node::default());
        self.nodes[node as usize].children.insert(name.into(), child);
        child
    }

    /// The place of a path, when something is known there or below.
    pub(super) fn find(&self, path: &Path) -> Option<NodeId> {
        path.components().try_fold(0, |at, part| match part {
            Component::Normal(name) => self.child(at, name.as_bytes()),
            _ => Some(at),
        })
    }

    /// The place of a name in a directory, when something is known there or below.
    pub(super) fn child(&self, node: NodeId, name: &[u8]) -> Option<NodeId> {
        let node = &self.nodes[node as usize];
        node.children.get(name).copied().or(node.any)
    }

    /// What is known of exactly this path.
    pub(super) fn what(&self, node: NodeId) -> Option<What> {
        self.nodes[node as usize].what
    }

    /// Whether a filesystem is mounted there.
    pub(super) fn is_mounted(&self, node: NodeId) -> bool {
        self.nodes[node as usize].mounted
    }

    /// Whether something below is kept, or would be: then the directory as a whole is no entry to add.
    pub(super) fn holds_kept(&self, node: NodeId) -> bool {
        self.nodes[node as usize].holds_kept
    }

    /// Whether anything is known below.
    pub(super) fn holds_any(&self, node: NodeId) -> bool {
        self.nodes[node as usize].holds_any
    }
}

/// The place that stands for each home in `/home`.
fn any_home(plan: &mut Plan) -> NodeId {
    let parent = plan.node("/home");
    if let Some(any) = plan.nodes[parent as usize].any {
        return any;
    }
    let any = NodeId::try_from(plan.nodes.len()).unwrap_or(NodeId::MAX);
    plan.nodes.push(Node::default());
    plan.nodes[parent as usize].any = Some(any);
    any
}

/// Directories whose absence from a configuration says nothing, but in which people do keep things.
fn is_meant(ignored: &Ignored) -> bool {
    !path::is_at_or_below(&ignored.path, "/root") && !SHARED.contains(&&*ignored.path)
}

fn in_home(template: &Template) -> Option<String> {
    template.plain()?.strip_prefix("~/").map(str::to_owned)
}
