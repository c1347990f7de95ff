{ inputs, lib, config, ... }:
let
  host = wipe: {
    imports = [
      inputs.impermanence.nixosModules.impermanence
      config.flake.nixosModules.base
      wipe
    ];
  };
in
{
  flake.nixosModules.base = ../base.nix;
  flake.nixosConfigurations = lib.mapAttrs (_: wipe: inputs.nixpkgs.lib.nixosSystem { modules = [ (host wipe) ]; }) {
    good = ../wipe-unit.nix;
    stale = ../wipe-hook.nix;
  };
}
