//! Files with secrets that the configuration only names: somebody has to have put them there.

use super::fact::Fact;
use crate::source::Span;

/// A path that an option gives to a service, which reads a secret from it.
#[derive(Clone, Debug)]
pub struct SecretFile {
    /// The option, with the names that are in it.
    pub option: String,
    /// Absolute and normalized.
    pub path: String,
    /// Whether the service makes the file when it is not there.
    pub generated: Fact<bool>,
    /// Where it was written.
    pub span: Option<Span>,
}

/// Options that name a file with a secret, or a list of them (nixpkgs 26.11, `nixos/modules/`).
pub(super) const OPTIONS: [&str; 40] = [
    "networking.networkmanager.ensureProfiles.environmentFiles",
    "networking.wg-quick.interfaces.<name>.privateKeyFile",
    "networking.wireguard.interfaces.<name>.privateKeyFile",
    "networking.wireless.secretsFile",
    "nix.settings.secret-key-files",
    // The certificates have what is said in `defaults`.
    "security.acme.defaults.credentialsFile",
    "security.acme.defaults.environmentFile",
    "security.acme.certs.<name>.credentialsFile",
    "security.acme.certs.<name>.environmentFile",
    "services.atticd.environmentFile",
    "services.cloudflared.tunnels.<name>.credentialsFile",
    "services.ddclient.passwordFile",
    "services.ddclient.secretsFile",
    "services.forgejo.database.passwordFile",
    "services.gitea-actions-runner.instances.<name>.tokenFile",
    "services.gitea.database.passwordFile",
    "services.github-runners.<name>.tokenFile",
    "services.harmonia.cache.signKeyPaths",
    "services.harmonia.signKeyPaths",
    "services.hedgedoc.environmentFile",
    "services.immich.secretsFile",
    "services.k3s.tokenFile",
    "services.keycloak.database.passwordFile",
    "services.mealie.credentialsFile",
    "services.miniflux.adminCredentialsFile",
    "services.nextcloud.config.adminpassFile",
    "services.nextcloud.config.dbpassFile",
    "services.nix-serve.secretKeyFile",
    "services.paperless.environmentFile",
    "services.paperless.passwordFile",
    "services.photoprism.passwordFile",
    "services.restic.backups.<name>.environmentFile",
    "services.restic.backups.<name>.passwordFile",
    "services.restic.backups.<name>.rcloneConfigFile",
    "services.restic.backups.<name>.repositoryFile",
    "services.step-ca.intermediatePasswordFile",
    "services.transmission.credentialsFile",
    "services.vaultwarden.environmentFile",
    "services.wastebin.secretFile",
    "services.woodpecker-agents.agents.<name>.environmentFile",
];

/// Options beside those that let the service make the file.
pub(super) const GENERATORS: [&str; 2] = [
    "networking.wg-quick.interfaces.<name>.generatePrivateKeyFile",
    "networking.wireguard.interfaces.<name>.generatePrivateKeyFile",
];
