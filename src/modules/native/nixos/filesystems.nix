# `fileSystems` and `swapDevices`.
{ lib, primops, openSubmodule, option, required, openly }:
let
  inherit (lib) types;
  fileSystem =
    { name, config, ... }:
    {
      options = {
        enable = option types.bool true;
        mountPoint = option types.str name;
        stratis.poolUuid = option (types.nullOr types.str) null;
        device = option (types.nullOr types.str) null;
        fsType = option types.str "auto";
        options = option (types.listOf types.str) [ "defaults" ];
        depends = option (types.listOf types.str) [ ];
        label = option (types.nullOr types.str) null;
        neededForBoot = option types.bool false;
        noCheck = option types.bool false;
        autoFormat = option types.bool false;
        autoResize = option types.bool false;
        formatOptions = option (types.nullOr types.str) null;
        overlay = {
          lowerdir = option (types.nullOr (types.listOf types.str)) null;
          upperdir = option (types.nullOr types.str) null;
          workdir = option (types.nullOr types.str) null;
          useStage1BaseDirectories = option types.bool true;
        };
        encrypted = {
          enable = option types.bool false;
          blkDev = option (types.nullOr types.str) null;
          label = option (types.nullOr types.str) null;
          keyFile = option (types.nullOr types.str) null;
        };
      };
      config = {
        device = lib.mkIf (config.label != null) (lib.mkDefault "/dev/disk/by-label/${config.label}");
        options = lib.mkMerge [
          (lib.mkIf config.autoResize [ "x-systemd.growfs" ])
          (lib.mkIf (config.neededForBoot || builtins.elem config.mountPoint (import ./boot-paths.nix)) (lib.mkBefore [ "x-initrd.mount" ]))
        ];
      };
    };
in
{
  options = {
    # A list of file systems is an old way to write it.
    fileSystems = option (types.attrsOf (openSubmodule fileSystem)) { };
    swapDevices = option (types.listOf (openSubmodule (
      { config, ... }:
      {
        options = {
          device = required types.str;
          label = option (types.nullOr types.str) null;
          size = option (types.nullOr types.int) null;
          priority = option (types.nullOr types.int) null;
          options = option (types.listOf types.str) [ "defaults" ];
          randomEncryption = option types.anything { };
        };
        config.device = lib.mkIf (config.label != null) (lib.mkDefault "/dev/disk/by-label/${config.label}");
      }
    ))) [ ];
    zramSwap.enable = option types.bool false;
    boot.specialFileSystems = option (types.attrsOf types.anything) { };
  };
}
