{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  inputs.preservation.url = "github:nix-community/preservation";

  outputs =
    { nixpkgs, preservation, ... }:
    {
      nixosConfigurations.tank = nixpkgs.lib.nixosSystem {
        modules = [
          preservation.nixosModules.default
          ./disks.nix
          ./preserve.nix
        ];
      };
    };
}
