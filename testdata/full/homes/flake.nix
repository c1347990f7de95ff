# Homes by an input that is not on disk, in a host by a nixpkgs that is.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs =
    { nixpkgs, home-manager, ... }:
    {
      nixosConfigurations.box = nixpkgs.lib.nixosSystem {
        modules = [
          home-manager.nixosModules.home-manager
          ./home.nix
        ];
      };
    };
}
