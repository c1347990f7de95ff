{ lib, ... }:
let
  inherit (lib.ours.persistence) mkPersistDir mkPersistDirs mkPersistFile mkHomePersistence;
in
{
  imports = [
    ./disk.nix
    ./users.nix
  ];
  services.grafana.enable = true;
  services.gitea.enable = true;
  services.postgresql.enable = true;
  services.redis.servers.cache.enable = true;

  environment.persistence."/persist" = {
    directories = [
      (mkPersistDir "/var/lib/grafana" "grafana" "grafana" "0700")
    ]
    ++ mkPersistDirs "gitea" "gitea" "0750" [
      "/var/lib/gitea"
    ];
    files = [ (mkPersistFile "/etc/wifi.conf" "root" "root" "0700") ];
    users = lib.listToAttrs [
      (mkHomePersistence "ann" [
        ".gnupg"
        "Music"
      ])
    ];
  };
  system.stateVersion = "25.05";
}
