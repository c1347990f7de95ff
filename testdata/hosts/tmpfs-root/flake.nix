{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.home-manager.url = "github:nix-community/home-manager/release-25.05";

  outputs =
    { nixpkgs, impermanence, home-manager, ... }:
    {
      nixosConfigurations.laptop = nixpkgs.lib.nixosSystem {
        system = "x86_64-linux";
        modules = [
          impermanence.nixosModules.impermanence
          home-manager.nixosModules.home-manager
          ./disks.nix
          ./system.nix
          ./persistence.nix
          { home-manager.users.ann = import ./home.nix; }
        ];
      };
    };
}
