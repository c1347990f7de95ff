# `boot`: stage 1, the kernel, `/tmp`.
{ lib, primops, openSubmodule, option, required, openly }:
let
  inherit (lib) types;
  commands = option types.lines "";
  # Stage 1 is systemd unless told otherwise since 26.05, which was in the making for half a year.
  inherit (primops) nixpkgsRelease;
  systemdByDefault =
    if primops.isUnknown nixpkgsRelease || nixpkgsRelease == "26.05" then
      primops.unknown "whether stage 1 is systemd by default in this release"
    else
      builtins.compareVersions nixpkgsRelease "26.05" > 0;
  unknownDefault = type: lib.mkOption { inherit type; };
  unit = openSubmodule (import ./unit.nix { inherit lib option; });
  units = option (openly (types.attrsOf unit)) { };
in
{
  options.boot = {
    isContainer = option types.bool false;
    resumeDevice = option types.str "";
    growPartition = option types.bool false;
    kernelParams = option (openly (types.listOf types.str)) [ ];
    kernelModules = option (openly (types.listOf types.str)) [ ];
    kernel.sysctl = option (openly (types.attrsOf types.anything)) { };
    supportedFilesystems = option (types.coercedTo (types.listOf types.str) (names: lib.genAttrs names (_: true)) (openly (types.attrsOf types.bool))) { };
    initrd = {
      enable = option types.bool true;
      preLVMCommands = commands;
      preDeviceCommands = commands;
      postDeviceCommands = commands;
      postResumeCommands = commands;
      postMountCommands = commands;
      preFailCommands = commands;
      extraUtilsCommands = commands;
      network = {
        enable = option types.bool false;
        postCommands = commands;
      };
      secrets = option (types.attrsOf (types.nullOr types.anything)) { };
      kernelModules = option (openly (types.listOf types.str)) [ ];
      availableKernelModules = option (openly (types.listOf types.str)) [ ];
      supportedFilesystems = option (types.coercedTo (types.listOf types.str) (names: lib.genAttrs names (_: true)) (openly (types.attrsOf types.bool))) { };
      luks.devices = option (types.attrsOf (openSubmodule (
        { name, ... }:
        {
          options = {
            name = option types.str name;
            device = required types.str;
            keyFile = option (types.nullOr types.str) null;
          };
        }
      ))) { };
      systemd = {
        enable = option types.bool systemdByDefault;
        emergencyAccess = option types.anything false;
        services = units;
        mounts = option (types.listOf unit) [ ];
        automounts = option (types.listOf unit) [ ];
        targets = units;
        sockets = units;
        timers = units;
        paths = units;
        slices = units;
        units = option (openly (types.attrsOf types.anything)) { };
        tmpfiles.settings = option (types.attrsOf (types.attrsOf (types.attrsOf types.anything))) { };
        users = option (openly (types.attrsOf types.anything)) { };
        storePaths = option (openly (types.listOf types.anything)) [ ];
        extraBin = option (openly (types.attrsOf types.anything)) { };
        contents = option (openly (types.attrsOf types.anything)) { };
        initrdBin = option (openly (types.listOf types.anything)) [ ];
        root = option (types.nullOr types.str) "fstab";
      };
    };
    tmp = {
      useTmpfs = option types.bool false;
      tmpfsSize = option (types.either types.str types.ints.positive) "50%";
      cleanOnBoot = option types.bool false;
      useZram = option types.bool false;
    };
    loader = {
      systemd-boot.enable = option types.bool false;
      grub = {
        enable = unknownDefault types.bool;
        efiSupport = option types.bool false;
        device = option types.str "";
        devices = option (types.listOf types.str) [ ];
      };
      efi = {
        canTouchEfiVariables = option types.bool false;
        efiSysMountPoint = option types.str "/boot";
      };
      generic-extlinux-compatible.enable = option types.bool false;
    };
    zfs = {
      extraPools = option (types.listOf types.str) [ ];
      devNodes = option types.str "/dev/disk/by-id";
      forceImportRoot = unknownDefault types.bool;
    };
  };
}
