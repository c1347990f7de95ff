//! `systemd.tmpfiles`: the lines of `rules` and the sets of `settings`, read alike.

use super::View;
use crate::model::Set;

/// One rule.
pub(super) struct Rule<'a> {
    /// The type, with its modifiers: `d`, `L+`.
    pub kind: String,
    /// The path, as written.
    pub path: String,
    pub mode: Option<String>,
    pub user: Option<String>,
    pub group: Option<String>,
    pub argument: Option<String>,
    /// Of `settings.<name>`, the name.
    pub file: Option<&'a str>,
    /// Where it was written and whether it may be absent.
    pub view: View<'a>,
}

/// All rules that can be read; what cannot and may be a link goes to `lacks`.
pub(super) fn rules<'a>(config: View<'a>, lacks: &mut Set<()>) -> Vec<Rule<'a>> {
    let view = config.at(&["systemd", "tmpfiles"]);
    let mut found = Vec::new();
    for rule in view.get("rules").items(lacks) {
        let Some(text) = rule.text() else {
            // A rule of which the type is known can still be known to be no link.
            if rule.partial().is_none_or(|partial| partial.starts_with(['L', '«'])) {
                let place = rule.partial().and_then(|partial| fields(partial).get(1).cloned());
                lacks.lacks_at(rule.reason(), rule.span(), place.as_deref().and_then(known));
            }
            continue;
        };
        let fields = fields(text);
        let field = |index: usize| fields.get(index).filter(|field| *field != "-").cloned();
        if let [kind, path, ..] = fields.as_slice() {
            found.push(Rule {
                kind: kind.clone(),
                path: path.clone(),
                mode: field(2),
                user: field(3),
                group: field(4),
                argument: field(6),
                file: None,
                view: rule,
            });
        }
    }
    for (name, file) in view.get("settings").attrs(lacks) {
        for (path, types) in file.attrs(lacks) {
            for (kind, rule) in types.attrs(lacks) {
                let kind = rule.get("type").text().unwrap_or(kind);
                let argument = rule.get("argument");
                if kind.starts_with('L') && argument.text().is_none() && argument.is_unknown() {
                    lacks.lacks_at(argument.reason(), rule.span(), known(path));
                }
                let field = |name: &str| {
                    rule.get(name).text().filter(|text| *text != "-").map(str::to_owned)
                };
                found.push(Rule {
                    kind: kind.to_owned(),
                    path: path.to_owned(),
                    mode: field("mode"),
                    user: field("user"),
                    group: field("group"),
                    argument: field("argument"),
                    file: Some(name),
                    view: rule,
                });
            }
        }
    }
    found
}

/// A path that hangs on nothing.
fn known(path: &str) -> Option<&str> {
    (path.starts_with('/') && !path.contains(['«', '%', '*', '?'])).then_some(path)
}

/// The fields of a line of tmpfiles.d; one in quotes may hold spaces.
pub(super) fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut quote = None;
    let mut field: Option<String> = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                field.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => fields.extend(field.take()),
            (_, c) => field.get_or_insert_default().push(c),
        }
    }
    fields.extend(field);
    fields
}
