//! Every path that a configuration says it keeps something in: what the generated knowledge is made from.

use super::{View, tmpfiles, units, users};
use crate::{
    model::{
        Set, StateKind,
        knowledge::{Knowledge, Source},
        path,
    },
    modules::facts::HostFacts,
};

/// One path, and what is said about it.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::model) struct Observed {
    /// Absolute; for a dynamic user the one without `private`.
    pub path: String,
    /// What is in it.
    pub kind: StateKind,
    /// What makes it.
    pub source: Source,
    /// Owner, when it is not root.
    pub owner: Option<String>,
    /// Group, when it is not root.
    pub group: Option<String>,
    /// Four octal digits.
    pub mode: Option<String>,
    /// Whether its unit has a dynamic user.
    pub dynamic_user: bool,
}

/// The paths of a configuration, children folded into their parents.
#[must_use]
pub(in crate::model) fn observe(facts: &HostFacts) -> Vec<Observed> {
    let config = View::root(facts);
    let (users, _) = users::read(config);
    let mut found = Vec::new();
    for unit in units::read(config).items.iter().filter(|unit| !unit.enable.is(&false)) {
        let dynamic = unit.dynamic_user.is(&true);
        let owner = unit.user.some().cloned();
        let group = unit.group.some().cloned().or_else(|| {
            let user = users.iter().find(|user| Some(&user.name) == owner.as_ref())?;
            user.group.some().cloned()
        });
        // What is below `/etc` is made from the configuration.
        let kept = unit
            .directories
            .iter()
            .filter(|directory| directory.kind != crate::model::DirectoryKind::Configuration);
        found.extend(kept.map(|directory| Observed {
            path: path::normalize(directory.path(false).trim_end_matches(';')),
            kind: match directory.kind {
                crate::model::DirectoryKind::State => StateKind::State,
                crate::model::DirectoryKind::Cache => StateKind::Cache,
                crate::model::DirectoryKind::Logs => StateKind::Log,
                crate::model::DirectoryKind::Configuration => StateKind::Config,
            },
            source: Source::StateDirectory,
            owner: owner.clone(),
            group: group.clone(),
            mode: directory.mode.some().cloned(),
            dynamic_user: dynamic,
        }));
    }
    let mut lacks = Set::<()>::complete(Vec::new());
    for rule in tmpfiles::rules(config, &mut lacks) {
        if rule.kind.starts_with(['d', 'D', 'v', 'q', 'Q', 'f', 'C']) && !rule.path.contains('%') {
            let place = path::normalize(&rule.path);
            found.push(Observed {
                kind: kind_of(&place),
                path: place,
                source: Source::Tmpfiles,
                owner: rule.user,
                group: rule.group,
                mode: rule.mode,
                dynamic_user: false,
            });
        }
    }
    for user in users.iter().filter(|user| user.create_home.is(&true)) {
        if let Some(home) = user.home.some().filter(|_| !user.normal.is(&true)) {
            found.push(Observed {
                path: path::normalize(home),
                kind: StateKind::State,
                source: Source::CreateHome,
                owner: Some(user.name.clone()),
                group: user.group.some().cloned(),
                mode: Some("0700".to_owned()),
                dynamic_user: false,
            });
        }
    }
    for (text, source) in texts(config) {
        let areas = if source == Source::Sandbox { WRITTEN_AREAS } else { AREAS };
        found.extend(paths_in(text, areas).map(|place| Observed {
            kind: kind_of(&place),
            path: place,
            source,
            owner: None,
            group: None,
            mode: None,
            dynamic_user: false,
        }));
    }
    fold(found)
}

/// Command lines, scripts and variables of units.
fn texts(config: View<'_>) -> Vec<(&str, Source)> {
    let mut lacks = Set::<()>::complete(Vec::new());
    let mut found = Vec::new();
    for (_, unit) in config.at(&["systemd", "services"]).attrs(&mut lacks) {
        let service = unit.get("serviceConfig");
        for (view, source) in [
            (service.get("ReadWritePaths"), Source::Sandbox),
            (service.get("BindPaths"), Source::Sandbox),
            (service.get("WorkingDirectory"), Source::Sandbox),
            (service.get("ExecStartPre"), Source::Script),
            (service.get("ExecStart"), Source::Exec),
            (unit.get("preStart"), Source::Script),
            (unit.get("script"), Source::Script),
        ] {
            found.extend(view.text().map(|text| (text, source)));
            found.extend(
                view.items(&mut lacks).into_iter().filter_map(|item| Some((item.text()?, source))),
            );
        }
        let variables = unit.get("environment").attrs(&mut lacks);
        found.extend(
            variables.into_iter().filter_map(|(_, view)| Some((view.text()?, Source::Env))),
        );
    }
    found
}

/// Where a text is searched for places: what is below is known to be state, or for `/etc` only where a unit may write.
const AREAS: &[&str] = &["/var/", "/srv/"];
const WRITTEN_AREAS: &[&str] = &["/var/", "/srv/", "/etc/"];

/// The places in these areas that a text names.
fn paths_in<'t>(text: &'t str, areas: &'static [&str]) -> impl Iterator<Item = String> + 't {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    let found = areas.iter().flat_map(move |area| text.match_indices(*area));
    found.filter_map(move |(at, _)| {
        // In the middle of a longer path it is another one.
        if text[..at].ends_with(is_part) {
            return None;
        }
        let rest = &text[at..];
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let whole = !rest[end..].starts_with(['$', '%', '{']);
        let place = path::normalize(rest[..end].trim_end_matches('.'));
        (whole && is_deep(&place)).then_some(place)
    })
}

/// Whether a path is more than a directory that every machine has: `/var/lib/x`, `/var/cron`, `/srv/x`.
fn is_deep(place: &str) -> bool {
    let mut names = place.split('/').skip(1);
    match (names.next(), names.next(), names.next()) {
        (Some("var"), Some("lib" | "cache" | "log" | "spool" | "db" | "opt" | "backup"), third) => {
            third.is_some()
        }
        (Some("var"), Some("empty" | "run" | "lock" | "tmp" | "setuid-wrappers"), _) => false,
        (Some("var" | "srv" | "etc"), second, _) => second.is_some(),
        _ => false,
    }
}

fn kind_of(place: &str) -> StateKind {
    match place.split('/').nth(2) {
        Some("cache") => StateKind::Cache,
        Some("log") => StateKind::Log,
        Some("spool") => StateKind::Spool,
        _ if path::is_at_or_below(place, "/etc") => StateKind::Config,
        _ => StateKind::State,
    }
}

/// One record for a place: that of the best source, with children folded in.
fn fold(mut found: Vec<Observed>) -> Vec<Observed> {
    let known = Knowledge::shipped();
    let keeps = |item: &Observed| {
        is_deep(&item.path) && !path::is_volatile(&item.path) && known.ignored(&item.path).is_none()
    };
    found.retain(keeps);
    let rank = |source: Source| match source {
        Source::StateDirectory => 0,
        Source::Tmpfiles => 1,
        Source::CreateHome => 2,
        Source::Sandbox => 3,
        Source::Script => 4,
        Source::Exec => 5,
        _ => 6,
    };
    found.sort_by(|a, b| (&a.path, rank(a.source)).cmp(&(&b.path, rank(b.source))));
    let mut folded: Vec<Observed> = Vec::new();
    for item in found {
        match folded.iter_mut().find(|other| path::is_at_or_below(&item.path, &other.path)) {
            Some(other) => {
                other.dynamic_user |= item.dynamic_user && item.path == other.path;
                if other.owner.is_none() && item.path == other.path {
                    (other.owner, other.group) = (item.owner, item.group);
                }
            }
            None => folded.push(item),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::{AREAS, paths_in};

    #[test]
    fn places_in_a_text() {
        let found = |text: &str| paths_in(text, AREAS).collect::<Vec<_>>();
        assert_eq!(found("mkdir -p /var/lib/a/b; x=/nix/store/x/var/lib/c"), ["/var/lib/a/b"]);
        assert_eq!(found("cp -r /var/lib/$name /srv/www."), ["/srv/www"]);
        assert_eq!(found("--dir=/var/lib/a/${x}"), [] as [&str; 0]);
        assert_eq!(found("cd /var/cron; ls /var/lib /var/run/x"), ["/var/cron"]);
    }
}
