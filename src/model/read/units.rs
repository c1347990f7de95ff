//! `systemd.services`

use super::View;
use crate::model::{DirectoryKind, Fact, Set, Unit, UnitDirectory};

pub(super) fn read(config: View<'_>) -> Set<Unit> {
    let mut units = Set::complete(Vec::new());
    for (name, view) in config.at(&["systemd", "services"]).attrs(&mut units) {
        if !view.is_attrs() {
            units.lacks(view.reason(), view.span());
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
            dynamic_user: bool_like(service.get("DynamicUser")),
            user: service.get("User").string(),
            group: service.get("Group").string(),
            directories: Vec::new(),
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

/// systemd's booleans can be written as strings.
fn bool_like(view: View<'_>) -> Fact<bool> {
    match view.text() {
        Some("yes" | "true" | "on" | "1") if !view.may => Fact::of_default(true),
        Some("no" | "false" | "off" | "0") if !view.may => Fact::of_default(false),
        _ => view.bool(false),
    }
}
