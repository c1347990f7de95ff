//! systemd services and the directories systemd keeps for them.

use super::{
    fact::{Fact, Set},
    path,
};
use crate::source::Span;

/// One service of `systemd.services`.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Name without `.service`.
    pub name: String,
    /// `enable`
    pub enable: Fact<bool>,
    /// `DynamicUser`
    pub dynamic_user: Fact<bool>,
    /// `User`; `None` is root.
    pub user: Fact<Option<String>>,
    /// `Group`
    pub group: Fact<Option<String>>,
    /// Directories systemd makes for it.
    pub directories: Vec<UnitDirectory>,
    /// The kinds of directories of which the project itself says which there are, be it none.
    pub own_kinds: Vec<DirectoryKind>,
    /// `unitConfig.ConditionFirstBoot`; with nixpkgs it is only asked of units that are written in the project.
    pub first_boot: Fact<bool>,
    /// The units that it names in `requires`, `requisite`, `bindsTo`, `wants` and `after`, as far as they are known; with
    /// nixpkgs only of units that are written in the project.
    pub needs: Vec<String>,
    /// What it runs when it stops, as far as it is known.
    pub stop: String,
    /// `BindPaths`: a path as the unit sees it, and where that really is.
    pub binds: Set<(String, String)>,
    /// What it runs, where the project itself says so.
    pub own_command: Option<Fact<String>>,
    /// Whether it was defined under a condition that is not known.
    pub may: bool,
    /// Where it was written.
    pub span: Option<Span>,
}

impl Unit {
    /// Where a path is for the unit; `None` when that is not known.
    #[must_use]
    pub fn real_path(&self, place: &str) -> Option<String> {
        self.bound(place).or_else(|| self.binds.is_complete().then(|| place.to_owned()))
    }

    /// Where one of its binds leads a path to; what other binds are there does not matter then.
    #[must_use]
    pub fn bound(&self, place: &str) -> Option<String> {
        let covering = |(inside, _): &&(String, String)| path::is_at_or_below(place, inside);
        let bind = self.binds.iter().filter(covering).max_by_key(|(inside, _)| inside.len());
        bind.map(|(inside, outside)| {
            let rest = path::rest(place, inside).unwrap_or_default();
            path::normalize(&format!("{outside}{rest}"))
        })
    }

    /// Whether it may keep its state elsewhere than nixpkgs says, because it runs another command than that of nixpkgs.
    #[must_use]
    pub fn may_keep_elsewhere(&self, place: &str) -> bool {
        let names =
            |command: &Fact<String>| command.known().is_some_and(|text| text.contains(place));
        self.own_command.as_ref().is_some_and(|command| !names(command))
    }
}

/// One directory of `StateDirectory=` and its like.
#[derive(Clone, Debug)]
pub struct UnitDirectory {
    /// Which of the settings.
    pub kind: DirectoryKind,
    /// Below the base of the kind, such as `forgejo` or `postgresql/17`.
    pub name: String,
    /// `StateDirectoryMode=` and its like.
    pub mode: Fact<Option<String>>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// Which of systemd's directories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DirectoryKind {
    /// `StateDirectory=`
    State,
    /// `CacheDirectory=`
    Cache,
    /// `LogsDirectory=`
    Logs,
    /// `ConfigurationDirectory=`
    Configuration,
}

impl DirectoryKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::State, Self::Cache, Self::Logs, Self::Configuration];

    /// The setting.
    #[must_use]
    pub const fn setting(self) -> &'static str {
        match self {
            Self::State => "StateDirectory",
            Self::Cache => "CacheDirectory",
            Self::Logs => "LogsDirectory",
            Self::Configuration => "ConfigurationDirectory",
        }
    }

    /// The setting of the mode.
    #[must_use]
    pub const fn mode_setting(self) -> &'static str {
        match self {
            Self::State => "StateDirectoryMode",
            Self::Cache => "CacheDirectoryMode",
            Self::Logs => "LogsDirectoryMode",
            Self::Configuration => "ConfigurationDirectoryMode",
        }
    }

    /// Where the directories of the kind are.
    #[must_use]
    pub const fn base(self) -> &'static str {
        match self {
            Self::State => "/var/lib",
            Self::Cache => "/var/cache",
            Self::Logs => "/var/log",
            Self::Configuration => "/etc",
        }
    }
}

impl UnitDirectory {
    /// Where the data is. Of a service with a dynamic user, systemd keeps it in `private` and makes a link.
    #[must_use]
    pub fn path(&self, dynamic_user: bool) -> String {
        let private = dynamic_user && self.kind != DirectoryKind::Configuration;
        format!("{}{}/{}", self.kind.base(), if private { "/private" } else { "" }, self.name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::model::testing::host;

    #[test]
    fn paths_as_the_unit_sees_them() {
        let unit = |binds: serde_json::Value| {
            let service = json!({ "serviceConfig": { "BindPaths": binds } });
            let host = host(json!({ "systemd": { "services": { "a": service } } }));
            host.units.items[0].real_path("/var/lib/a/b")
        };
        let real = |path: &str| Some(path.to_owned());
        assert_eq!(unit(json!("/keep/a:/var/lib/a")), real("/keep/a/b"));
        assert_eq!(unit(json!(["-/keep/a:/var/lib/a:rbind /srv/x"])), real("/keep/a/b"));
        assert_eq!(unit(json!(["/keep/ab:/var/lib/ab"])), real("/var/lib/a/b"));
        assert_eq!(unit(json!({ "?": "x" })), None);
        assert_eq!(unit(json!([{ "?": "x" }, "/keep/a:/var/lib/a"])), real("/keep/a/b"));
        assert_eq!(unit(json!([{ "?": "x" }, "/keep/c:/var/lib/c"])), None);
    }
}
