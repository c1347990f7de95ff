# Definitions that compete: defaults, force, order, conditions, and modules that are taken out.
{ config, lib, ... }:
{
  imports = [
    ./disks.nix
    {
      services.postgresql.dataDir = lib.mkDefault "/srv/default";
      environment.persistence."/persist".directories = lib.mkAfter [ "/var/lib/last" ];
    }
    (
      { options, ... }:
      {
        config = lib.optionalAttrs (options ? services.tailscale) {
          services.tailscale.enable = true;
        };
      }
    )
  ];
  disabledModules = [ "services/misc/gitea.nix" ];
  options.own.keep = lib.mkOption {
    type = lib.types.listOf lib.types.str;
    default = [ ];
    apply = map (name: "/var/lib/${name}");
  };
  config = lib.mkMerge [
    {
      networking.hostName = "priorities";
      own.keep = [ "one" ];
      services.postgresql = {
        enable = true;
        dataDir = lib.mkForce "/srv/database";
      };
      fileSystems."/persist".options = lib.mkForce [ "subvol=other" ];
      environment.persistence."/persist".directories = lib.mkBefore [ "/var/lib/first" ];
    }
    (lib.mkIf config.services.postgresql.enable {
      own.keep = [ "two" ];
      environment.persistence."/persist".directories = [ "/srv/database" ] ++ config.own.keep;
      users.users.hal = {
        isNormalUser = true;
        home = lib.mkOverride 60 "/data/hal";
      };
    })
    (lib.mkIf (!config.services.postgresql.enable) {
      environment.persistence."/never".directories = [ "/never" ];
    })
  ];
}
