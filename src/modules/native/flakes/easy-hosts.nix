# A stand-in for easy-hosts: hosts as options of flake-parts. primops → lib → its outputs
primops: _lib:
let
  inherit (primops) openAttrs;
  module =
    {
      config,
      lib,
      inputs,
      self,
      withSystem,
      ...
    }:
    let
      inherit (lib) types mkOption;
      option = type: default: mkOption { inherit type default; };
      cfg = config.easy-hosts;
      shared = {
        modules = option (types.listOf types.raw) [ ];
        specialArgs = option (types.lazyAttrsOf types.raw) { };
      };
      host =
        { name, ... }:
        {
          options = shared // {
            nixpkgs = option types.raw (inputs.nixpkgs or (primops.unknown "nixpkgs"));
            arch = option types.str "x86_64";
            class = option types.str "nixos";
            system = mkOption { type = types.str; };
            path = option (types.nullOr types.raw) null;
            deployable = option types.bool false;
            tags = option types.raw [ ];
          };
        };
      wanted = lib.filterAttrs (_: h: h.class == "nixos" || h.class == "iso") (cfg.hosts // found);
      # hosts/<arch>-<class>/<name> or hosts/<name>, when the directories make the hosts.
      found =
        if !cfg.autoConstruct || cfg.path == null then
          { }
        else
          builtins.foldl' (a: b: a // b) { } (
            map (
              dir:
              let
                parts = builtins.match "([^-]*)-(.*)" dir;
                names = builtins.attrNames (lib.filterAttrs (_: type: type == "directory") (builtins.readDir (cfg.path + "/${dir}")));
              in
              if cfg.onlySystem == null && parts == null then
                { }
              else
                lib.genAttrs names (name: {
                  arch = builtins.head parts;
                  class = builtins.elemAt parts 1;
                  path = cfg.path + "/${dir}/${name}";
                  modules = [ ];
                  specialArgs = { };
                  nixpkgs = inputs.nixpkgs;
                }
                // builtins.removeAttrs (cfg.hosts.${name} or { }) [ "path" "arch" "class" "system" ])
            ) (builtins.attrNames (lib.filterAttrs (_: type: type == "directory") (builtins.readDir cfg.path)))
          );
      build =
        name: h:
        let
          system = "${h.arch}-linux";
          ofClass = cfg.perClass h.class;
          ofArch = cfg.perArch h.arch;
        in
        withSystem system (
          { self', inputs', ... }:
          h.nixpkgs.lib.nixosSystem {
            specialArgs = {
              inherit inputs self self' inputs';
            }
            // cfg.shared.specialArgs
            // ofClass.specialArgs or { }
            // ofArch.specialArgs or { }
            // h.specialArgs;
            modules = [
              {
                networking.hostName = lib.mkDefault name;
                nixpkgs.hostPlatform = lib.mkDefault system;
              }
            ]
            ++ lib.optional (h.path != null) h.path
            ++ cfg.shared.modules
            ++ ofClass.modules or [ ]
            ++ ofArch.modules or [ ]
            ++ h.modules;
          }
        );
    in
    {
      key = "stand-in:easy-hosts";
      options.easy-hosts = {
        inherit shared;
        path = option (types.nullOr types.raw) null;
        autoConstruct = option types.bool false;
        onlySystem = option (types.nullOr types.str) null;
        perClass = option types.raw (_: { });
        perArch = option types.raw (_: { });
        additionalClasses = option types.raw { };
        hosts = option (types.attrsOf (types.submodule host)) { };
      };
      config.flake.nixosConfigurations = builtins.mapAttrs build wanted;
    };
in
{
  flakeModule = module;
  flakeModules = openAttrs "easy-hosts.flakeModules" { default = module; };
}
