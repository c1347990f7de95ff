//! Options that name files with secrets.

use super::{View, tmpfiles};
use crate::model::{
    Fact, SecretFile, Set,
    knowledge::{Component, OptionPattern},
    path,
    secret_files::OPTIONS,
};

pub(super) fn read(config: View<'_>) -> Vec<SecretFile> {
    let mut found = Vec::new();
    for option in OPTIONS {
        let pattern = OptionPattern::parse(option).expect("the table is well written");
        walk(config, pattern.components(), &mut Vec::new(), &mut found);
    }
    // What tmpfiles makes or copies is there again after every boot.
    let mut lacks = Set::<()>::complete(Vec::new());
    let made: Vec<String> = tmpfiles::rules(config, &mut lacks)
        .into_iter()
        .filter(|rule| rule.kind.starts_with(['f', 'F', 'C', 'w']))
        .map(|rule| path::normalize(&rule.path))
        .collect();
    found.retain(|file| !made.iter().any(|made| path::is_at_or_below(&file.path, made)));
    found
}

fn walk(view: View<'_>, rest: &[Component], names: &mut Vec<String>, found: &mut Vec<SecretFile>) {
    let Some((first, rest)) = rest.split_first() else {
        return add(view, names.join("."), found);
    };
    let mut enter = |name: &str, inner: View<'_>| {
        names.push(name.to_owned());
        let before = found.len();
        walk(inner, rest, names, found);
        let generates = inner.get("generatePrivateKeyFile");
        if generates.is_there() && inner.is_attrs() {
            let generates = generates.bool(false);
            found[before..].iter_mut().for_each(|file| file.generated = generates.clone());
        }
        names.pop();
    };
    match first {
        Component::Name(name) => enter(name, view.get(name)),
        Component::Any | Component::Each => {
            let mut lacks = Set::<()>::complete(Vec::new());
            view.attrs(&mut lacks).into_iter().for_each(|(name, inner)| enter(name, inner));
        }
    }
}

/// The paths of an option: one, or a list.
fn add(view: View<'_>, option: String, found: &mut Vec<SecretFile>) {
    let mut lacks = Set::<()>::complete(Vec::new());
    let values = if view.text().is_some() { vec![view] } else { view.items(&mut lacks) };
    for value in values.into_iter().filter(|value| !value.may) {
        if let Some(text) = value.text().filter(|text| text.starts_with('/')) {
            found.push(SecretFile {
                option: option.clone(),
                path: path::normalize(text),
                generated: Fact::of_default(false),
                span: value.span(),
            });
        }
    }
}
