//! `systemd.services`

use super::View;
use crate::model::{DirectoryKind, Fact, Set, Unit, UnitDirectory, path};

/// The options of a unit that name others which it wants to be there.
const DEPENDENCIES: [&str; 5] = ["requires", "requisite", "bindsTo", "wants", "after"];

pub(super) fn read(config: View<'_>) -> Set<Unit> {
    let mut units = Set::complete(Vec::new());
    for (name, view) in config.at(&["systemd", "services"]).attrs(&mut units) {
        if !view.is_attrs() {
            units.lacks(view.reason(), view.span());
            if view.is_unknown() {
                units.items.push(unknown(name, view));
            }
            continue;
        }
        // What is there of a unit is taken for all: modules declare their own units.
        let service = view.get("serviceConfig").surely();
        let mut unit = Unit {
            name: name.to_owned(),
            enable: if view.may {
                Fact::Unknown(view.under_a_condition())
            } else {
                view.get("enable").bool(true)
            },
            dynamic_user: service.get("DynamicUser").bool_like(false),
            user: service.get("User").string(),
            group: service.get("Group").string(),
            directories: Vec::new(),
            own_kinds: Vec::new(),
            first_boot: view.at(&["unitConfig", "ConditionFirstBoot"]).bool_like(false),
            needs: DEPENDENCIES.iter().flat_map(|name| view.get(name).strings().items).collect(),
            stop: stop(view),
            binds: binds(service.get("BindPaths")),
            own_command: own_command(view),
            may: view.may,
            span: view.name_span(),
        };
        for kind in DirectoryKind::ALL {
            let setting = service.get(kind.setting());
            let values = setting.strings();
            if !values.is_complete() && setting.is_there() {
                units.lacks(setting.reason(), setting.span());
            }
            if setting.span().is_some() {
                unit.own_kinds.push(kind);
            }
            for name in values.items.iter().flat_map(|value| value.split_whitespace()) {
                // `a:b` also makes a link `b`; a `%` is only known at run time.
                let name = name.split(':').next().unwrap_or(name).trim_matches('/');
                if name.is_empty() || name.contains('%') {
                    continue;
                }
                let mode = service.get(kind.mode_setting()).string_or(Some("0755"));
                unit.directories.push(UnitDirectory {
                    kind,
                    name: name.to_owned(),
                    mode,
                    span: setting.span(),
                });
            }
        }
        units.items.push(unit);
    }
    units
}

/// A unit of which only the name is known.
fn unknown(name: &str, view: View<'_>) -> Unit {
    let doubt = view.doubt();
    Unit {
        name: name.to_owned(),
        enable: Fact::Unknown(doubt.clone()),
        dynamic_user: Fact::Unknown(doubt.clone()),
        user: Fact::Unknown(doubt.clone()),
        group: Fact::Unknown(doubt.clone()),
        directories: Vec::new(),
        own_kinds: Vec::new(),
        first_boot: Fact::Unknown(doubt),
        needs: Vec::new(),
        stop: String::new(),
        binds: Set::default(),
        own_command: None,
        may: true,
        span: view.name_span(),
    }
}

/// The pairs of `BindPaths=`, `source:target:options`.
fn binds(setting: View<'_>) -> Set<(String, String)> {
    let mut binds = Set::complete(Vec::new());
    let values = setting.strings();
    if setting.is_there() && !values.is_complete() {
        binds.lacks(setting.reason(), setting.span());
    }
    for bind in values.items.iter().flat_map(|value| value.split_whitespace()) {
        let mut parts = bind.trim_start_matches('-').split(':');
        if let (Some(source), Some(target)) = (parts.next(), parts.next()) {
            binds.items.push((path::normalize(target), path::normalize(source)));
        }
    }
    binds
}

/// The command of a service that is written in the project: a unit of nixpkgs then does not run what it usually does.
fn own_command(view: View<'_>) -> Option<Fact<String>> {
    let command = view.get("serviceConfig").get("ExecStart");
    let is_own = command.is_there() && (command.span().is_some() || command.is_unknown());
    let texts = command.strings();
    is_own.then(|| {
        if texts.is_complete() {
            Fact::of_default(texts.items.join("\n"))
        } else {
            Fact::unknown(command.reason())
        }
    })
}

/// The scripts and commands of the end of a service.
fn stop(view: View<'_>) -> String {
    let service = view.get("serviceConfig");
    let scripts = ["preStop", "postStop"].map(|name| view.get(name));
    let texts = scripts.iter().filter_map(|script| script.text().map(str::to_owned));
    let commands = ["ExecStop", "ExecStopPost"].map(|name| service.get(name).strings().items);
    texts.chain(commands.into_iter().flatten()).collect::<Vec<_>>().join("\n")
}
