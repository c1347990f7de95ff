# A stand-in for snowfall-lib: systems, modules and homes are found by where they are. primops → lib → its outputs
primops: nixpkgsLib:
let
  inherit (primops) isUnknown openAttrs unknown;
  inherit (builtins)
    attrNames
    baseNameOf
    concatMap
    dirOf
    filter
    isAttrs
    isFunction
    isString
    listToAttrs
    map
    pathExists
    readDir
    removeAttrs
    split
    ;

  # What is there, by kind. Directories that are missing are empty.
  entries = dir: if pathExists dir then readDir dir else { };
  below = kind: dir: map (name: "${toString dir}/${name}") (filter (name: (entries dir).${name} == kind) (attrNames (entries dir)));
  directories = below "directory";
  files = below "regular";
  allFiles = dir: files dir ++ concatMap allFiles (directories dir);
  isNix = file: nixpkgsLib.hasSuffix ".nix" (toString file);
  isDefault = file: baseNameOf file == "default.nix";
  mergeDeep = builtins.foldl' nixpkgsLib.recursiveUpdate { };
  mergeShallow = builtins.foldl' (a: b: a // b) { };
  strictly = v: if isUnknown v then false else v;

  kinds = [ "iso" "install-iso" "install-iso-hyperv" "amazon" "azure" "cloudstack" "do" "docker" "gce" "hyperv" "kexec" "kubevirt" "lxc" "openstack" "proxmox" "qcow" "raw" "sd-" "vagrant" "vm" "virtualbox" "vmware" ];
  # Homes are named `user@host`, or `user` for all hosts of a system.
  splitUserAndHost =
    name:
    let
      parts = filter isString (split "@" name);
    in
    {
      user = builtins.head parts;
      host = if builtins.length parts > 1 then builtins.elemAt parts 1 else "";
    };
  homesOf =
    target:
    map (dir: {
      path = "${dir}/default.nix";
      name = baseNameOf dir;
      system = baseNameOf target;
    }) (filter (dir: pathExists "${dir}/default.nix") (directories target));

  virtualKind = target: nixpkgsLib.findFirst (kind: nixpkgsLib.hasInfix kind target) "" kinds;

  mkLib =
    {
      inputs,
      src,
      snowfall ? { },
      ...
    }:
    let
      root = snowfall.root or src;
      namespace = snowfall.namespace or "internal";
      at = path: "${toString root}/${path}";
      nixpkgs = inputs.nixpkgs or { lib = nixpkgsLib; };
      others = removeAttrs inputs [ "self" "src" ];
      # An input hides a part of nixpkgs' library only when it has one of its own.
      inputLibs = listToAttrs (
        concatMap (
          name:
          let
            own = others.${name}.lib or null;
          in
          if nixpkgsLib ? ${name} && !(strictly (isAttrs own)) then
            [ ]
          else
            [
              {
                inherit name;
                value = own;
              }
            ]
        ) (attrNames others)
      );

      tools = {
        fs = {
          is-file-kind = kind: kind == "regular";
          is-symlink-kind = kind: kind == "symlink";
          is-directory-kind = kind: kind == "directory";
          is-unknown-kind = kind: kind == "unknown";
          get-file = path: "${toString src}/${path}";
          get-snowfall-file = at;
          safe-read-directory = entries;
          get-directories = directories;
          get-files = files;
          get-files-recursive = allFiles;
          get-nix-files = dir: filter isNix (files dir);
          get-nix-files-recursive = dir: filter isNix (allFiles dir);
          get-default-nix-files = dir: filter isDefault (files dir);
          get-default-nix-files-recursive = dir: filter isDefault (allFiles dir);
          get-non-default-nix-files = dir: filter (file: isNix file && !(isDefault file)) (files dir);
          get-non-default-nix-files-recursive = dir: filter (file: isNix file && !(isDefault file)) (allFiles dir);
        };
        attrs = {
          map-concat-attrs-to-list = f: set: nixpkgsLib.flatten (nixpkgsLib.mapAttrsToList f set);
          merge-deep = mergeDeep;
          merge-shallow = mergeShallow;
          merge-shallow-packages = mergeShallow;
        };
        path = {
          has-any-file-extension = file: builtins.match "(.*)\\.(.*)" (toString file) != null;
          has-file-extension = extension: file: nixpkgsLib.hasSuffix ".${extension}" (toString file);
          get-file-extension = file: nixpkgsLib.last (nixpkgsLib.splitString "." (toString file));
          get-parent-directory = file: baseNameOf (dirOf file);
          get-file-name-without-extension = file: nixpkgsLib.head (nixpkgsLib.splitString "." (baseNameOf file));
          get-output-path = file: toString file;
        };
        fp = {
          compose = f: g: x: f (g x);
          call = f: x: f x;
          apply = x: f: f x;
        };
        module = { inherit create-modules; };
        home = {
          split-user-and-host = splitUserAndHost;
          get-target-homes-metadata = homesOf;
        };
        system = {
          is-darwin = nixpkgsLib.hasInfix "darwin";
          is-linux = nixpkgsLib.hasInfix "linux";
          is-virtual = target: virtualKind target != "";
          get-virtual-system-type = virtualKind;
        };
        internal = {
          system-lib = systemLib;
          user-lib = userLib;
        };
      };
      baseLib =
        nixpkgs.lib or nixpkgsLib
        // inputLibs
        // {
          inherit mkFlake;
          snowfall = openAttrs "lib.snowfall" (builtins.mapAttrs (name: openAttrs "lib.snowfall.${name}") tools);
        };
      systemLib = baseLib // {
        ${namespace} = userLib;
      };
      userLib = mergeDeep (
        map (
          file:
          let
            value = import file;
            arguments = {
              inputs = others;
              snowfall-inputs = inputs;
              inherit namespace;
              lib = systemLib;
            };
          in
          if isFunction value then value (builtins.intersectAttrs (builtins.functionArgs value) arguments) else value
        ) (filter isDefault (allFiles (at "lib")))
      );
      withoutSource = removeAttrs inputs [ "src" ];

      create-modules =
        {
          src ? at "modules/nixos",
          overrides ? { },
          alias ? { },
        }:
        let
          base = toString src;
          nameOf = file: nixpkgsLib.removePrefix "/" (nixpkgsLib.removePrefix base (dirOf file));
          found = listToAttrs (
            map (file: {
              name = nameOf file;
              value = wrap file;
            }) (filter isDefault (allFiles src))
          );
        in
        found // builtins.mapAttrs (_: name: found.${name}) alias // overrides;
      wrap =
        file:
        args@{ pkgs, ... }:
        let
          value = import file;
          system = args.system or pkgs.stdenv.hostPlatform.system;
          target = args.target or system;
          more = {
            inherit system target namespace;
            format = args.format or (if nixpkgsLib.hasInfix "darwin" target then "darwin" else "linux");
            virtual = args.virtual or (virtualKind target != "");
            systems = args.systems or { };
            lib = if args.format or "linux" == "home" then args.lib else systemLib;
            inputs = withoutSource;
          };
          result = if isFunction value || (isAttrs value && value ? __functor) then value (args // more) else value;
        in
        if isUnknown result || !(isAttrs result) then result else result // { _file = file; };

      mkFlake =
        options:
        let
          alias = options.alias or { };
          systems = options.systems or { };
          homes = options.homes or { };
          places = concatMap (
            target:
            map (dir: {
              target = baseNameOf target;
              name = baseNameOf dir;
              file = "${dir}/default.nix";
            }) (filter (dir: pathExists "${dir}/default.nix") (directories target))
          ) (directories (at "systems"));
          machines = filter (place: nixpkgsLib.hasSuffix "-linux" place.target) places;
          nixosModules = create-modules { };
          homeModules = create-modules { src = at "modules/home"; };
          hasManager = inputs ? home-manager;

          people = map (
            home: home // splitUserAndHost home.name // { own = homes.users.${home.name} or { }; }
          ) (concatMap homesOf (directories (at "homes")));

          machine =
            place:
            let
              own = systems.hosts.${place.name} or { };
              system = own.system or place.target;
              living = filter (
                person: person.host == place.name || (person.host == "" && person.system == system)
              ) people;
            in
            (own.builder or nixpkgs.lib.nixosSystem or nixpkgsLib.nixosSystem) {
              inherit system;
              specialArgs = own.specialArgs or { } // {
                inherit (place) target;
                inherit system namespace;
                systems = created;
                lib = systemLib;
                host = place.name;
                virtual = false;
                format = "linux";
                inputs = withoutSource;
              };
              modules = [
                place.file
              ]
              ++ builtins.attrValues nixosModules
              ++ own.modules or [ ]
              ++ systems.modules.nixos or [ ]
              ++ [
                (userModule living)
                { networking.hostName = nixpkgsLib.mkDefault place.name; }
              ]
              ++ (
                if hasManager then
                  [
                    inputs.home-manager.nixosModules.home-manager
                    (managerModule place system living)
                  ]
                else
                  [ ]
              );
            };
          created = listToAttrs (
            map (place: {
              inherit (place) name;
              value = machine place;
            }) machines
          );
          managerModule =
            place: system: living:
            { config, ... }:
            {
              _file = "snowfall-lib homes";
              home-manager = {
                useGlobalPkgs = nixpkgsLib.mkDefault true;
                sharedModules = builtins.attrValues homeModules ++ homes.modules or [ ] ++ [ homeModule ];
                extraSpecialArgs = {
                  inherit system namespace;
                  inherit (place) target;
                  host = place.name;
                  format = "home";
                  virtual = false;
                  systems = created;
                  inputs = withoutSource;
                  lib = systemLib // {
                    hm = inputs.home-manager.lib.hm or (unknown "the library of Home Manager");
                  };
                };
                users = listToAttrs (
                  map (person: {
                    name = person.user;
                    value = {
                      imports = [
                        person.path
                        config.snowfallorg.users.${person.user}.home.config
                        { _module.args = removeAttrs (person.own.specialArgs or { }) [ "options" "config" "lib" "pkgs" "specialArgs" "host" ]; }
                      ]
                      ++ person.own.modules or [ ];
                      snowfallorg.user = {
                        enable = nixpkgsLib.mkDefault true;
                        name = nixpkgsLib.mkDefault person.user;
                      };
                    };
                  }) living
                );
              };
            };
          result = {
            nixosConfigurations = created;
            nixosModules = create-modules {
              overrides = options.modules.nixos or { };
              alias = alias.modules.nixos or { };
            };
            homeModules = create-modules {
              src = at "modules/home";
              overrides = options.modules.home or { };
              alias = alias.modules.home or { };
            };
            lib = userLib;
            snowfall = openAttrs "snowfall" {
              config = {
                inherit src root namespace;
              };
              raw-config = snowfall;
              internal-lib = systemLib;
              user-lib = userLib;
            };
          };
        in
        openAttrs "outputs of snowfall-lib" result;
    in
    mergeDeep [
      baseLib
      userLib
    ];

  userModule =
    living:
    { config, lib, ... }:
    let
      inherit (lib) types mkDefault mkOption;
      option = type: default: mkOption { inherit type default; };
      user =
        { name, ... }:
        {
          options = {
            create = option types.bool true;
            admin = option types.bool true;
            home = {
              enable = option types.bool true;
              path = option types.str "/home/${name}";
              config = option types.deferredModule { };
            };
          };
        };
    in
    {
      _file = "snowfall-lib users";
      imports = [ (nixpkgsLib.mkRenamedOptionModule [ "snowfallorg" "user" ] [ "snowfallorg" "users" ]) ];
      options.snowfallorg.users = option (types.attrsOf (types.submodule user)) { };
      config = {
        snowfallorg.users = listToAttrs (
          map (person: {
            name = person.user;
            value = { };
          }) living
        );
        users.users = builtins.mapAttrs (
          name: u:
          lib.mkIf u.create {
            isNormalUser = mkDefault true;
            name = mkDefault name;
            home = mkDefault u.home.path;
            group = mkDefault "users";
            extraGroups = if u.admin then [ "wheel" ] else [ ];
          }
        ) config.snowfallorg.users;
      };
    };
  homeModule =
    args@{ config, lib, ... }:
    let
      inherit (lib) types mkOption;
      cfg = config.snowfallorg.user;
    in
    {
      _file = "snowfall-lib home";
      options.snowfallorg.user = {
        enable = mkOption {
          type = types.bool;
          default = false;
        };
        name = mkOption { type = types.str; };
        home.directory = mkOption {
          type = types.str;
          default = args.osConfig.users.users.${cfg.name}.home or "/home/${cfg.name}";
        };
      };
      config = lib.mkIf cfg.enable {
        home.username = lib.mkDefault cfg.name;
        home.homeDirectory = lib.mkDefault cfg.home.directory;
      };
    };
in
{
  inherit mkLib;
  mkFlake = options: (mkLib { inherit (options) inputs src; snowfall = options.snowfall or { }; }).mkFlake (removeAttrs options [ "inputs" "src" ]);
  nixosModules.user = userModule [ ];
  homeModules.user = homeModule;
}
