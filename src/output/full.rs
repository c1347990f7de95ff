//! Diagnostics with the lines of the files, for people.

use super::{Places, Role, Style, escape, excerpt, url};
use crate::{
    diagnostic::{Diagnostic, Severity, host_list},
    rules,
};

/// How many hosts are named.
const HOSTS: usize = 8;

/// The diagnostics of a report, a blank line after each.
#[must_use]
pub fn full(places: &Places<'_>, style: Style) -> String {
    let diagnostics = places.report().diagnostics.iter();
    diagnostics.map(|diagnostic| one(diagnostic, places, style) + "\n").collect()
}

/// One diagnostic: what, where, why, what to do, for which hosts.
#[must_use]
pub fn one(diagnostic: &Diagnostic, places: &Places<'_>, style: Style) -> String {
    let role = match diagnostic.severity {
        Severity::Error => Role::Bad,
        Severity::Warning => Role::Doubtful,
        Severity::Info => Role::Note,
    };
    let head = format!("{}[{}]", diagnostic.severity.as_str(), diagnostic.rule);
    let head = style.link(url(diagnostic.rule).as_deref(), &style.paint(role, &head));
    let message = format!(": {}", escape::line(&diagnostic.message));
    let mut out = format!("{head}{}\n", style.paint(Role::Strong, &message));
    out += &excerpt::draw(diagnostic, places, style);
    let mut note = |name: &str, text: &str| {
        let name = style.paint(Role::Strong, &format!("{name}:"));
        out += &format!("  {name} {}\n", escape::line(text));
    };
    if let Some(reason) = &diagnostic.reason {
        note("why", reason);
    }
    if let Some(help) = &diagnostic.help {
        note("help", help);
    }
    let fleet = places.report().fleet.hosts.len();
    if fleet > 1 && !diagnostic.hosts.is_empty() {
        if diagnostic.hosts.len() == fleet {
            note("hosts", &format!("all {fleet}"));
        } else {
            let hosts = host_list(&diagnostic.hosts, HOSTS);
            let (word, names) = hosts.split_once(' ').expect("a word and names");
            note(word, names);
        }
    }
    if diagnostic.help.is_none() && rules::find(diagnostic.rule).is_some() {
        note("more", &format!("persist-lint explain {}", diagnostic.rule));
    }
    out
}
