# Hosts of different make, to hold the facts of one evaluator against those of the other.
{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    agenix.url = "github:ryantm/agenix";
    disko.url = "github:nix-community/disko";
    home-manager.url = "github:nix-community/home-manager";
    impermanence.url = "github:nix-community/impermanence";
    microvm.url = "github:astro/microvm.nix";
    preservation.url = "github:nix-community/preservation";
    sops-nix.url = "github:Mic92/sops-nix";
  };

  outputs =
    { nixpkgs, ... }@inputs:
    let
      inherit (nixpkgs) lib;
      files = lib.filterAttrs (_: kind: kind == "regular") (builtins.readDir ./hosts);
      host =
        file: _:
        lib.nameValuePair (lib.removeSuffix ".nix" file) (
          lib.nixosSystem {
            specialArgs = { inherit inputs; };
            modules = [
              ./base.nix
              ./hosts/${file}
              { networking.hostName = lib.mkDefault (lib.removeSuffix ".nix" file); }
            ];
          }
        );
    in
    {
      nixosConfigurations = lib.mapAttrs' host files;
    };
}
