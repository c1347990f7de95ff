//! `flake.lock`: which inputs a flake has, and how they are shared.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A parsed lock file (format versions 5 to 7).
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Lock {
    /// All nodes by name.
    #[serde(default)]
    pub nodes: BTreeMap<String, LockNode>,
    /// The name of the flake's own node.
    #[serde(default)]
    pub root: String,
}

/// One node: an input as it is locked, and its own inputs.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct LockNode {
    /// Its inputs by name.
    #[serde(default)]
    pub inputs: BTreeMap<String, InputRef>,
    /// The source that was locked. The root has none.
    pub locked: Option<Reference>,
    /// The source that was asked for.
    pub original: Option<Reference>,
    /// Whether it is a flake.
    #[serde(default = "yes")]
    pub flake: bool,
}

/// What an input refers to.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum InputRef {
    /// A node of this name.
    Node(String),
    /// `follows`: names of inputs to go through, from the root.
    Follows(Vec<String>),
}

/// A flake reference in the form of attributes.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Reference {
    /// `github`, `git`, `path`, `tarball`, `indirect`, …
    #[serde(rename = "type", default)]
    pub kind: String,
    /// Owner of a repository.
    pub owner: Option<String>,
    /// Name of a repository.
    pub repo: Option<String>,
    /// Name in the flake registry.
    pub id: Option<String>,
    /// Commit.
    pub rev: Option<String>,
    /// Branch or tag.
    #[serde(rename = "ref")]
    pub reference: Option<String>,
    /// Directory, for `path`.
    pub path: Option<String>,
    /// Address, for `git` and `tarball`.
    pub url: Option<String>,
    /// Directory of the flake in the source.
    pub dir: Option<String>,
    /// Hash of the source's contents: `sha256-…`.
    #[serde(rename = "narHash")]
    pub nar_hash: Option<String>,
    /// Committer date, seconds since 1970.
    #[serde(rename = "lastModified")]
    pub last_modified: Option<i64>,
    /// Number of commits.
    #[serde(rename = "revCount")]
    pub rev_count: Option<i64>,
}

fn yes() -> bool {
    true
}

impl Lock {
    /// Reads the text of a lock file.
    ///
    /// # Errors
    /// When it is not JSON of that form.
    pub(super) fn parse(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text)
    }

    /// The name of the node an input refers to; `None` when the lock file does not lead to one.
    #[must_use]
    pub(super) fn resolve(&self, input: &InputRef) -> Option<&str> {
        self.resolve_at(input, 0)
    }

    fn resolve_at(&self, input: &InputRef, depth: usize) -> Option<&str> {
        if depth > 32 {
            return None;
        }
        match input {
            InputRef::Node(name) => self.nodes.get_key_value(name).map(|(name, _)| name.as_str()),
            InputRef::Follows(path) => {
                let mut node =
                    self.nodes.get_key_value(&self.root).map(|(name, _)| name.as_str())?;
                for name in path {
                    node = self.resolve_at(self.nodes.get(node)?.inputs.get(name)?, depth + 1)?;
                }
                Some(node)
            }
        }
    }
}

impl Reference {
    /// Whether it is for those who have a key or this machine.
    #[must_use]
    pub(super) fn is_private(&self) -> bool {
        let private = |url: &String| {
            ["ssh:", "git+ssh:", "git@", "file:", "git+file:"]
                .iter()
                .any(|form| url.starts_with(form))
        };
        self.kind == "path" || self.url.as_ref().is_some_and(private)
    }

    /// `github:owner/repo` and the like: what two locks of the same source have in common.
    #[must_use]
    pub fn identity(&self) -> Option<String> {
        match (self.kind.as_str(), &self.owner, &self.repo, &self.url, &self.id) {
            (kind @ ("github" | "gitlab" | "sourcehut"), Some(owner), Some(repo), ..) => {
                Some(format!("{kind}:{owner}/{repo}"))
            }
            ("indirect", .., Some(id)) => Some(id.clone()),
            (_, _, _, Some(url), _) => Some(url_identity(url)),
            _ => None,
        }
    }
}

/// The identity of a flake reference as it is written in `flake.nix`: `github:owner/repo/branch?dir=x`.
#[must_use]
pub(super) fn url_identity(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or(url);
    let url = url.strip_prefix("git+").unwrap_or(url);
    for (prefix, kind) in [
        ("https://github.com/", "github"),
        ("https://api.github.com/repos/", "github"),
        ("https://codeload.github.com/", "github"),
        ("ssh://git@github.com/", "github"),
        ("git@github.com:", "github"),
        ("https://gitlab.com/", "gitlab"),
        ("github:", "github"),
        ("gitlab:", "gitlab"),
        ("sourcehut:", "sourcehut"),
    ] {
        if let Some(rest) = url.strip_prefix(prefix) {
            let mut parts = rest.split('/');
            if let (Some(owner), Some(repo)) = (parts.next(), parts.next()) {
                return format!("{kind}:{owner}/{}", repo.trim_end_matches(".git"));
            }
        }
    }
    // Channels of nixpkgs are served as tarballs.
    if url.contains("releases.nixos.org/")
        || url.contains("channels.nixos.org/")
        || url.contains("/nixpkgs/nixexprs.tar")
        || url.contains("nixos.org/channels/")
    {
        return "github:NixOS/nixpkgs".to_owned();
    }
    let hub = ["https://flakehub.com/f/", "https://api.flakehub.com/f/pinned/"];
    if let Some(rest) = hub.iter().find_map(|hub| url.strip_prefix(hub)) {
        let mut parts = rest.split('/');
        if let (Some(owner), Some(repo)) = (parts.next(), parts.next()) {
            // `nixpkgs-weekly` and the like are nixpkgs.
            let is_nixpkgs = owner == "DeterminateSystems" && repo.starts_with("nixpkgs-");
            let source = if is_nixpkgs { "NixOS/nixpkgs" } else { &format!("{owner}/{repo}") };
            return format!("github:{source}");
        }
    }
    url.to_owned()
}

/// The branch or tag that a flake reference asks for, and the commit.
#[must_use]
pub(super) fn url_version(url: &str) -> (Option<String>, Option<String>) {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let asked = |name: &str| {
        let value = query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
        value.map(str::to_owned)
    };
    let after_repository = || {
        let rest =
            ["github:", "gitlab:", "sourcehut:"].iter().find_map(|kind| path.strip_prefix(kind))?;
        rest.splitn(3, '/').nth(2).map(str::to_owned)
    };
    let channel = || {
        let mut parts = path.split('/');
        path.contains("nixos.org/").then(|| parts.find(|part| part.starts_with("nixos-")))?
    };
    let name = asked("ref").or_else(after_repository).or_else(|| channel().map(str::to_owned));
    let is_commit = |name: &String| name.len() == 40 && name.chars().all(|c| c.is_ascii_hexdigit());
    match name {
        Some(commit) if is_commit(&commit) => (None, Some(commit)),
        name => (name, asked("rev")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_go_through_inputs() {
        let lock = r#"{ "version": 7, "root": "root", "nodes": {
            "root": { "inputs": { "a": "a", "nixpkgs": "nixpkgs" } },
            "a": { "inputs": { "b": "b" }, "locked": { "type": "github", "owner": "o", "repo": "a" } },
            "b": { "inputs": { "nixpkgs": ["a", "pkgs"] } },
            "nixpkgs": { "locked": { "type": "github", "owner": "NixOS", "repo": "nixpkgs", "lastModified": 5 } }
        } }"#;
        let lock = Lock::parse(lock).unwrap();
        assert_eq!(lock.resolve(&InputRef::Follows(vec!["a".into(), "b".into()])), Some("b"));
        assert_eq!(lock.resolve(&InputRef::Follows(vec!["nixpkgs".into()])), Some("nixpkgs"));
        assert_eq!(lock.resolve(&lock.nodes["b"].inputs["nixpkgs"]), None);
    }

    #[test]
    fn identities() {
        assert_eq!(url_identity("github:NixOS/nixpkgs/nixos-unstable"), "github:NixOS/nixpkgs");
        assert_eq!(url_identity("git+https://github.com/a/b.git?ref=main"), "github:a/b");
        assert_eq!(
            url_identity("https://flakehub.com/f/Mic92/sops-nix/0.1.*"),
            "github:Mic92/sops-nix"
        );
        let pinned = "https://api.flakehub.com/f/pinned/DeterminateSystems/nixpkgs-weekly/0.1.1/0/source.tar.gz";
        assert_eq!(url_identity(pinned), "github:NixOS/nixpkgs");
    }
}
