//! What is known of the thing under the cursor: a persisted path, a service, a filesystem.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use lsp_types::{Hover, HoverContents, HoverParams, MarkupContent, MarkupKind};

use super::{position::Lines, project::Analysis, server::Server};
use crate::{
    model::{Certainty, Host, Mount, PersistenceEntry, PersistenceRoot, StatePath},
    source::{Span, TextRange},
    syntax::edit::Editor,
};

/// How many hosts or paths are told apart.
const MOST: usize = 12;

impl Server<'_> {
    pub(super) fn hover(&mut self, params: HoverParams) -> Option<Hover> {
        let at = params.text_document_position_params;
        let (path, root) = self.locate(&at.text_document.uri)?;
        let (analysis, text) = self.known(&root, &path)?;
        let lines = Lines::new(&text, self.client.unit);
        let offset = lines.offset(at.position);
        let (range, told) = self.thing_at(analysis, &path, &text, offset)?;
        let markdown = self.client.markdown_hover;
        let kind = if markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
        let value = told.join("\n\n");
        let value = if markdown { value } else { value.replace("**", "") };
        Some(Hover {
            contents: HoverContents::Markup(MarkupContent { kind, value }),
            range: Some(lines.range(range)),
        })
    }

    /// The narrowest place that holds an offset, and what is to be said of it.
    fn thing_at(
        &self,
        analysis: &Analysis,
        path: &Path,
        text: &Arc<str>,
        offset: u32,
    ) -> Option<(TextRange, Vec<String>)> {
        let editor = Editor::lenient(Arc::clone(text));
        let here = |span: Option<Span>| {
            let (file, range) = analysis.track(span?, &self.documents)?;
            let range = (file == path).then(|| editor.whole_of(range))?;
            (range.start <= offset && offset <= range.end).then_some(range)
        };
        let mut told: BTreeMap<(u32, u32), BTreeMap<String, Vec<&str>>> = BTreeMap::new();
        for host in &analysis.report.fleet.hosts {
            let entries = host
                .entries
                .iter()
                .filter_map(|entry| Some((here(entry.span)?, about_entry(entry, host))));
            let mounts = host
                .mounts
                .iter()
                .filter_map(|mount| Some((here(mount.span)?, about_mount(mount))));
            let roots = host
                .roots
                .iter()
                .filter_map(|root| Some((here(root.span)?, about_root(root, host))));
            let mut services: BTreeMap<(u32, u32), Vec<&StatePath>> = BTreeMap::new();
            for state in host.state.iter() {
                if let Some(range) = here(state.span) {
                    services.entry((range.start, range.end)).or_default().push(state);
                }
            }
            let services = services
                .into_iter()
                .map(|((start, end), state)| (TextRange::new(start, end), about_service(&state)));
            for (range, text) in entries.chain(mounts).chain(roots).chain(services) {
                let texts = told.entry((range.start, range.end)).or_default();
                texts.entry(text).or_default().push(&host.name);
            }
        }
        let (&(start, end), texts) = told.iter().min_by_key(|((start, end), _)| end - start)?;
        let several = analysis.report.fleet.hosts.len() > 1;
        let paragraph = |(text, hosts): (&String, &Vec<&str>)| {
            let shown = hosts.len().min(MOST);
            let more = if hosts.len() > shown { ", …" } else { "" };
            let mark = if self.client.markdown_hover { "*" } else { "" };
            if several {
                format!("{text}\n\n{mark}on {}{more}{mark}", hosts[..shown].join(", "))
            } else {
                text.clone()
            }
        };
        Some((TextRange::new(start, end), texts.iter().map(paragraph).collect()))
    }
}

fn about_entry(entry: &PersistenceEntry, host: &Host) -> String {
    let mut text = format!("`{}` is kept in `{}`", entry.path, entry.storage);
    let within = |outer: &str, inner: &str| {
        inner == outer || inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'))
    };
    let owners: Vec<&StatePath> = host
        .state
        .iter()
        .filter(|state| within(&entry.path, &state.path) || within(&state.path, &entry.path))
        .collect();
    if owners.is_empty() {
        text += "\n\nNo enabled service or program is known to write there.";
    }
    for state in owners.iter().take(MOST) {
        text += &format!("\n- `{}`: {}", state.owner, meaning(state));
        if state.path != entry.path {
            text += &format!(" (`{}`)", state.path);
        }
        if let Some(note) = &state.note {
            text += &format!(". {note}");
        }
    }
    text
}

fn about_mount(mount: &Mount) -> String {
    format!("`{}` {}: {}", mount.path, verdict(mount), mount.ephemeral.why)
}

fn verdict(mount: &Mount) -> &'static str {
    match mount.ephemeral.certainty {
        Certainty::Yes => "is **empty after a reboot**",
        Certainty::No => "outlives a reboot",
        Certainty::Unknown => "may or may not outlive a reboot",
    }
}

fn about_root(root: &PersistenceRoot, host: &Host) -> String {
    let entries = host.entries.iter().filter(|entry| entry.root == root.path && !entry.is_blank());
    let mut text = match entries.count() {
        0 => format!("`{}` keeps nothing", root.path),
        1 => format!("`{}` keeps 1 path", root.path),
        count => format!("`{}` keeps {count} paths", root.path),
    };
    if let Some(mount) = host.mount_over(&root.path) {
        text += &format!(
            ". It is on `{}`, which {}: {}",
            mount.path,
            verdict(mount),
            mount.ephemeral.why
        );
    }
    text
}

fn about_service(state: &[&StatePath]) -> String {
    let mut lines = Vec::new();
    for state in state.iter().take(MOST) {
        let fate = match (state.kept, &state.kept_by) {
            (Certainty::Yes, Some(by)) => format!("kept by `{by}`"),
            (Certainty::Yes, None) => "kept".to_owned(),
            (Certainty::No, _) => "**lost at the next reboot**".to_owned(),
            (Certainty::Unknown, _) => match &state.doubt {
                Some(doubt) => format!("not known whether it is kept: {}", doubt.reason),
                None => "not known whether it is kept".to_owned(),
            },
        };
        let owner = &state.owner;
        lines.push(format!("- `{}` of `{owner}`: {fate} ({})", state.path, meaning(state)));
    }
    if state.len() > MOST {
        lines.push(format!("- and {} more", state.len() - MOST));
    }
    lines.join("\n")
}

/// What is in a path, and what its loss means.
fn meaning(state: &StatePath) -> String {
    format!("{}; if it is lost: {}", state.kind.as_str(), state.loss.as_str())
}
