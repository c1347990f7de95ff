# Options that have another name by now, where the new one makes a service keep something: `mkRenamedOptionModule` in nixpkgs.
# Left out are those whose service kept its state elsewhere under the old name.
{ lib, ... }:
let
  names = {
    "hardware.pulseaudio" = "services.pulseaudio";
    "networking.connman" = "services.connman";
    "services.bitwarden_rs" = "services.vaultwarden";
    "services.codimd" = "services.hedgedoc";
    "services.foldingAtHome" = "services.foldingathome";
    "services.gitlab.backupPath" = "services.gitlab.backup.path";
    "services.gitlab.stateDir" = "services.gitlab.statePath";
    "services.ipfs.dataDir" = "services.kubo.dataDir";
    "services.ipfs.enable" = "services.kubo.enable";
    "services.jellyseerr" = "services.seerr";
    "services.kanidm.enableServer" = "services.kanidm.server.enable";
    "services.mattermost.statePath" = "services.mattermost.dataDir";
    "services.paperless-ng" = "services.paperless";
    "services.pds.enable" = "services.bluesky-pds.enable";
    "services.plexpy" = "services.tautulli";
    "services.sshd.enable" = "services.openssh.enable";
    "services.syncthing.folders" = "services.syncthing.settings.folders";
    "services.xserver.desktopManager.budgie" = "services.desktopManager.budgie";
    "services.xserver.desktopManager.gnome.enable" = "services.desktopManager.gnome.enable";
    "services.xserver.desktopManager.pantheon" = "services.desktopManager.pantheon";
    "services.xserver.desktopManager.plasma6.enable" = "services.desktopManager.plasma6.enable";
    "services.xserver.displayManager.gdm.enable" = "services.displayManager.gdm.enable";
    "services.xserver.displayManager.sddm.enable" = "services.displayManager.sddm.enable";
  };
  path = lib.splitString ".";
in
{
  imports = lib.mapAttrsToList (from: to: lib.mkRenamedOptionModule (path from) (path to)) names;
}
