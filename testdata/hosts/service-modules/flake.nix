{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.disko.url = "github:nix-community/disko";

  outputs =
    { nixpkgs, impermanence, disko, ... }:
    {
      nixosConfigurations = nixpkgs.lib.genAttrs [ "box" "desk" ] (
        name:
        nixpkgs.lib.nixosSystem {
          modules = [
            impermanence.nixosModules.impermanence
            disko.nixosModules.disko
            ./modules
            ./hosts/${name}.nix
          ];
        }
      );
    };
}
