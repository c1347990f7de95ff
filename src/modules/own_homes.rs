//! Homes that home-manager makes on its own, beside the hosts of a flake: `homeConfigurations`.

use super::{
    facts::{HostFacts, OwnHome},
    graph::attribute,
    query::Reader,
};
use crate::{
    eval::{ErrorKind, Evaluator, Kind, Pos, Value},
    syntax::Sym,
};

/// Those of the users of a host that may keep something: named after the user, or after both. A user whose home is a part of
/// the host has none here.
pub(super) fn of_host<'a>(
    ev: &Evaluator<'a>,
    reader: &Reader<'_, 'a>,
    outputs: Value<'a>,
    facts: &HostFacts,
) -> Vec<OwnHome> {
    let homes = attribute(ev, outputs, "homeConfigurations");
    let Some(Kind::Attrs(homes)) = homes.map(Value::kind) else { return Vec::new() };
    let is_there = |path: &[&str]| facts.config.at(path).is_some();
    let of_user = |name: &'a str| {
        let user = match name.split_once('@') {
            Some((user, host)) => (host == facts.name).then_some(user)?,
            None => name,
        };
        let is_own =
            is_there(&["users", "users", user]) && !is_there(&["home-manager", "users", user]);
        is_own.then_some(user)
    };
    let found = homes.in_name_order().into_iter().filter_map(|attr| {
        let name = attr.name.as_str();
        let user = of_user(name)?;
        may_keep(ev, attr.value).then(|| OwnHome {
            name: name.to_owned(),
            user: user.to_owned(),
            span: reader.span(attr.pos),
        })
    });
    found.collect()
}

/// Whether a home has persistence entries, or it is not known whether it has.
fn may_keep<'a>(ev: &Evaluator<'a>, home: Value<'a>) -> bool {
    let path = ["config", "home", "persistence"];
    let found = path
        .iter()
        .try_fold(home, |set, name| ev.select(ev.force(set)?, Sym::new(name), Pos::NONE));
    match found.and_then(|found| ev.force(found)) {
        Ok(found) => match found.kind() {
            Kind::Attrs(roots) => !roots.entries.is_empty() || roots.open.is_some(),
            _ => true,
        },
        Err(error) => !matches!(error.kind, ErrorKind::Missing),
    }
}
