{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.sops-nix.url = "github:Mic92/sops-nix";
  outputs = inputs: {
    nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem {
      modules = [
        inputs.home-manager.nixosModules.default
        inputs.impermanence.nixosModules.default
        inputs.sops-nix.nixosModules.sops
        ./host.nix
      ];
    };
  };
}
