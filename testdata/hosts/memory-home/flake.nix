{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.home-manager.url = "github:nix-community/home-manager/release-25.05";

  outputs =
    { nixpkgs, impermanence, home-manager, ... }@inputs:
    {
      nixosConfigurations.desk = nixpkgs.lib.nixosSystem {
        specialArgs = { inherit inputs; };
        modules = [
          home-manager.nixosModules.home-manager
          ./system.nix
          {
            home-manager.extraSpecialArgs = { inherit inputs; };
            home-manager.users.mia = ./home.nix;
          }
        ];
      };
    };
}
