# A module for treefmt-nix: `programs.persist-lint.enable = true;` repairs what can be repaired without asking.
{ package }:

{
  config,
  lib,
  pkgs,
  ...
}:

let
  cfg = config.programs.persist-lint;
in
{
  options.programs.persist-lint = {
    enable = lib.mkEnableOption "persist-lint";
    package = lib.mkOption {
      type = lib.types.package;
      default = package pkgs.system;
      defaultText = lib.literalMD "that of the flake";
      description = "The persist-lint that is run.";
    };
    unsafeFixes = lib.mkOption {
      type = lib.types.bool;
      default = false;
      description = "Whether repairs are made that are one of several things that could be meant.";
    };
    includes = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ "*.nix" ];
      description = "The files that are repaired.";
    };
    excludes = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = [ ];
      description = "The files that are left alone.";
    };
  };

  config = lib.mkIf cfg.enable {
    settings.formatter.persist-lint = {
      command = lib.getExe cfg.package;
      options = [
        "fix"
        "--quiet"
        "--fail-on"
        "never"
      ]
      ++ lib.optional cfg.unsafeFixes "--unsafe-fixes";
      inherit (cfg) includes excludes;
    };
  };
}
