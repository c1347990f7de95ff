# Photos and films, and a user who owns them.
{ lib, ... }:
{
  services = lib.genAttrs [
    "audiobookshelf"
    "immich"
    "jellyfin"
    "navidrome"
    "radarr"
    "sonarr"
  ] (_: { enable = true; });
  users = {
    groups.media = { };
    users.media = {
      isSystemUser = true;
      group = "media";
      home = "/srv/media";
      createHome = true;
    };
  };
  fileSystems."/srv/media" = {
    device = "nas:/media";
    fsType = "nfs4";
    options = [
      "noauto"
      "x-systemd.automount"
    ];
  };
}
