{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";

  outputs =
    { nixpkgs, impermanence, ... }:
    {
      nixosConfigurations.web = nixpkgs.lib.nixosSystem {
        modules = [
          impermanence.nixosModules.impermanence
          ./web.nix
        ];
      };
    };
}
