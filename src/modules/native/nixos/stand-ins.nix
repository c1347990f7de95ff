# Flakes that are not on disk but whose outputs are known well enough. primops → { "owner/name" = outputs; … }
primops:
let
  inherit (primops) openAttrs;
  persistence = import ./persistence.nix primops;
  manager = import ./home-manager.nix primops;
  secrets = import ./secrets.nix primops;
  lib = import ../lib primops;
  at = names: module: builtins.listToAttrs (map (name: { inherit name; value = module; }) names);
  flake =
    name: outputs:
    openAttrs "inputs.${name}" (
      {
        _type = "flake";
        inputs = openAttrs "${name}.inputs" { };
      }
      // outputs
    );
  modulesOf = open: names: module: openAttrs open (at ([ "default" ] ++ names) module);
  systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
in
{
  "nix-community/impermanence" = flake "impermanence" rec {
    nixosModules = modulesOf "impermanence.nixosModules" [ "impermanence" ] persistence.impermanence;
    nixosModule = persistence.impermanence;
    homeManagerModule = persistence.homeImpermanence;
    homeManagerModules = modulesOf "impermanence.homeManagerModules" [ "impermanence" ] persistence.homeImpermanence;
    homeModules = homeManagerModules;
  };
  "nix-community/preservation" = flake "preservation" {
    nixosModules = modulesOf "preservation.nixosModules" [ "preservation" ] persistence.preservation;
  };
  "nix-community/home-manager" = flake "home-manager" rec {
    nixosModules = modulesOf "home-manager.nixosModules" [ "home-manager" ] manager.nixos;
    nixosModule = manager.nixos;
    lib = openAttrs "home-manager.lib" {
      homeManagerConfiguration = manager.homeConfiguration;
      hm = (manager.extendLib (import ../lib primops)).hm;
    };
  };
  "Mic92/sops-nix" = flake "sops-nix" rec {
    nixosModules = modulesOf "sops-nix.nixosModules" [ "sops" ] secrets.sops;
    homeManagerModules = modulesOf "sops-nix.homeManagerModules" [ "sops" ] secrets.homeSops;
    homeModules = homeManagerModules;
  };
  "ryantm/agenix" = flake "agenix" rec {
    nixosModules = modulesOf "agenix.nixosModules" [ "age" ] secrets.agenix;
    homeManagerModules = modulesOf "agenix.homeManagerModules" [ "age" ] secrets.homeAgenix;
    homeModules = homeManagerModules;
  };
  "NixOS/nixpkgs" = flake "nixpkgs" {
    inherit lib;
    legacyPackages = lib.genAttrs systems (
      system:
      import ./pkgs.nix {
        inherit lib primops;
        platform = lib.systems.elaborate system;
        config = { };
      }
    );
    nixosModules = openAttrs "nixpkgs.nixosModules" {
      notDetected = { };
    };
  };
  "nix-community/nixpkgs.lib" = flake "nixpkgs-lib" { inherit lib; };
  "nix-community/disko" = flake "disko" {
    nixosModules = modulesOf "disko.nixosModules" [ "disko" ] (import ../flakes/disko.nix primops);
    lib = openAttrs "disko.lib" { };
  };
  "hercules-ci/flake-parts" = flake "flake-parts" (import ../flakes/flake-parts.nix primops);
  "vic/import-tree" = import ../flakes/import-tree.nix primops;
  "numtide/flake-utils" = flake "flake-utils" {
    lib = openAttrs "flake-utils.lib" rec {
      defaultSystems = [ "aarch64-darwin" "aarch64-linux" "x86_64-darwin" "x86_64-linux" ];
      allSystems = lib.systems.flakeExposed;
      system = lib.genAttrs allSystems (s: s);
      eachSystem =
        wanted: f:
        let
          results = map (s: builtins.mapAttrs (_: v: { ${s} = v; }) (f s)) wanted;
        in
        lib.zipAttrsWith (_: lib.mergeAttrsList) results;
      eachDefaultSystem = eachSystem defaultSystems;
      eachSystemMap = wanted: f: lib.genAttrs wanted f;
      eachDefaultSystemMap = eachSystemMap defaultSystems;
      eachSystemPassThrough = wanted: f: lib.mergeAttrsList (map f wanted);
      eachDefaultSystemPassThrough = eachSystemPassThrough defaultSystems;
      flattenTree = tree: tree;
      mkApp = { drv, ... }: { type = "app"; program = primops.unknown "a program"; };
    };
  };
  "nix-systems/default" = systems;
  "nix-systems/default-linux" = [ "aarch64-linux" "x86_64-linux" ];
  "nix-systems/x86_64-linux" = [ "x86_64-linux" ];
}
