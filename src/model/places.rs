//! Where the facts of a host were written: what another host shares with it.

use super::{fact::Set, host::Host};
use crate::source::Span;

impl Host {
    /// The places that the host's facts lead to. One that two hosts have is read by both.
    pub fn places(&self) -> impl Iterator<Item = Span> + '_ {
        let kept = self.entries.iter().map(|entry| entry.span).chain(
            self.roots
                .iter()
                .flat_map(|root| [root.span, root.directories_span, root.files_span])
                .chain(self.mounts.iter().map(|mount| mount.span)),
        );
        let secrets = &self.secrets;
        let sops =
            std::iter::once(&secrets.sops).chain(secrets.home_sops.iter().map(|(_, sops)| sops));
        let keys = sops
            .clone()
            .map(|sops| &sops.keys)
            .chain([&secrets.agenix.keys])
            .flat_map(Set::iter)
            .map(|key| key.span);
        let decrypted = sops
            .map(|sops| &sops.secrets)
            .chain([&secrets.agenix.secrets])
            .flat_map(Set::iter)
            .map(|secret| secret.span);
        let named = self
            .secret_files
            .iter()
            .map(|file| file.span)
            .chain(self.settings.host_keys.iter().map(|key| key.span))
            .chain([self.settings.password_files.span()])
            .chain(self.users.iter().flat_map(|user| [user.span, user.login.password_file.span()]));
        let run = self
            .services
            .values()
            .map(super::Fact::span)
            .chain(self.units.iter().map(|unit| unit.span))
            .chain(self.initrd.units.iter().map(|unit| unit.span))
            .chain(self.initrd.hooks.iter().map(|hook| hook.span))
            .chain(self.wipes.iter().map(|wipe| wipe.span))
            .chain(self.state.iter().map(|state| state.span));
        kept.chain(keys).chain(decrypted).chain(named).chain(run).flatten()
    }
}
