# A stand-in for Home Manager, as a module of NixOS and by itself.
# primops → lib → { nixos, homeConfiguration, extendLib, flakeModule }
#
# Homes are evaluated by the embedded library, by that of a nixpkgs on disk, too: options that nobody declares are known to
# it alone.
primops: nativeLib:
let
  inherit (primops) openAttrs unknown;

  dag = rec {
    entryBetween = before: after: data: { inherit data before after; };
    entryAnywhere = entryBetween [ ] [ ];
    entryBefore = before: entryBetween before [ ];
    entryAfter = entryBetween [ ];
    isEntry = e: e ? data && e ? after && e ? before;
    empty = { };
    isDag = builtins.isAttrs;
    map = f: builtins.mapAttrs (name: e: e // { data = f name e.data; });
    topoSort = _dag: unknown "a sorted DAG";
  };
  extendLib =
    lib:
    lib.extend (
      final: prev: {
        types = prev.types // nativeLib.types;
        modules = prev.modules // nativeLib.modules;
        inherit (nativeLib) evalModules;
        hm = openAttrs "lib.hm" {
          inherit dag;
          gvariant = final.gvariant;
          types = openAttrs "lib.hm.types" {
            dagOf = final.types.attrsOf;
            gvariant = final.types.anything;
            fontType = final.types.anything;
            selectorFunction = final.types.anything;
            listOrDagOf = final.types.anything;
          };
          generators = openAttrs "lib.hm.generators" { };
          maintainers = openAttrs "lib.hm.maintainers" { };
          booleans = openAttrs "lib.hm.booleans" { };
          strings = openAttrs "lib.hm.strings" { };
        };
        homeManagerConfiguration = homeConfiguration;
      }
    );

  home =
    { config, ... }:
    let
      inherit (nativeLib) types;
      option = type: default: nativeLib.mkOption { inherit type default; };
      required = type: nativeLib.mkOption { inherit type; };
      openly =
        type:
        type
        // {
          merge = loc: defs: let v = type.merge loc defs; in if primops.isUnknown v then v else if builtins.isList v then primops.openList v else openAttrs (builtins.concatStringsSep "." loc) v;
        };
      file = types.submoduleWith {
        open = true;
        shorthandOnlyDefinesConfig = true;
        modules = [
          (
            { name, ... }:
            {
              options = {
                enable = option types.bool true;
                target = option types.str name;
                recursive = option types.bool false;
                force = option types.bool false;
              };
            }
          )
        ];
      };
      files = option (openly (types.attrsOf file)) { };
      inherit (config.home) homeDirectory;
    in
    {
      key = "stand-in:home";
      options = {
        home = {
          username = required types.str;
          homeDirectory = required (types.either types.path types.str) // { apply = toString; };
          stateVersion = required types.str;
          file = files;
          packages = option (openly (types.listOf types.raw)) [ ];
          sessionVariables = option (openly (types.lazyAttrsOf types.anything)) { };
          sessionPath = option (openly (types.listOf types.str)) [ ];
          shellAliases = option (openly (types.attrsOf types.anything)) { };
          activation = option (openly (types.attrsOf types.anything)) { };
        };
        xdg = {
          enable = option types.bool false;
          configHome = option types.anything "${homeDirectory}/.config";
          dataHome = option types.anything "${homeDirectory}/.local/share";
          cacheHome = option types.anything "${homeDirectory}/.cache";
          stateHome = option types.anything "${homeDirectory}/.local/state";
          configFile = files;
          dataFile = files;
          userDirs = {
            enable = option types.bool false;
            desktop = option types.anything "${homeDirectory}/Desktop";
            documents = option types.anything "${homeDirectory}/Documents";
            download = option types.anything "${homeDirectory}/Downloads";
            music = option types.anything "${homeDirectory}/Music";
            pictures = option types.anything "${homeDirectory}/Pictures";
            publicShare = option types.anything "${homeDirectory}/Public";
            templates = option types.anything "${homeDirectory}/Templates";
            videos = option types.anything "${homeDirectory}/Videos";
          };
        };
        systemd.user = {
          services = option (openly (types.attrsOf types.anything)) { };
          timers = option (openly (types.attrsOf types.anything)) { };
          tmpfiles.rules = option (openly (types.listOf types.str)) [ ];
        };
        assertions = option (types.listOf types.raw) [ ];
        warnings = option (types.listOf types.raw) [ ];
        nixpkgs = {
          config = option types.anything null;
          overlays = option types.anything null;
        };
        lib = option (openly (types.attrsOf types.attrs)) { };
        dconf.enable = option types.bool true;
      };
      config = {
        # Where a link leads that is no file of the store. A path of Nix is in the store where a flake has it.
        lib.file.mkOutOfStoreSymlink = path: if builtins.isPath path then unknown "a symbolic link to ${toString path}" else path;
        home.file =
          let
            place =
              directory: name: file:
              nativeLib.nameValuePair "${directory}/${name}" (primops.closed file // { target = "${directory}/${file.target}"; });
            into = directory: nativeLib.mapAttrs' (place directory);
          in
          nativeLib.mkMerge [
            (into config.xdg.configHome config.xdg.configFile)
            (into config.xdg.dataHome config.xdg.dataFile)
          ];
      };
    };

  homeConfiguration =
    {
      modules ? [ ],
      pkgs ? unknown "pkgs",
      lib ? pkgs.lib or nativeLib,
      extraSpecialArgs ? { },
      check ? true,
      ...
    }:
    let
      ownLib = extendLib (if primops.isUnknown lib then nativeLib else lib);
      result = ownLib.evalModules {
        open = true;
        class = "homeManager";
        modules = [
          home
          { _module.args.pkgs = ownLib.mkOptionDefault pkgs; }
        ]
        ++ modules;
        specialArgs = {
          lib = ownLib;
          modulesPath = "/home-manager/modules";
        }
        // extraSpecialArgs;
      };
    in
    result
    // {
      config = result.config // { inherit (result) _module; };
      inherit pkgs;
      activationPackage = unknown "activationPackage";
      newsEntries = [ ];
    };
in
{
  inherit homeConfiguration extendLib;

  # What it declares for flake-parts.
  flakeModule =
    { lib, flake-parts-lib, ... }:
    {
      key = "stand-in:home-manager-flake";
      options.flake = flake-parts-lib.mkSubmoduleOptions {
        homeConfigurations = lib.mkOption {
          type = lib.types.lazyAttrsOf lib.types.raw;
          default = { };
        };
        homeModules = lib.mkOption {
          type = lib.types.lazyAttrsOf lib.types.deferredModule;
          default = { };
        };
      };
    };

  nixos =
    {
      config,
      lib,
      pkgs,
      ...
    }:
    let
      inherit (nativeLib) types;
      option = type: default: lib.mkOption { inherit type default; };
      cfg = config.home-manager;
      osConfig = config;
      ownLib = extendLib lib;
      user = types.submoduleWith {
        open = true;
        class = "homeManager";
        specialArgs = {
          lib = ownLib;
          inherit osConfig;
          nixosConfig = osConfig;
          modulesPath = "/home-manager/modules";
        }
        // cfg.extraSpecialArgs;
        modules = [
          home
          (
            { name, ... }:
            {
              key = "stand-in:home-of-user";
              config = {
                home.username = lib.mkOverride 900 osConfig.users.users.${name}.name;
                home.homeDirectory = lib.mkOverride 900 osConfig.users.users.${name}.home;
                _module.args = {
                  pkgs = lib.mkOptionDefault pkgs;
                  inherit osConfig;
                };
              };
            }
          )
        ]
        ++ cfg.sharedModules;
      };
    in
    {
      key = "stand-in:home-manager";
      options.home-manager = {
        users = option (types.attrsOf user) { };
        sharedModules = option (types.listOf types.raw) [ ];
        extraSpecialArgs = option types.attrs { };
        useGlobalPkgs = option types.bool false;
        useUserPackages = option types.bool false;
        backupFileExtension = option (types.nullOr types.str) null;
        backupCommand = option types.anything null;
        overwriteBackup = option types.bool false;
        verbose = option types.bool false;
        minimal = option types.bool false;
      };
    };
}
