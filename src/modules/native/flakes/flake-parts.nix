# A stand-in for flake-parts. primops → lib → its outputs
primops: nativeLib:
let
  inherit (primops) openAttrs unknown;
  # Why something is not known: modules that could not be read.
  because = lost: primops.joined (map (module: module.reason) lost);

  library =
    lib:
    let
      inherit (lib) types mkOption;
    in
    rec {
      mkSubmoduleOptions =
        options:
        mkOption {
          type = types.submoduleWith { modules = [ { inherit options; } ]; };
        };
      mkPerSystemType = module: deferred [ module ];
      mkPerSystemOption = module: mkOption { type = deferred [ module ]; };
      mkDeferredModuleType = mkPerSystemType;
      mkDeferredModuleOption = mkPerSystemOption;
      deferred =
        modules:
        types.deferredModuleWith {
          staticModules = modules;
        };
      mkTransposedPerSystemModule =
        {
          name,
          option,
          file ? "<flake-parts>",
        }:
        {
          _file = file;
          options.flake = mkSubmoduleOptions {
            ${name} = mkOption {
              type = types.attrsWith {
                elemType = option.type;
                lazy = true;
                placeholder = "system";
              };
              default = { };
            };
          };
          options.perSystem = mkPerSystemOption ({ ... }: { options.${name} = option; });
          config.transposition.${name} = { };
        };
      importApply = lib.modules.importApply;
      importAndPublish = _name: module: { imports = [ module ]; };
      evalFlakeModule =
        {
          inputs ? self.inputs,
          specialArgs ? { },
          self ? inputs.self or (unknown "self"),
          moduleLocation ? "flake.nix",
        }:
        module:
        lib.evalModules {
          class = "flake";
          # What other flakes add to it is not always at hand.
          open = true;
          specialArgs = {
            inherit self inputs moduleLocation;
            flake-parts-lib = library lib;
          }
          // specialArgs;
          modules = [
            core
            module
          ];
        };
      mkFlake =
        args: module:
        let
          evaluated = evalFlakeModule args module;
          inherit (evaluated) config;
          lost = evaluated._module.unknownImports;
          hosts = config.flake.nixosConfigurations;
        in
        config.flake
        // {
          # Where no host is seen, what is not seen may make them.
          nixosConfigurations =
            if lost != [ ] && !primops.isUnknown hosts && builtins.attrNames hosts == [ ] then
              openAttrs (because lost) hosts
            else
              hosts;
        }
        // builtins.mapAttrs (_: name: unknown "the partition `${name}` of flake-parts, and input `flake-parts` is not on disk") (
          if primops.isUnknown config.partitionedAttrs then { } else primops.closed config.partitionedAttrs
        );
    };

  core =
    {
      config,
      lib,
      inputs,
      self,
      flake-parts-lib,
      moduleLocation,
      ...
    }:
    let
      # Whatever `lib` is given to the modules: members that nobody declares are known to the embedded library alone.
      inherit (nativeLib) types mkOption;
      option = type: default: mkOption { inherit type default; };
      outputs = option (types.lazyAttrsOf types.raw) { };
      module = types.deferredModule;
      # Modules know where they come from.
      located =
        class: path:
        builtins.mapAttrs (
          name: value: {
            _class = class;
            _file = "${toString moduleLocation}#${path}.${name}";
            imports = [ value ];
          }
        );
      modulesOption =
        class: path:
        mkOption {
          type = types.lazyAttrsOf module;
          default = { };
          apply = located class path;
        };
      perInput = system: flake: builtins.mapAttrs (name: _: flake.${name}.${system} or (unknown "${name}.${system}")) (
        removeAttrs flake [ "inputs" "outputs" "sourceInfo" "outPath" "_type" ]
      );
      withSystem = system: f: f (evaluated.${system}._module.args // { inherit (evaluated.${system}) config options; });
      # Modules that are not on disk may define more packages.
      lost = config._module.unknownImports or [ ];
      lenient = primops.lenientAttrs (because lost);
      more = if lost == [ ] then packages: packages else lenient;
      evaluated = lib.genAttrs config.systems (
        system:
        nativeLib.evalModules {
          class = "perSystem";
          open = true;
          prefix = [ "perSystem" system ];
          modules = [
            config.perSystem
            {
              _module.args = {
                inherit system;
                inputs' = builtins.mapAttrs (_: perInput system) inputs;
                self' = perInput system self;
                pkgs = lib.mkOptionDefault (inputs.nixpkgs.legacyPackages.${system} or (unknown "pkgs"));
              };
            }
          ];
        }
      );
    in
    {
      options = {
        systems = option (types.listOf types.str) [ ];
        debug = option types.bool false;
        perInput = mkOption { type = types.raw; default = perInput; };
        transposition = option (types.lazyAttrsOf (types.submodule { options.adHoc = option types.bool false; })) { };
        perSystem = mkOption {
          type = types.deferredModule;
          default = { };
        };
        allSystems = mkOption { type = types.lazyAttrsOf types.raw; };
        partitions = option types.anything { };
        partitionedAttrs = option (types.lazyAttrsOf types.str) { };
        flake = mkOption {
          type = types.submoduleWith {
            open = true;
            modules = [
              {
                freeformType = types.lazyAttrsOf types.anything;
                options = {
                  nixosConfigurations = outputs;
                  overlays = outputs;
                  nixosModules = modulesOption "nixos" "nixosModules";
                  modules = mkOption {
                    type = types.lazyAttrsOf (types.lazyAttrsOf module);
                    default = { };
                    apply = builtins.mapAttrs (class: located class "modules.${class}");
                  };
                };
              }
            ];
          };
          default = { };
          # They may define more of what is there, too.
          apply =
            outputs:
            if lost == [ ] then
              outputs
            else
              lenient (builtins.mapAttrs (_: output: if !(primops.isUnknown output) && builtins.isAttrs output then lenient output else output) outputs);
        };
      };
      config = {
        allSystems = builtins.mapAttrs (_: e: e.config) evaluated;
        flake = lib.genAttrs
          [ "packages" "devShells" "checks" "apps" "legacyPackages" "formatter" ]
          (name: lib.mkOptionDefault (builtins.mapAttrs (_: system: more (system.${name} or (if lost == [ ] then unknown name else because lost))) config.allSystems));
        _module.args = {
          inherit withSystem;
          getSystem = system: config.allSystems.${system};
          moduleWithSystem =
            module:
            lib.setFunctionArgs (
              args:
              let
                system = args.pkgs.stdenv.hostPlatform.system;
              in
              {
                imports = [ (withSystem system module) ];
              }
            ) { pkgs = false; };
        };
      };
    };
  empty = { };
in
{
  lib = openAttrs "flake-parts.lib" (library nativeLib);
  flakeModules = openAttrs "flake-parts.flakeModules" {
    modules = empty;
    flakeModules = empty;
    easyOverlay = empty;
    bundlers = empty;
    partitions = empty;
    touchup = empty;
  };
}
