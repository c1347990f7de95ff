//! Reports as text and data. Output types are their own: nothing internal is serialised.

pub mod ci;
mod concise;
mod diff;
mod escape;
mod excerpt;
mod full;
mod json;
mod place;
pub mod rules;
#[cfg(test)]
mod schemas;
mod settings;
pub mod state;
mod state_markdown;
mod state_table;
mod style;
mod summary;
mod table;

pub use concise::concise;
pub use diff::diff;
pub use escape::line as escape;
pub use full::{full, one};
pub use json::{json, jsonl};
pub use place::Places;
pub use settings::settings;
pub use state_markdown::markdown as state_markdown;
pub use state_table::table as state_table;
pub use style::{Role, Style};
pub use summary::{Counts, repaired, summary, unknown};

/// The address of a rule's page; `None` for what is no rule's finding.
fn url(rule: &str) -> Option<String> {
    let repository = env!("CARGO_PKG_REPOSITORY");
    let known = !repository.is_empty() && crate::rules::find(rule).is_some();
    known.then(|| format!("{repository}/blob/main/lints/{rule}.md"))
}
