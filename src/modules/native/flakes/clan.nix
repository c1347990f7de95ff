# A stand-in for clan-core: the machines of a clan as hosts. primops → lib → its outputs
#
# What its own modules and services set is not known, so no host of a clan is known to its end. What the project adds to the
# machines of a role is.
primops: nativeLib:
let
  inherit (primops) openAttrs unknown;
  reason = "input `clan-core` is not on disk";
  own = unknown reason;

  clan =
    {
      config,
      lib,
      self,
      nixpkgs,
      ...
    }:
    let
      # Members that nobody declares are known to the embedded library alone.
      inherit (nativeLib) types mkOption;
      option = type: default: mkOption { inherit type default; };
      machine = types.submoduleWith {
        open = true;
        modules = [
          {
            freeformType = types.lazyAttrsOf types.anything;
            options = {
              machineClass = option types.str "nixos";
              tags = option (types.listOf types.str) [ ];
            };
          }
        ];
      };
      role = types.submoduleWith {
        open = true;
        modules = [
          {
            freeformType = types.lazyAttrsOf types.anything;
            options = {
              machines = option (types.lazyAttrsOf types.anything) { };
              tags = option (types.coercedTo (types.listOf types.str) (names: lib.genAttrs names (_: { })) (
                types.lazyAttrsOf types.anything
              )) { };
              extraModules = option (types.listOf types.raw) [ ];
            };
          }
        ];
      };
      # A service, and who takes which part in it.
      instance = types.submoduleWith {
        open = true;
        modules = [
          {
            freeformType = types.lazyAttrsOf types.anything;
            options.roles = option (types.lazyAttrsOf role) { };
          }
        ];
      };
      members = set: if primops.isUnknown set then [ ] else builtins.attrValues (primops.closed set);
      surely = known: !(primops.isUnknown known) && known;
      modulesOf =
        name:
        let
          machine = config.inventory.machines.${name};
          given = builtins.filter (tag: surely (builtins.elem name (config.inventory.tags.${tag} or [ ]))) (
            if primops.isUnknown config.inventory.tags then [ ] else builtins.attrNames config.inventory.tags
          );
          tags = [
            "all"
            machine.machineClass
          ]
          ++ given
          ++ (if primops.isUnknown machine.tags then [ ] else primops.closed machine.tags);
          plays = role: surely (role.machines ? ${name}) || builtins.any (tag: surely (role.tags ? ${tag})) tags;
          roles = builtins.concatMap (instance: members instance.roles) (members config.inventory.instances);
          # A file can be named by its place in the directory of the clan.
          placed =
            module:
            if builtins.isString module && builtins.match "/.*" module == null then "${directory}/${module}" else module;
        in
        builtins.concatMap (role: map placed (primops.closed role.extraModules)) (
          builtins.filter (role: plays role && !(primops.isUnknown role.extraModules)) roles
        );
      # The directories in machines/, and what the program `clan` writes down.
      directory = toString config.directory;
      entries = "${directory}/machines";
      found =
        if builtins.pathExists entries then
          lib.filterAttrs (_: type: type == "directory") (builtins.readDir entries)
        else
          { };
      written =
        if builtins.pathExists "${directory}/inventory.json" then
          builtins.fromJSON (builtins.readFile "${directory}/inventory.json")
        else
          { };
      wanted = lib.filterAttrs (_: machine: machine.machineClass == "nixos") config.inventory.machines;
      build =
        name: _:
        nixpkgs.lib.nixosSystem {
          specialArgs = {
            clan-core = openAttrs reason { };
            inherit (config) self;
          }
          // config.specialArgs;
          modules =
            builtins.filter builtins.pathExists (
              map (file: "${entries}/${name}/${file}") [
                "configuration.nix"
                "hardware-configuration.nix"
                "disko.nix"
              ]
            )
            ++ [
              { networking.hostName = lib.mkDefault name; }
              (config.machines.${name} or { })
              own
            ]
            ++ modulesOf name;
        };
    in
    {
      freeformType = types.lazyAttrsOf types.anything;
      options = {
        self = option types.raw self;
        directory = option types.raw config.self;
        specialArgs = option (types.lazyAttrsOf types.raw) { };
        machines = option (types.lazyAttrsOf types.deferredModule) { };
        inventory = mkOption {
          default = { };
          type = types.submoduleWith {
            open = true;
            modules = [
              {
                freeformType = types.lazyAttrsOf types.anything;
                options = {
                  machines = option (types.lazyAttrsOf machine) { };
                  instances = option (types.lazyAttrsOf instance) { };
                  tags = option (types.lazyAttrsOf types.anything) { };
                };
              }
            ];
          };
        };
        nixosConfigurations = option (types.lazyAttrsOf types.raw) { };
        nixosModules = option (types.lazyAttrsOf types.raw) { };
      };
      config = {
        inventory.machines = lib.mkMerge [
          (builtins.mapAttrs (_: _: { }) (found // config.machines))
          (builtins.mapAttrs (_: machine: builtins.intersectAttrs { machineClass = null; tags = null; } machine) (written.machines or { }))
        ];
        nixosConfigurations = builtins.mapAttrs build wanted;
      };
    };
  argumentsOf = self: nixpkgs: {
    inherit self nixpkgs;
  };

  flakeModule =
    {
      config,
      lib,
      inputs,
      self,
      ...
    }:
    {
      key = "stand-in:clan-core";
      imports = [ (lib.mkRenamedOptionModule [ "clan" ] [ "flake" "clan" ]) ];
      options.flake.clan = lib.mkOption {
        default = { };
        type = nativeLib.types.submoduleWith {
          open = true;
          specialArgs = argumentsOf self (inputs.nixpkgs or (unknown "nixpkgs"));
          modules = [ clan ];
        };
      };
      config.flake.nixosConfigurations = config.flake.clan.nixosConfigurations;
    };

  make =
    { self, ... }@args:
    let
      evaluated = nativeLib.evalModules {
        class = "clan";
        open = true;
        specialArgs = argumentsOf self (self.inputs.nixpkgs or { lib = nativeLib; });
        modules = [
          clan
          args
        ];
      };
    in
    evaluated // { inherit (evaluated.config) nixosConfigurations nixosModules; };
in
{
  flakeModules = openAttrs reason {
    default = flakeModule;
    clan = flakeModule;
  };
  lib = openAttrs reason {
    clan = make;
    buildClan = make;
  };
}
