{ lib, config, ... }:
let
  settings = builtins.fromTOML (builtins.readFile ./settings.toml);
in
{
  environment.persistence.${settings.storage} = {
    inherit (settings) directories files;
  };
  fileSystems = lib.mkMerge [
    {
      "/" = {
        device = "none";
        fsType = "tmpfs";
      };
      ${settings.storage} = {
        device = "/dev/disk/by-label/keep";
        fsType = "xfs";
        neededForBoot = true;
      };
    }
    (lib.genAttrs settings.disks (mountPoint: {
      device = "/dev/disk/by-label${mountPoint}";
      fsType = "ext4";
    }))
  ];
  system.stateVersion = "25.05";
}
