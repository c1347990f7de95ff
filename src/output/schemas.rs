//! `schemas/`: what the JSON documents look like, for those who read them by program.

use std::{fs, path::Path};

fn fresh(name: &str, schema: &schemars::Schema) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
    let made = serde_json::to_string_pretty(schema).expect("it is JSON") + "\n";
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &made).expect("it can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, made, "{}: run `BLESS=1 cargo test --lib schemas`", path.display());
}

#[test]
fn the_schemas_are_fresh() {
    fresh("check", &super::json::schema());
    fresh("state", &super::state::schema());
    fresh("rules", &super::rules::schema());
}
