{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.sops-nix.url = "github:Mic92/sops-nix";

  outputs = inputs: {
    nixosConfigurations.ember = inputs.nixpkgs.lib.nixosSystem {
      specialArgs = { inherit inputs; };
      modules = [
        ./hardware.nix
        ./persistence.nix
        ./services.nix
      ];
    };
  };
}
