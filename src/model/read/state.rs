//! Where enabled things keep state: directories of units, homes.

use super::View;
use crate::model::{
    Certainty, DirectoryKind, Fact, Host, Loss, Set, StateKind, StatePath, Unit, UnitDirectory,
    path,
};

pub(super) fn read(_config: View<'_>, host: &mut Host) {
    let mut state = Set { items: Vec::new(), missing: host.units.missing.clone() };
    for unit in &host.units {
        for directory in &unit.directories {
            state.items.extend(of_unit(unit, directory, host));
        }
    }
    for user in &host.users {
        if let (true, Some(true), Some(home)) =
            (user.enable.is(&true), user.create_home.known(), user.home.some())
        {
            state.items.push(StatePath {
                path: path::normalize(home),
                owner: format!("users.users.{}", user.name),
                unit: None,
                kind: StateKind::State,
                user: Fact::of_default(Some(user.name.clone())),
                group: user.group.clone(),
                mode: Fact::of_default(Some("0700".to_owned())),
                dynamic_user: Fact::of_default(false),
                loss: Loss::Data,
                curated: false,
                consequence: None,
                span: user.span,
                kept: Certainty::Unknown,
                kept_by: None,
            });
        }
    }
    state.items.sort_by(|a, b| (&a.path, &a.owner, &a.unit).cmp(&(&b.path, &b.owner, &b.unit)));
    for item in &mut state.items {
        let kept = host.kept(&item.path);
        (item.kept, item.kept_by) = (kept.certainty, kept.by());
    }
    host.state = state;
}

fn of_unit(unit: &Unit, directory: &UnitDirectory, host: &Host) -> Option<StatePath> {
    if !unit.enable.is(&true) {
        return None;
    }
    let dynamic = unit.dynamic_user.known()?;
    let (kind, loss) = match directory.kind {
        DirectoryKind::State => (StateKind::State, Loss::Data),
        DirectoryKind::Cache => (StateKind::Cache, Loss::Recreatable),
        DirectoryKind::Logs => (StateKind::Log, Loss::Cosmetic),
        DirectoryKind::Configuration => (StateKind::Config, Loss::Data),
    };
    let (owner, span) = owner(unit, host);
    let root = || Some("root".to_owned());
    let or_root = |fact: &Fact<Option<String>>| fact.clone().map(|name| name.or_else(root));
    let mode = directory.mode.clone();
    Some(StatePath {
        path: path::normalize(&directory.path(*dynamic)),
        owner,
        unit: Some(format!("{}.service", unit.name)),
        kind,
        user: if *dynamic { unit.user.clone() } else { or_root(&unit.user) },
        group: if *dynamic || unit.group.some().is_some() {
            unit.group.clone()
        } else {
            group(unit, host)
        },
        mode,
        dynamic_user: unit.dynamic_user.clone(),
        loss,
        curated: false,
        consequence: None,
        span: span.or(directory.span).or(unit.span),
        kept: Certainty::Unknown,
        kept_by: None,
    })
}

/// systemd's default: the primary group of the user.
fn group(unit: &Unit, host: &Host) -> Fact<Option<String>> {
    match unit.user.known() {
        Some(None) => Fact::of_default(Some("root".to_owned())),
        Some(Some(name)) if name == "root" => Fact::of_default(Some("root".to_owned())),
        Some(Some(name)) => host
            .user(name)
            .map_or_else(|| Fact::unknown("the user is not known"), |user| user.group.clone()),
        None => Fact::unknown("the user is not known"),
    }
}

/// The option set a unit belongs to: the enabled service with the longest name the unit's begins with.
fn owner(unit: &Unit, host: &Host) -> (String, Option<crate::source::Span>) {
    let belongs = |name: &str| {
        unit.name
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '@', '_']))
    };
    let services = host.services.iter().filter(|(name, enable)| enable.is(&true) && belongs(name));
    match services.max_by_key(|(name, _)| name.len()) {
        Some((name, enable)) => (format!("services.{name}"), enable.span()),
        None => (format!("systemd.services.{}", unit.name), None),
    }
}
