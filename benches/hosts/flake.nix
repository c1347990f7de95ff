# The hosts as a flake: `persist-lint state benches/hosts --nixpkgs PATH`, with `--evaluator nix` for the same from Nix.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      host =
        name:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [
            (./. + "/${name}.nix")
            ./persistence.nix
          ];
        };
      names = [
        "binds"
        "cloud"
        "containers"
        "immutable"
        "laptop"
        "mail"
        "media"
        "own"
        "pool"
        "priorities"
        "rollback"
        "router"
        "server"
      ];
    in
    {
      nixosConfigurations = builtins.listToAttrs (
        map (name: {
          inherit name;
          value = host name;
        }) names
      );
    };
}
