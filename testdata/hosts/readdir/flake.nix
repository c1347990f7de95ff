{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.05";
  inputs.impermanence.url = "github:nix-community/impermanence";

  outputs =
    { nixpkgs, impermanence, ... }:
    let
      inherit (nixpkgs) lib;
      modulesIn = dir: map (name: dir + "/${name}") (builtins.filter (lib.hasSuffix ".nix") (builtins.attrNames (builtins.readDir dir)));
      directories = lib.filterAttrs (_: kind: kind == "directory") (builtins.readDir ./hosts);
    in
    {
      nixosConfigurations = lib.mapAttrs (
        name: _:
        lib.nixosSystem {
          modules = [ impermanence.nixosModules.impermanence ] ++ modulesIn ./common ++ lib.filesystem.listFilesRecursive (./hosts + "/${name}");
        }
      ) directories;
    };
}
