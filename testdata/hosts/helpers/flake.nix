{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.disko.url = "github:nix-community/disko";
  inputs.home-manager.url = "github:nix-community/home-manager";

  outputs =
    inputs@{ self, nixpkgs, ... }:
    let
      lib = nixpkgs.lib.extend (
        final: _: {
          ours.persistence = import ./lib/persistence.nix { lib = final; };
          ours.mkSystem = import ./lib/system.nix { inherit inputs; lib = final; };
        }
      );
    in
    {
      nixosConfigurations = builtins.mapAttrs (name: features: lib.ours.mkSystem ({ inherit name; } // features)) {
        nano.opt-in = [ "wifi" "tailscale" ];
        installer.opt-in = [ "wifi" "tailscale" ];
        installer.opt-out = [ "persistence" ];
      };
    };
}
