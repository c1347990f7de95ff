# Flakes that are not on disk but whose outputs are known well enough. primops → lib → { <repository> = outputs; … }
primops: lib:
let
  inherit (primops) openAttrs;
  persistence = import ./persistence.nix primops;
  manager = import ./home-manager.nix primops lib;
  secrets = import ./secrets.nix primops lib;
  at = names: module: builtins.listToAttrs (map (name: { inherit name; value = module; }) names);
  # Their outputs are known by name. What they have besides is not known.
  flake =
    name: outputs:
    primops.lenientAttrs "an output of ${name}" ({
      _type = "flake";
      outPath = if builtins.pathExists (../sources + "/${name}") then toString (../sources + "/${name}") else primops.unknown "${name} is not on disk";
      sourceInfo = primops.unknown "${name} is not on disk";
      inputs = openAttrs "${name}.inputs" { };
      packages = primops.unknown "${name}.packages";
      overlays = openAttrs "${name}.overlays" { };
    }
    // outputs);
  # What disko declares for flake-parts.
  diskoFlakeModule =
    { lib, flake-parts-lib, ... }:
    {
      key = "stand-in:disko-flake";
      options.flake = flake-parts-lib.mkSubmoduleOptions {
        diskoConfigurations = lib.mkOption {
          type = lib.types.lazyAttrsOf lib.types.raw;
          default = { };
        };
      };
    };
  modulesOf = open: names: module: openAttrs open (at ([ "default" ] ++ names) module);
  # Lists of systems are imported: `import inputs.systems`.
  listOf = names: {
    _type = "flake";
    outPath = builtins.toFile "default.nix" "[ ${toString (map (name: "\"${name}\"") names)} ]";
  };
  flakeUtils = openAttrs "flake-utils.lib" rec {
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
  patched =
    inputs: patches:
    inputs
    // builtins.mapAttrs (
      name: primops.lenientAttrs "what patches change in input `${name}` is not known"
    ) (builtins.intersectAttrs patches inputs);
  systems = [ "x86_64-linux" "aarch64-linux" "x86_64-darwin" "aarch64-darwin" ];
in
{
  "impermanence" = flake "impermanence" rec {
    nixosModules = modulesOf "impermanence.nixosModules" [ "impermanence" ] persistence.impermanence // {
      home-manager.impermanence = persistence.homeImpermanenceByHand;
    };
    nixosModule = persistence.impermanence;
    homeManagerModule = persistence.homeImpermanenceByHand;
    homeManagerModules = modulesOf "impermanence.homeManagerModules" [ "impermanence" ] persistence.homeImpermanenceByHand;
    homeModules = homeManagerModules;
  };
  "preservation" = flake "preservation" {
    nixosModules = modulesOf "preservation.nixosModules" [ "preservation" ] persistence.preservation;
  };
  "home-manager" = flake "home-manager" {
    nixosModules = modulesOf "home-manager.nixosModules" [ "home-manager" ] manager.nixos;
    nixosModule = manager.nixos;
    flakeModules = openAttrs "home-manager.flakeModules" {
      default = manager.flakeModule;
      home-manager = manager.flakeModule;
    };
    lib = openAttrs "home-manager.lib" {
      homeManagerConfiguration = manager.homeConfiguration;
      hm = (manager.extendLib lib).hm;
    };
  };
  "sops-nix" = flake "sops-nix" rec {
    nixosModules = modulesOf "sops-nix.nixosModules" [ "sops" ] secrets.sops;
    homeManagerModules = modulesOf "sops-nix.homeManagerModules" [ "sops" ] secrets.homeSops;
    homeModules = homeManagerModules;
  };
  "agenix" = flake "agenix" rec {
    nixosModules = modulesOf "agenix.nixosModules" [ "age" ] secrets.agenix;
    homeManagerModules = modulesOf "agenix.homeManagerModules" [ "age" ] secrets.homeAgenix;
    homeModules = homeManagerModules;
  };
  "nixpkgs" = flake "nixpkgs" {
    inherit lib;
    outPath = toString ../nixpkgs;
    inherit (lib) nixosSystem;
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
      readOnlyPkgs = { };
    };
  };
  "disko" = flake "disko" {
    nixosModules = modulesOf "disko.nixosModules" [ "disko" ] (import ../flakes/disko.nix primops);
    flakeModules = modulesOf "disko.flakeModules" [ "disko" ] diskoFlakeModule;
    flakeModule = diskoFlakeModule;
    lib = openAttrs "disko.lib" { };
  };
  "clan-core" = flake "clan-core" (import ../flakes/clan.nix primops lib);
  "colmena" = flake "colmena" (import ../flakes/colmena.nix primops lib);
  "flake-parts" = flake "flake-parts" (import ../flakes/flake-parts.nix primops lib);
  "snowfall-lib" = flake "snowfall-lib" (import ../flakes/snowfall.nix primops lib);
  "blueprint" = flake "blueprint" (import ../flakes/blueprint.nix primops lib);
  "nixos-unified" = flake "nixos-unified" (import ../flakes/nixos-unified.nix primops lib);
  "easy-hosts" = flake "easy-hosts" (import ../flakes/easy-hosts.nix primops lib);
  "flake-file" = flake "flake-file" (import ../flakes/flake-file.nix primops lib);
  "den" = flake "den" (import ../flakes/den primops lib);
  # What its patches change is not seen.
  "flake-input-patcher" = flake "flake-input-patcher" {
    lib = lib.genAttrs systems (_: openAttrs "flake-input-patcher.lib" { patch = patched; });
  };
  "haumea" = flake "haumea" (import ../flakes/haumea.nix primops lib);
  "import-tree" = import ../flakes/import-tree.nix primops lib;
  "flake-utils" = flake "flake-utils" { lib = flakeUtils; };
  "flake-utils-plus" = flake "flake-utils-plus" (import ../flakes/flake-utils-plus.nix primops lib flakeUtils);
  "default" = listOf systems;
  "default-linux" = listOf [ "aarch64-linux" "x86_64-linux" ];
  "x86_64-linux" = listOf [ "x86_64-linux" ];
  "aarch64-linux" = listOf [ "aarch64-linux" ];
}
