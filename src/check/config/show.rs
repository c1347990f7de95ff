//! Every setting, and where its value comes from.

use super::{
    Config,
    keys::{Form, KEYS, Key, Name},
};
use crate::{check::Request, modules::ModeChoice, rules::RULES};

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything else.
    Default,
    /// The configuration file, at this line.
    File(u32),
    /// An option of the command line, or the environment.
    CommandLine,
}

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name, with dots.
    pub name: String,
    /// Its value, as TOML.
    pub value: String,
    /// Where the value comes from.
    pub origin: Origin,
}

/// All settings: what was asked for, what the file says, and the defaults.
#[must_use]
pub fn settings(config: &Config, request: &Request) -> Vec<Setting> {
    let mut all: Vec<Setting> = Vec::new();
    let mut set = |name: String, value: String, origin| {
        if !all.iter().any(|setting| setting.name == name) {
            all.push(Setting { name, value, origin });
        }
    };
    for (name, value) in asked(request) {
        set(name, value, Origin::CommandLine);
    }
    for (name, value, line) in &config.written {
        // Hosts that are named count, whatever the file says.
        if request.hosts.is_empty() || !name.starts_with("hosts.") {
            let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
            set(name.clone(), value, Origin::File(*line));
        }
    }
    if request.hosts.is_empty() {
        defaults("hosts.", KEYS.iter().find(|key| key.name == "hosts"), &mut set);
    }
    for key in KEYS {
        match key.form {
            Form::Map(Name::Rule, _) => {
                for rule in RULES {
                    set(
                        format!("{}.{}", key.name, rule.id),
                        format!("{:?}", rule.level().as_str()),
                        Origin::Default,
                    );
                }
            }
            _ if !key.default.is_empty() => {
                set(key.name.to_owned(), key.default.to_owned(), Origin::Default)
            }
            _ => {}
        }
    }
    let rank = |setting: &Setting| {
        let first = setting.name.split(['.', '[']).next().unwrap_or_default();
        KEYS.iter().position(|key| key.name == first)
    };
    // What belongs together stands together; entries of arrays keep their order.
    all.sort_by(|a, b| {
        let by_name = if a.name.starts_with("rules.") {
            a.name.cmp(&b.name)
        } else {
            std::cmp::Ordering::Equal
        };
        rank(a).cmp(&rank(b)).then(by_name)
    });
    all
}

fn defaults(prefix: &str, key: Option<&Key>, set: &mut impl FnMut(String, String, Origin)) {
    if let Some(Key { form: Form::Table(keys), .. }) = key {
        for key in keys.iter().filter(|key| !key.default.is_empty()) {
            set(format!("{prefix}{}", key.name), key.default.to_owned(), Origin::Default);
        }
    }
}

/// What the command line says.
fn asked(request: &Request) -> Vec<(String, String)> {
    let mut asked = Vec::new();
    if let Some(mode) = request.mode {
        let word = match mode {
            ModeChoice::Auto => "auto",
            ModeChoice::Full => "full",
            ModeChoice::Offline => "offline",
        };
        asked.push(("mode".to_owned(), format!("{word:?}")));
    }
    if let Some(fail_on) = request.fail_on {
        asked.push((
            "fail-on".to_owned(),
            format!("{:?}", fail_on.map_or("never", |severity| severity.as_str())),
        ));
    }
    if let Some(file) = &request.baseline {
        asked.push(("baseline".to_owned(), format!("{file:?}")));
    }
    if !request.hosts.is_empty() {
        asked.push(("hosts.include".to_owned(), format!("{:?}", request.hosts)));
    }
    if let Some(dir) = &request.overrides.nixpkgs {
        asked.push(("nixpkgs".to_owned(), format!("{dir:?}")));
    }
    for (table, list) in
        [("inputs", &request.overrides.inputs), ("flakes", &request.overrides.flakes)]
    {
        for (name, dir) in list {
            let bare =
                name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'));
            let name = if bare { name.clone() } else { format!("{name:?}") };
            asked.push((format!("{table}.{name}"), format!("{dir:?}")));
        }
    }
    asked
}
