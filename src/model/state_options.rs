//! Options that decide whether lost state matters.

use super::fact::{Fact, Set};
use crate::source::Span;

/// What rules about state ask for beside the state itself.
#[derive(Clone, Debug, Default)]
pub struct StateOptions {
    /// Timers that make up for runs that were missed, which they know from `/var/lib/systemd/timers`.
    pub persistent_timers: Vec<Timer>,
    /// Whether NetworkManager gets connections from the configuration.
    pub declared_connections: bool,
    /// Whether printers are declared.
    pub declared_printers: bool,
    /// `services.usbguard.rules`, when they are in the configuration.
    pub usbguard_rules: Fact<Option<String>>,
    /// The servers certificates are asked from.
    pub acme_servers: Vec<String>,
    /// Where `security.acme.certs` was written.
    pub acme_span: Option<Span>,
    /// `services.journald.upload.enable`
    pub journal_upload: Fact<bool>,
    /// Rules of tmpfiles for a directory `private`: path and mode.
    pub private_modes: Vec<(String, Option<String>)>,
    /// What may give a directory `private` its mode unseen: scripts of the activation with such a name, rules that are not known.
    pub private_unclear: Set<()>,
    /// Entries of what is switched off: the path, and the option that is off.
    pub orphans: Vec<(String, String)>,
    /// Entries in a directory `private` whose parents are made with mode 0700.
    pub private_parents: Vec<String>,
}

/// A `systemd.timers.<name>` with `Persistent=`.
#[derive(Clone, Debug)]
pub struct Timer {
    /// Its name.
    pub name: String,
    /// Where it was written.
    pub span: Option<Span>,
}
