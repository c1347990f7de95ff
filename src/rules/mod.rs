//! The rules: a [`Host`] in, [`Diagnostic`]s out.
//!
//! One file per rule, one page per rule in `lints/`, one line per rule below. A rule speaks only about what is known;
//! see `lost` for what that means for "is not persisted".

mod accounts;
mod advice;
mod decryption;
mod home_entries;
mod level;
mod lost;
mod merge;
mod permissions;
mod proposals;
mod sink;
mod state_loss;

use crate::{
    diagnostic::{Diagnostic, Severity},
    model::Host,
};
pub use level::Level;
pub(crate) use malformed_suppression::RULE as MALFORMED_SUPPRESSION;
pub use merge::merge;
pub use sink::Sink;
pub(crate) use unused_suppression::RULE as UNUSED_SUPPRESSION;

/// One check.
#[derive(Debug)]
pub struct Rule {
    /// Names the defect, in kebab case.
    pub id: &'static str,
    /// One line: what it finds.
    pub summary: &'static str,
    /// Its page, in Markdown.
    pub doc: &'static str,
    /// How bad its findings are, unless they are less certain.
    pub severity: Severity,
    /// Whether it runs only where the user turns it on: what it finds is a matter of taste.
    pub opt_in: bool,
    /// Whether its findings can be repaired by `--fix`.
    pub fixable: Fixable,
    /// The version it appeared in.
    pub since: &'static str,
    check: fn(&Host, &mut Sink),
}

impl Rule {
    /// The address of its page, when the project has one.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        let repository = env!("CARGO_PKG_REPOSITORY");
        (!repository.is_empty()).then(|| format!("{repository}/blob/main/lints/{}.md", self.id))
    }

    /// A section of its page, without the heading.
    #[must_use]
    pub fn section(&self, heading: &str) -> Option<&'static str> {
        let (_, rest) = self.doc.split_once(&format!("\n## {heading}\n"))?;
        Some(rest.split("\n## ").next().unwrap_or(rest).trim())
    }
}

/// How often a finding of a rule can be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fixable {
    /// Never.
    No,
    /// Sometimes.
    Sometimes,
    /// Always.
    Always,
}

macro_rules! rules {
    ($($name:ident),* $(,)?) => {
        $(mod $name;)*

        /// All rules, sorted by id.
        pub static RULES: &[&Rule] = &[$(&$name::RULE),*];
    };
}

rules! {
    bind_mounted_account_db,
    bind_mounted_host_key,
    bind_mounted_renamed_file,
    broad_entry,
    conflicting_entry_mode,
    deviceless_bind_mount,
    disabled_preservation,
    duplicate_entry,
    dynamic_user_state_path,
    entry_on_mount_point,
    entry_under_immutable_etc,
    ephemeral_boot,
    ephemeral_config_dir,
    ephemeral_nix_store,
    ephemeral_storage,
    ephemeral_swapfile,
    exposed_secret_directory,
    exposed_secret_file,
    generated_target,
    hidden_home_creation,
    home_file_collision,
    ignored_initrd_commands,
    impermanence_without_activation,
    known_bad_module_revision,
    late_container_binds,
    late_decryption_key,
    late_password_file,
    late_target_mount,
    late_uid_map,
    live_unpersisted,
    malformed_entry_path,
    malformed_suppression,
    missing_initrd_tool,
    missing_needed_for_boot,
    missing_trash,
    muted_warnings,
    nested_entry,
    no_ephemeral_root,
    no_login_after_wipe,
    non_recursive_wipe,
    orphan_entry,
    private_dir_too_open,
    recursive_bind,
    removed_home_option,
    repeated_cloud_init,
    repeated_first_boot,
    repeated_sudo_lecture,
    root_owned_home_entry,
    scripted_initrd,
    shadowed_etc_files,
    stale_storage,
    trimmed_bind_mount,
    unbounded_tmpfs_root,
    unguarded_recursive_delete,
    unknown_user,
    unmigrated_entry,
    unordered_wipe_unit,
    unpersisted_acme,
    unpersisted_clock,
    unpersisted_container_state,
    unpersisted_coredumps,
    unpersisted_decryption_key,
    unpersisted_generated_key,
    unpersisted_hardware_state,
    unpersisted_hardware_toggles,
    unpersisted_home,
    unpersisted_home_state,
    unpersisted_host_keys,
    unpersisted_linger,
    unpersisted_logs,
    unpersisted_machine_id,
    unpersisted_network_credentials,
    unpersisted_nix_root_state,
    unpersisted_random_seed,
    unpersisted_secret_file,
    unpersisted_secure_boot_keys,
    unpersisted_service_state,
    unpersisted_timers,
    unpersisted_uid_map,
    unpersisted_unlock_key,
    unpersisted_userborn_files,
    unpersisted_zpool_cache,
    unreliable_storage_mount,
    unused_suppression,
    unwritable_machine_id,
    visible_bind_mounts,
    volatile_target,
    whole_etc_entry,
    wipe_before_resume,
    world_writable_root,
    wrong_entry_kind,
    wrong_wipe_target,
}

/// The rules about what was seen on a machine.
const OF_MACHINES: [&Rule; 3] =
    [&live_unpersisted::RULE, &stale_storage::RULE, &unmigrated_entry::RULE];

impl Rule {
    /// Whether it speaks of a machine that somebody looked at; a configuration alone is never wrong for it.
    #[must_use]
    pub fn needs_machine(&self) -> bool {
        OF_MACHINES.iter().any(|rule| rule.id == self.id)
    }

    /// The level it has when nobody sets one.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.opt_in { Level::Off } else { self.severity.into() }
    }

    /// The diagnostics of the rule on a host. None on a host that no rule applies to.
    #[must_use]
    pub fn check(&'static self, host: &Host) -> Vec<Diagnostic> {
        // One rule looks at what the others leave out.
        if host.excluded.is_some() && self.id != late_container_binds::RULE.id {
            return Vec::new();
        }
        let mut sink = Sink::new(self, host);
        (self.check)(host, &mut sink);
        sink.finish()
    }
}

/// The rule of that id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// The diagnostics of the rules that are on unless somebody says otherwise, and of these.
#[must_use]
pub fn check(host: &Host, also: &[&str]) -> Vec<Diagnostic> {
    let on = |rule: &&&Rule| rule.level() != Level::Off || also.contains(&rule.id);
    RULES.iter().filter(on).flat_map(|rule| rule.check(host)).collect()
}

#[cfg(test)]
mod tests;
