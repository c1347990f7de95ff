# What home-manager keeps on its own is not lost.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs = { nixpkgs, home-manager, impermanence, ... }: {
    homeConfigurations."ann@web" = home-manager.lib.homeManagerConfiguration {
      pkgs = nixpkgs.legacyPackages.x86_64-linux;
      modules = [ impermanence.homeManagerModules.impermanence ./home.nix ];
    };
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ impermanence.nixosModules.impermanence ./host.nix ];
    };
  };
}
