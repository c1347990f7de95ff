//! `systemd.services`

use super::View;
use crate::model::{DirectoryKind, Fact, Set, Unit, UnitDirectory};

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
                Fact::unknown("set under a condition that is not known")
            } else {
                view.get("enable").bool(true)
            },
            dynamic_user: service.get("DynamicUser").bool_like(false),
            user: service.get("User").string(),
            group: service.get("Group").string(),
            directories: Vec::new(),
            first_boot: view.at(&["unitConfig", "ConditionFirstBoot"]).bool_like(false),
            stop: stop(view),
            may: view.may,
            span: view.name_span(),
        };
        for kind in DirectoryKind::ALL {
            let setting = service.get(kind.setting());
            let values = setting.strings();
            if !values.is_complete() && setting.is_there() {
                units.lacks(setting.reason(), setting.span());
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
    let reason = view.reason();
    Unit {
        name: name.to_owned(),
        enable: Fact::unknown(reason.clone()),
        dynamic_user: Fact::unknown(reason.clone()),
        user: Fact::unknown(reason.clone()),
        group: Fact::unknown(reason.clone()),
        directories: Vec::new(),
        first_boot: Fact::unknown(reason),
        stop: String::new(),
        may: true,
        span: view.name_span(),
    }
}

/// The scripts and commands of the end of a service.
fn stop(view: View<'_>) -> String {
    let service = view.get("serviceConfig");
    let scripts = ["preStop", "postStop"].map(|name| view.get(name));
    let texts = scripts.iter().filter_map(|script| script.text().map(str::to_owned));
    let commands = ["ExecStop", "ExecStopPost"].map(|name| service.get(name).strings().items);
    texts.chain(commands.into_iter().flatten()).collect::<Vec<_>>().join("\n")
}
