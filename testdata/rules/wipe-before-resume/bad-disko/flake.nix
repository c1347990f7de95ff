{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.disko.url = "github:nix-community/disko";
  inputs.impermanence.url = "github:nix-community/impermanence";
  outputs = inputs: {
    nixosConfigurations.web = inputs.nixpkgs.lib.nixosSystem {
      modules = [
        inputs.disko.nixosModules.disko
        inputs.impermanence.nixosModules.default
        ./host.nix
      ];
    };
  };
}
