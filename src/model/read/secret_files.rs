//! Options that name files with secrets.

use super::{View, tmpfiles};
use crate::model::{
    Fact, SecretFile, Set,
    knowledge::{Component, OptionPattern},
    path,
    secret_files::{GENERATORS, OPTIONS},
};

/// The files; what is missing is noted of those alone that NixOS may make itself.
pub(super) fn read(config: View<'_>) -> Set<SecretFile> {
    let mut found = Vec::new();
    let mut missing = Set::<()>::complete(Vec::new());
    for option in OPTIONS {
        let pattern = OptionPattern::parse(option).expect("the table is well written");
        let mut lacks = Set::complete(Vec::new());
        walk(config, pattern.components(), &mut Vec::new(), &mut found, &mut lacks);
        let parent = option.rsplit_once('.').map_or(option, |(parent, _)| parent);
        if GENERATORS.iter().any(|made| made.starts_with(parent)) {
            missing.lacks_below(lacks, None);
        }
    }
    // What tmpfiles makes or copies is there again after every boot.
    let mut lacks = Set::<()>::complete(Vec::new());
    let made: Vec<String> = tmpfiles::rules(config, &mut lacks)
        .into_iter()
        .filter(|rule| rule.kind.starts_with(['f', 'F', 'C', 'w']))
        .map(|rule| path::normalize(&rule.path))
        .collect();
    found.retain(|file| !made.iter().any(|made| path::is_at_or_below(&file.path, made)));
    let mut found = Set::complete(found);
    found.lacks_below(missing, None);
    found
}

fn walk(
    view: View<'_>,
    rest: &[Component],
    names: &mut Vec<String>,
    found: &mut Vec<SecretFile>,
    lacks: &mut Set<()>,
) {
    let Some((first, rest)) = rest.split_first() else {
        return add(view, names.join("."), found, lacks);
    };
    let inside = match first {
        Component::Name(name) => vec![(&**name, view.get(name))],
        Component::Any | Component::Each => view.attrs(lacks),
    };
    for (name, inner) in inside {
        names.push(name.to_owned());
        let before = found.len();
        walk(inner, rest, names, found, lacks);
        let generates = inner.get("generatePrivateKeyFile");
        if generates.is_there() && inner.is_attrs() {
            let generates = generates.bool(false);
            found[before..].iter_mut().for_each(|file| file.generated = generates.clone());
        }
        names.pop();
    }
}

/// The paths of an option: one, or a list.
fn add(view: View<'_>, option: String, found: &mut Vec<SecretFile>, lacks: &mut Set<()>) {
    let values = if view.text().is_some() { vec![view] } else { view.items(lacks) };
    for value in values {
        if value.may {
            lacks.may_have_more("a definition may not hold", value.span());
        } else if let Some(text) = value.text().filter(|text| text.starts_with('/')) {
            found.push(SecretFile {
                option: option.clone(),
                path: path::normalize(text),
                generated: Fact::of_default(false),
                span: value.span(),
            });
        }
    }
}
