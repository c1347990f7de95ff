//! What the client wants: its settings, which it gives when it begins, when it is asked, and when they change.

use std::path::{Path, PathBuf};

use lsp_types::{
    ConfigurationItem, ConfigurationParams, Registration, RegistrationParams,
    notification::{DidChangeConfiguration, Notification as _},
    request::{RegisterCapability, WorkspaceConfiguration},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::server::{Asked, Server};
use crate::{check, modules::ModeChoice};

/// The section of the settings that are ours.
const SECTION: &str = env!("CARGO_PKG_NAME");

/// What the client wants: `initializationOptions`, and the section `persist-lint` of its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Wishes {
    /// As `--mode`.
    pub(super) mode: Option<Mode>,
    /// As `--nixpkgs`.
    pub(super) nixpkgs: Option<PathBuf>,
    /// As `--config`.
    pub(super) config: Option<PathBuf>,
    /// As `--host`.
    pub(super) hosts: Vec<String>,
    /// As `--override-input`.
    pub(super) override_input: std::collections::BTreeMap<String, PathBuf>,
    /// As `--override-flake`.
    pub(super) override_flake: std::collections::BTreeMap<String, PathBuf>,
}

/// `mode`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Mode {
    Auto,
    Full,
    Offline,
}

impl From<Mode> for ModeChoice {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Auto => Self::Auto,
            Mode::Full => Self::Full,
            Mode::Offline => Self::Offline,
        }
    }
}

impl Wishes {
    /// Reads settings; those that are not there are as if they were empty.
    ///
    /// # Errors
    /// What is wrong with them.
    fn read(mut value: Value) -> Result<Self, String> {
        if value.is_null() {
            return Ok(Self::default());
        }
        // Options that begin with the section, as the settings do.
        if let Some(all) = value.as_object_mut().filter(|all| all.len() == 1)
            && let Some(own) = all.remove(SECTION)
        {
            return Self::read(own);
        }
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    /// With paths as they are on this machine, and what is wrong with those that are left out.
    fn settled(mut self, base: &Path) -> (Self, Vec<String>) {
        let mut wrong = Vec::new();
        let mut settled = |path: PathBuf| {
            let directory = check::directory(path.to_str()?, base);
            directory.map_err(|message| wrong.push(message)).ok()
        };
        let is_set = |path: &PathBuf| !path.as_os_str().is_empty();
        self.nixpkgs = self.nixpkgs.filter(is_set).and_then(&mut settled);
        for places in [&mut self.override_input, &mut self.override_flake] {
            let all = std::mem::take(places).into_iter();
            *places = all.filter_map(|(name, path)| Some((name, settled(path)?))).collect();
        }
        let config = self.config.filter(is_set);
        self.config = config.and_then(|path| Some(check::written_path(path.to_str()?, base)));
        (self, wrong)
    }
}

impl Server<'_> {
    /// Takes settings of the client; says what is wrong with them, once.
    pub(super) fn set_wishes(&mut self, value: Value) {
        let base = self.folders.first().cloned().unwrap_or_default();
        let (wishes, wrong) = match Wishes::read(value) {
            Ok(wishes) => {
                let (wishes, wrong) = wishes.settled(&base);
                (Some(wishes), wrong)
            }
            Err(message) => (None, vec![message]),
        };
        for message in wrong.iter().filter(|message| !self.wrong.contains(message)) {
            self.warn(&format!("the settings: {message}"));
        }
        self.wrong = wrong;
        if let Some(wishes) = wishes.filter(|wishes| *wishes != self.wishes) {
            self.wishes = wishes;
            self.changed_everywhere();
        }
    }

    /// Takes the client's answer to what its settings are. Who has none leaves the options that it began with.
    pub(super) fn settings_are(&mut self, answer: Value) {
        let own = answer.as_array().and_then(|all| all.first().cloned()).unwrap_or_default();
        if !own.is_null() {
            self.set_wishes(own);
        }
    }

    /// Takes the news that settings have changed.
    pub(super) fn settings_changed(&mut self, mut settings: Value) {
        if self.client.configuration {
            self.ask_for_settings();
        } else if let Some(own) = settings.get_mut(SECTION).map(Value::take) {
            self.set_wishes(own);
        }
    }

    /// Asks for the settings, and to be told when they change.
    pub(super) fn follow_settings(&mut self) {
        if self.client.follows_settings {
            let registration = Registration {
                id: "settings".to_owned(),
                method: DidChangeConfiguration::METHOD.to_owned(),
                register_options: Some(json!({ "section": SECTION })),
            };
            let params = RegistrationParams { registrations: vec![registration] };
            self.ask::<RegisterCapability>(params, Asked::Nothing);
        }
        if self.client.configuration {
            self.ask_for_settings();
        }
    }

    fn ask_for_settings(&mut self) {
        let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
        let params = ConfigurationParams { items: vec![item] };
        self.ask::<WorkspaceConfiguration>(params, Asked::Settings);
    }
}
