//! `users`

use super::View;
use crate::{
    model::{Fact, Group, Login, Provenance, Set, User},
    source::Span,
};

pub(super) fn read(config: View<'_>) -> (Set<User>, Set<Group>) {
    let mut users = Set::complete(Vec::new());
    for (name, view) in config.at(&["users", "users"]).attrs(&mut users) {
        if view.is_unknown() {
            users.lacks(view.reason(), view.span());
        }
        let normal = view.get("isNormalUser").bool(false);
        let default_home = match (normal.known(), name) {
            (_, "root") => Some("/root".to_owned()),
            (Some(true), _) => Some(format!("/home/{name}")),
            _ => None,
        };
        let home = view.get("home");
        let home = match default_home {
            Some(path) if !home.is_there() => Fact::of_default(Some(path)),
            _ => home.string(),
        };
        let group = view.get("group");
        let group = match (normal.known(), name) {
            (_, "root") if !group.is_there() => Fact::of_default(Some("root".to_owned())),
            (Some(true), _) if !group.is_there() => Fact::of_default(Some("users".to_owned())),
            _ => group.string(),
        };
        users.items.push(User {
            name: name.to_owned(),
            home,
            group,
            uid: view.get("uid").int(),
            system: view.get("isSystemUser").bool(false),
            home_mode: view.get("homeMode").string_or(Some("700")),
            create_home: view.get("createHome").bool(normal.is(&true)),
            login: login(view),
            extra_groups: view.get("extraGroups").strings(),
            normal,
            enable: if view.may {
                Fact::Unknown(view.under_a_condition())
            } else {
                view.get("enable").bool(true)
            },
            span: place(view),
        });
    }
    let mut groups = Set::complete(Vec::new());
    for (name, view) in config.at(&["users", "groups"]).attrs(&mut groups) {
        groups.items.push(Group {
            name: name.to_owned(),
            gid: view.get("gid").int(),
            members: view.get("members").strings(),
            span: view.name_span(),
        });
    }
    (users, groups)
}

/// Where a user is made. Elsewhere, other modules may say more of the user, and home-manager makes one of each of its own.
fn place(view: View<'_>) -> Option<Span> {
    let (name, made) = (view.name_span(), view.get("isNormalUser").name_span());
    made.filter(|made| name.is_none_or(|name| name.file != made.file)).or(name)
}

fn login(view: View<'_>) -> Login {
    let initial = ["initialPassword", "initialHashedPassword"];
    let keys = view.at(&["openssh", "authorizedKeys"]);
    let mut authorized_keys = keys.get("keys").strings();
    for more in ["keyFiles", "principals"] {
        let more = keys.get(more).strings();
        authorized_keys.items.extend(more.items.iter().cloned());
        authorized_keys.lacks_below(more, None);
    }
    let file = view.get("hashedPasswordFile");
    Login {
        password_file: if file.is_set() { file } else { view.get("passwordFile") }.string(),
        password: any_set(view, &["password"]),
        hashed_password: any_set(view, &["hashedPassword"]),
        initial_password: any_set(view, &initial),
        initial_span: initial.iter().find_map(|name| view.get(name).span()),
        authorized_keys,
    }
}

/// Whether one of several options is not null. What it is does not matter, so an unknown text counts.
fn any_set(view: View<'_>, names: &[&str]) -> Fact<bool> {
    let facts: Vec<_> = names.iter().map(|name| view.get(name).string()).collect();
    if let Some(fact) = facts.iter().find(|fact| fact.some().is_some()) {
        return Fact::Known(true, Provenance { span: fact.span() });
    }
    let unknown = facts.into_iter().find_map(|fact| match fact {
        Fact::Unknown(doubt) => Some(doubt),
        Fact::Known(..) => None,
    });
    unknown.map_or_else(|| Fact::of_default(false), Fact::Unknown)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use crate::{
        model::{Host, testing},
        modules::facts::{Attr, Node, Plain},
        source::{Files, Span},
    };

    fn attr<'n>(node: &'n mut Node, path: &[&str]) -> &'n mut Attr {
        let Plain::Attrs(attrs) = &mut node.value else { panic!("{path:?} is in a set") };
        let attr = attrs.entries.get_mut(path[0]).expect("it is there");
        if path.len() == 1 { attr } else { self::attr(&mut attr.node, &path[1..]) }
    }

    #[test]
    fn a_user_is_where_it_is_made() {
        let mut facts =
            testing::facts(json!({ "users": { "users": { "ann": { "isNormalUser": true } } } }));
        let place = |facts: &_| Host::from_facts(facts).users.items[0].span;
        let named = attr(&mut facts.config, &["users", "users", "ann"]).name;
        assert_eq!(place(&facts), named, "where the name is, when all is in one file");
        let files = Files::new();
        let [_, other] = ["host.nix", "other.nix"].map(|name| files.add(Path::new(name), ""));
        let elsewhere = named.map(|named| Span::new(other, named.range));
        attr(&mut facts.config, &["users", "users", "ann"]).name = elsewhere;
        let made = attr(&mut facts.config, &["users", "users", "ann", "isNormalUser"]).name;
        assert!(made.is_some() && place(&facts) == made, "and not where more is said of it");
    }
}
