//! Users and groups.

use super::fact::{Fact, Set};
use crate::source::Span;

/// One user of `users.users`.
#[derive(Clone, Debug, Default)]
pub struct User {
    /// Name.
    pub name: String,
    /// Home directory.
    pub home: Fact<Option<String>>,
    /// Primary group.
    pub group: Fact<Option<String>>,
    /// Number; `None` when NixOS chooses it.
    pub uid: Fact<Option<i64>>,
    /// `isNormalUser`
    pub normal: Fact<bool>,
    /// `isSystemUser`
    pub system: Fact<bool>,
    /// `homeMode`
    pub home_mode: Fact<Option<String>>,
    /// `createHome`
    pub create_home: Fact<bool>,
    /// `enable`
    pub enable: Fact<bool>,
    /// How the user can prove to be that user.
    pub login: Login,
    /// `extraGroups`
    pub extra_groups: Set<String>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// What NixOS is told about the password and keys of a user.
#[derive(Clone, Debug, Default)]
pub struct Login {
    /// `hashedPasswordFile`
    pub password_file: Fact<Option<String>>,
    /// Whether `password` is set.
    pub password: Fact<bool>,
    /// Whether `hashedPassword` is set.
    pub hashed_password: Fact<bool>,
    /// Whether `initialPassword` or `initialHashedPassword` is set.
    pub initial_password: Fact<bool>,
    /// Where one of them was written.
    pub initial_span: Option<Span>,
    /// `openssh.authorizedKeys`, keys and files alike.
    pub authorized_keys: Set<String>,
}

/// One group of `users.groups`.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// Name.
    pub name: String,
    /// Number; `None` when NixOS chooses it.
    pub gid: Fact<Option<i64>>,
    /// `members`
    pub members: Set<String>,
    /// Where it was written.
    pub span: Option<Span>,
}
