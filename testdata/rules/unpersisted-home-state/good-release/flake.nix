{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.home-manager.url = "github:nix-community/home-manager";
  outputs = { nixpkgs, impermanence, home-manager, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ impermanence.nixosModules.impermanence home-manager.nixosModules.home-manager ./host.nix ];
    };
  };
}
