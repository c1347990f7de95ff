# A NixOS evaluation without nixpkgs: the options that matter for persistence are declared, all others are taken as they come.
# primops → { modules, … } → { config, options, pkgs, lib, extendModules, … }
primops:
{
  modules ? [ ],
  specialArgs ? { },
  system ? null,
  pkgs ? null,
  lib ? import ../lib primops,
  extraArgs ? { },
  modulesPath ? toString ../nixpkgs + "/nixos/modules",
  baseModules ? null,
  extraModules ? [ ],
  prefix ? [ ],
  check ? true,
  ...
}:
let
  base = import ./base.nix {
    inherit lib primops;
  };
  pkgsModule =
    { config, lib, ... }:
    {
      _module.args = {
        pkgs = lib.mkOptionDefault (
          if pkgs != null then
            pkgs
          else
            import ./pkgs.nix {
              inherit lib primops;
              platform = config.nixpkgs.hostPlatform;
              config = config.nixpkgs.config;
              overlays = config.nixpkgs.overlays;
            }
        );
        utils = lib.mkOptionDefault (import ./utils.nix { inherit lib primops config; });
        inherit modules baseModules extraModules modulesPath;
        noUserModules = lib.mkOptionDefault (primops.unknown "noUserModules");
      }
      // extraArgs;
      nixpkgs.hostPlatform = lib.mkOverride 1400 (if system != null then system else primops.system);
    };
  evaluated = lib.evalModules {
    inherit prefix;
    class = "nixos";
    open = true;
    knownModules = import ./profiles.nix modulesPath;
    modules = base ++ [ pkgsModule ] ++ extraModules ++ modules;
    specialArgs = {
      inherit modulesPath;
    }
    // specialArgs;
  };
  finish =
    result:
    result
    // {
      config = result.config // { inherit (result) _module; };
      pkgs = result._module.args.pkgs;
      inherit lib extraArgs;
      extendModules = extension: finish (result.extendModules extension);
    };
in
finish evaluated
