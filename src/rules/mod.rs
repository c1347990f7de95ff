//! The rules: a [`Host`] in, [`Diagnostic`]s out.
//!
//! One file per rule, one page per rule in `lints/`, two lines per rule below. A rule speaks only about what is known;
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
mod storage;

// The rules.
mod bind_mounted_account_db;
mod bind_mounted_host_key;
mod bind_mounted_renamed_file;
mod broad_entry;
mod conflicting_entry_mode;
mod deviceless_bind_mount;
mod disabled_preservation;
mod duplicate_entry;
mod dynamic_user_state_path;
mod entry_on_mount_point;
mod entry_under_immutable_etc;
mod ephemeral_boot;
mod ephemeral_config_dir;
mod ephemeral_nix_store;
mod ephemeral_storage;
mod ephemeral_swapfile;
mod exposed_secret_directory;
mod exposed_secret_file;
mod generated_target;
mod hidden_home_creation;
mod home_file_collision;
mod ignored_initrd_commands;
mod impermanence_without_activation;
mod known_bad_module_revision;
mod late_container_binds;
mod late_decryption_key;
mod late_password_file;
mod late_target_mount;
mod late_uid_map;
mod live_unpersisted;
mod malformed_entry_path;
mod malformed_suppression;
mod missing_initrd_tool;
mod missing_needed_for_boot;
mod missing_trash;
mod muted_warnings;
mod nested_entry;
mod no_ephemeral_root;
mod no_login_after_wipe;
mod non_recursive_wipe;
mod orphan_entry;
mod private_dir_too_open;
mod recursive_bind;
mod removed_home_option;
mod repeated_cloud_init;
mod repeated_first_boot;
mod repeated_sudo_lecture;
mod required;
mod root_owned_home_entry;
mod scripted_initrd;
mod shadowed_etc_files;
mod stale_storage;
mod trimmed_bind_mount;
mod unbounded_tmpfs_root;
mod unguarded_recursive_delete;
mod unknown_user;
mod unmigrated_entry;
mod unordered_wipe_unit;
mod unpersisted_acme;
mod unpersisted_clock;
mod unpersisted_container_state;
mod unpersisted_coredumps;
mod unpersisted_decryption_key;
mod unpersisted_generated_key;
mod unpersisted_hardware_state;
mod unpersisted_hardware_toggles;
mod unpersisted_home;
mod unpersisted_home_state;
mod unpersisted_host_keys;
mod unpersisted_linger;
mod unpersisted_logs;
mod unpersisted_machine_id;
mod unpersisted_network_credentials;
mod unpersisted_nix_root_state;
mod unpersisted_random_seed;
mod unpersisted_secret_file;
mod unpersisted_secure_boot_keys;
mod unpersisted_service_state;
mod unpersisted_timers;
mod unpersisted_uid_map;
mod unpersisted_unlock_key;
mod unpersisted_userborn_files;
mod unpersisted_zpool_cache;
mod unreliable_storage_mount;
mod unused_suppression;
mod unwritable_machine_id;
mod visible_bind_mounts;
mod volatile_target;
mod whole_etc_entry;
mod wipe_before_import;
mod wipe_before_resume;
mod world_writable_root;
mod wrong_entry_kind;
mod wrong_wipe_target;

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

/// All rules, sorted by id.
pub static RULES: &[&Rule] = &[
    &bind_mounted_account_db::RULE,
    &bind_mounted_host_key::RULE,
    &bind_mounted_renamed_file::RULE,
    &broad_entry::RULE,
    &conflicting_entry_mode::RULE,
    &deviceless_bind_mount::RULE,
    &disabled_preservation::RULE,
    &duplicate_entry::RULE,
    &dynamic_user_state_path::RULE,
    &entry_on_mount_point::RULE,
    &entry_under_immutable_etc::RULE,
    &ephemeral_boot::RULE,
    &ephemeral_config_dir::RULE,
    &ephemeral_nix_store::RULE,
    &ephemeral_storage::RULE,
    &ephemeral_swapfile::RULE,
    &exposed_secret_directory::RULE,
    &exposed_secret_file::RULE,
    &generated_target::RULE,
    &hidden_home_creation::RULE,
    &home_file_collision::RULE,
    &ignored_initrd_commands::RULE,
    &impermanence_without_activation::RULE,
    &known_bad_module_revision::RULE,
    &late_container_binds::RULE,
    &late_decryption_key::RULE,
    &late_password_file::RULE,
    &late_target_mount::RULE,
    &late_uid_map::RULE,
    &live_unpersisted::RULE,
    &malformed_entry_path::RULE,
    &malformed_suppression::RULE,
    &missing_initrd_tool::RULE,
    &missing_needed_for_boot::RULE,
    &missing_trash::RULE,
    &muted_warnings::RULE,
    &nested_entry::RULE,
    &no_ephemeral_root::RULE,
    &no_login_after_wipe::RULE,
    &non_recursive_wipe::RULE,
    &orphan_entry::RULE,
    &private_dir_too_open::RULE,
    &recursive_bind::RULE,
    &removed_home_option::RULE,
    &repeated_cloud_init::RULE,
    &repeated_first_boot::RULE,
    &repeated_sudo_lecture::RULE,
    &root_owned_home_entry::RULE,
    &scripted_initrd::RULE,
    &shadowed_etc_files::RULE,
    &stale_storage::RULE,
    &trimmed_bind_mount::RULE,
    &unbounded_tmpfs_root::RULE,
    &unguarded_recursive_delete::RULE,
    &unknown_user::RULE,
    &unmigrated_entry::RULE,
    &unordered_wipe_unit::RULE,
    &unpersisted_acme::RULE,
    &unpersisted_clock::RULE,
    &unpersisted_container_state::RULE,
    &unpersisted_coredumps::RULE,
    &unpersisted_decryption_key::RULE,
    &unpersisted_generated_key::RULE,
    &unpersisted_hardware_state::RULE,
    &unpersisted_hardware_toggles::RULE,
    &unpersisted_home::RULE,
    &unpersisted_home_state::RULE,
    &unpersisted_host_keys::RULE,
    &unpersisted_linger::RULE,
    &unpersisted_logs::RULE,
    &unpersisted_machine_id::RULE,
    &unpersisted_network_credentials::RULE,
    &unpersisted_nix_root_state::RULE,
    &unpersisted_random_seed::RULE,
    &unpersisted_secret_file::RULE,
    &unpersisted_secure_boot_keys::RULE,
    &unpersisted_service_state::RULE,
    &unpersisted_timers::RULE,
    &unpersisted_uid_map::RULE,
    &unpersisted_unlock_key::RULE,
    &unpersisted_userborn_files::RULE,
    &unpersisted_zpool_cache::RULE,
    &unreliable_storage_mount::RULE,
    &unused_suppression::RULE,
    &unwritable_machine_id::RULE,
    &visible_bind_mounts::RULE,
    &volatile_target::RULE,
    &whole_etc_entry::RULE,
    &wipe_before_import::RULE,
    &wipe_before_resume::RULE,
    &world_writable_root::RULE,
    &wrong_entry_kind::RULE,
    &wrong_wipe_target::RULE,
];

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
        sink.finish().into_iter().map(|found| required::keep(host, found)).collect()
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
