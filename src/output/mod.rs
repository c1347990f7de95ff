//! Reports as text and data. Output types are their own: nothing internal is serialised.

#[cfg(target_os = "linux")]
mod audit;
#[cfg(target_os = "linux")]
mod audit_table;
pub mod ci;
mod concise;
mod diff;
mod escape;
mod excerpt;
mod full;
mod json;
#[cfg(target_os = "linux")]
pub mod migration;
#[cfg(target_os = "linux")]
pub mod old_roots;
mod place;
pub mod rules;
mod settings;
#[cfg(target_os = "linux")]
mod size;
pub mod state;
mod state_markdown;
mod state_table;
mod style;
mod summary;
mod table;
mod undecided;
mod unknown;

#[cfg(target_os = "linux")]
pub use audit::json as audit_json;
#[cfg(target_os = "linux")]
pub use audit_table::{summary as audit_summary, table as audit_table};
pub use concise::concise;
pub use diff::diff;
pub use escape::line as escape;
pub use full::{full, one};
pub use json::{json, jsonl};
pub use place::{Location, Places, Point};
pub use settings::settings;
#[cfg(target_os = "linux")]
pub use size::size;
pub use state_markdown::markdown as state_markdown;
pub use state_table::table as state_table;
pub use style::{Role, Style};
pub use summary::{Counts, repaired, summary, unknown, untried};
pub use table::cut;

/// The address of a rule's page; `None` for what is no rule's finding.
fn url(rule: &str) -> Option<String> {
    crate::rules::find(rule)?.url()
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    /// `schemas/` says what the JSON documents look like.
    fn fresh(name: &str, schema: &schemars::Schema) {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
        let made = serde_json::to_string_pretty(schema).expect("it is JSON") + "\n";
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &made).expect("it can be written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(kept, made, "{}: run `BLESS=1 cargo test --lib output`", path.display());
    }

    #[test]
    fn the_schemas_are_fresh() {
        fresh("check", &super::json::schema());
        fresh("audit", &super::audit::schema());
        fresh("state", &super::state::schema());
        fresh("rules", &super::rules::schema());
        #[cfg(target_os = "linux")]
        {
            let [roots, diff] = super::old_roots::schemas();
            fresh("roots", &roots);
            fresh("roots-diff", &diff);
            fresh("migrate", &super::migration::schema());
        }
    }
}
