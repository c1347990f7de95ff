# A stand-in for den: hosts and users have aspects, which are modules by class and include each other. primops → lib → its outputs
#
# Policies, quirks and stages of the context that the project adds are not followed: then hosts have modules that are not known.
primops: nativeLib:
let
  inherit (primops) openAttrs unknown;
  inherit (builtins)
    any
    attrNames
    attrValues
    concatMap
    elem
    filter
    functionArgs
    listToAttrs
    map
    ;
  inherit (import ./aspects.nix primops nativeLib) modulesOf typesOf lenient;
  strip = primops.closed;
  one = function: {
    includes = [ function ];
  };

  module =
    {
      config,
      lib,
      inputs,
      ...
    }:
    let
      inherit (lib) types;
      inherit (typesOf lib) aspect option;
      den = config.den;
      quirks = builtins.mapAttrs (name: _: unknown "the quirk `${name}` of den") (strip (den.quirks or { }));
      modulesFor = at: modulesOf (at // { inherit quirks; });
      schemaOf = kind: den.schema.${kind} or { };

      userType =
        host:
        types.submodule (
          { name, config, ... }:
          {
            freeformType = types.attrsOf types.anything;
            imports = [ (schemaOf "user") ];
            config._module.args = {
              inherit host;
              user = config;
            };
            options = {
              name = option types.str name;
              userName = option types.str name;
              classes = option (types.listOf types.str) [ "user" ];
              includes = option (types.listOf types.raw) [ ];
              aspect = option types.raw (den.aspects.${config.name} or { });
              host = option types.raw host;
            };
          }
        );
      hostType =
        system:
        types.submodule (
          { name, config, ... }:
          {
            freeformType = types.attrsOf types.anything;
            imports = [ (schemaOf "host") ];
            config._module.args.host = config;
            options = {
              name = option types.str name;
              hostName = option types.str config.name;
              # Beside systems with hosts there may be hosts that say theirs.
              system = if system == null then lib.mkOption { type = types.str; } else option types.str system;
              class = option types.str (if lib.hasSuffix "darwin" config.system then "darwin" else "nixos");
              description = option types.str "";
              includes = option (types.listOf types.raw) [ ];
              aspect = option types.raw (den.aspects.${config.name} or { });
              users = option (types.attrsOf (userType config)) { };
              instantiate = option types.raw (inputs.nixpkgs.lib.nixosSystem or nativeLib.nixosSystem);
              intoAttr = option (types.listOf types.str) [ "nixosConfigurations" config.name ];
            };
          }
        );
      systemType = types.submodule (
        { name, ... }:
        {
          freeformType = types.lazyAttrsOf (hostType name);
        }
      );
      isSystem = name: elem name nativeLib.systems.flakeExposed;
      # Hosts may ask for others: which system one says is read off its definitions.
      memberType = systemType // {
        merge =
          loc: defs:
          if isSystem (lib.last loc) then
            systemType.merge loc defs
          else
            {
              said = concatMap (def: if builtins.isAttrs def.value && def.value ? system then [ def.value.system ] else [ ]) defs;
              host = (hostType null).merge loc defs;
            };
      };
      bySystem =
        members:
        let
          flat = filter (name: !(isSystem name)) (attrNames members);
          add =
            all: name:
            let
              inherit (members.${name}) host said;
              known = filter (text: !(primops.isUnknown text) && builtins.isString text) said;
              system = if known == [ ] then primops.system else builtins.head known;
            in
            all // { ${system} = all.${system} or { } // { ${name} = host; }; };
        in
        builtins.foldl' add (lib.filterAttrs (name: _: isSystem name) members) flat;

      ofUser =
        host: user:
        let
          context = { inherit host user; };
          shared = user.includes ++ [ (den.ctx.user or { }) ];
          every = class: concatMap (modulesFor { inherit class context; }) ([ user.aspect ] ++ shared);
          hasClass = class: elem class user.classes;
          home = every "homeManager" ++ modulesFor { class = "homeManager"; inherit context; } den.default;
        in
        every "nixos"
        ++ modulesFor { class = "nixos"; needs = "user"; inherit context; } den.default
        ++ [ { users.users.${user.userName} = { ... }: { imports = every "user"; }; } ]
        ++ (if hasClass "homeManager" then [ { home-manager.users.${user.userName} = { ... }: { imports = home; }; } ] else [ ]);
      modulesOfHost =
        host:
        let
          users = attrValues host.users;
          context = { inherit host; };
        in
        [
          {
            key = "stand-in:den.host";
            nixpkgs.hostPlatform = lib.mkDefault host.system;
          }
        ]
        ++ concatMap (modulesFor { class = "nixos"; inherit context; }) (
          [ host.aspect den.default (den.ctx.host or { }) ] ++ host.includes
        )
        ++ concatMap (ofUser host) users
        ++ (
          if any (user: elem "homeManager" user.classes) users && inputs ? home-manager then
            [ inputs.home-manager.nixosModules.home-manager ]
          else
            [ ]
        )
        ++ map (name: unknown "`den.${name}` is not followed") (filter (name: den ? ${name}) [ "policies" "quirks" ]);

      machines = filter (host: host.class == "nixos" && host.intoAttr != [ ]) (concatMap attrValues (attrValues (strip den.hosts)));
    in
    {
      key = "stand-in:den";
      options.den = {
        hosts = option (types.lazyAttrsOf memberType) { } // { apply = bySystem; };
        homes = option types.raw { };
        schema = option (types.lazyAttrsOf types.deferredModule) { };
        aspects = option (types.lazyAttrsOf aspect) { };
        ctx = option (types.lazyAttrsOf aspect) { };
        default = option aspect { };
        provides = option (types.lazyAttrsOf aspect) { };
        batteries = option (types.lazyAttrsOf aspect) { } // { apply = own: lenient "den.batteries" (den.provides // strip own); };
        _ = option types.raw (lenient "den.provides" den.provides);
        lib = option types.raw denLib;
      };
      config = {
        _module.args.den = lenient "den" den;
        den.provides = provides lib;
        flake.nixosConfigurations = listToAttrs (
          map (host: {
            name = lib.last host.intoAttr;
            value = host.instantiate { modules = modulesOfHost host; };
          }) machines
        );
      };
    };
  only = names: aspect: one {
    __only = names;
    inherit aspect;
  };
  denLib = lenient "den.lib" {
    perHost = only [ "host" ];
    perUser = only [ "host" "user" ];
    perHome = only [ "home" ];
    parametric = {
      __functor = _: aspect: aspect;
      atLeast = aspect: aspect;
      exactly = aspect: aspect;
    };
    take = {
      exactly = function: only (attrNames (functionArgs function)) function;
      atLeast = function: function;
      upTo = function: function;
      unused = _: used: used;
    };
    aspects = lenient "den.lib.aspects" {
      resolve = class: aspect: { imports = modulesOf { inherit class; context = { }; } aspect; };
    };
  };

  provides =
    lib:
    let
      home = host: user: if lib.hasSuffix "darwin" host.system then "/Users/${user.userName}" else "/home/${user.userName}";
      mutual = from: to: from.aspect.provides.${to.name} or { };
      everybody = from: whom: from.aspect.provides.${whom} or { };
    in
    {
      define-user = one (
        { host, user }:
        {
          nixos.users.users.${user.userName} = {
            name = user.userName;
            home = home host user;
            isNormalUser = true;
          };
          homeManager.home = {
            username = user.userName;
            homeDirectory = home host user;
          };
        }
      );
      hostname = one ({ host, ... }: { nixos.networking.hostName = host.hostName; });
      primary-user = one (
        { user, host, ... }:
        {
          nixos.users.users.${user.userName} = {
            isNormalUser = true;
            extraGroups = [ "wheel" "networkmanager" ];
          };
        }
      );
      user-shell = shell: one (
        { host, user }:
        {
          nixos =
            { pkgs, ... }:
            {
              programs.${shell}.enable = true;
              users.users.${user.userName}.shell = pkgs.${shell};
            };
          homeManager.programs.${shell}.enable = true;
        }
      );
      host-aspects = one (
        { host, user }:
        {
          homeManager.imports = modulesOf {
            class = "homeManager";
            context = { inherit host user; };
          } host.aspect;
        }
      );
      mutual-provider = one (
        { host, user }:
        {
          includes = [
            (mutual host user)
            (mutual user host)
            (everybody host "to-users")
            (everybody user "to-hosts")
          ]
          ++ concatMap (other: [ (mutual other user) (everybody other "to-users") ]) (
            filter (other: other.name != user.name) (attrValues host.users)
          );
        }
      );
      # They allow packages, and give modules arguments.
      unfree = _names: { };
      insecure = _names: { };
      tty-autologin = _user: { };
      "inputs'" = {
        nixos._module.args."inputs'" = unknown "inputs'";
        homeManager._module.args."inputs'" = unknown "inputs'";
      };
      "self'" = {
        nixos._module.args."self'" = unknown "self'";
        homeManager._module.args."self'" = unknown "self'";
      };
      os-user = { };
      os-class = { };
      forward = forward: one { __forward = forward; };
      import-tree = root: one (
        { class, ... }:
        let
          dir = "${toString root}/_${class}";
        in
        if builtins.pathExists dir then
          { ${class}.imports = filter (lib.hasSuffix ".nix") (map toString (lib.filesystem.listFilesRecursive dir)); }
        else
          { }
      );
    };
in
{
  flakeModule = module;
  flakeModules = openAttrs "den.flakeModules" {
    default = module;
    dendritic = module;
    strict = { };
  };
  modules.flake = openAttrs "den.modules.flake" { default = module; };
  nixModule =
    inputs:
    {
      imports = [ module ];
      _module.args = { inherit inputs; };
    };
}
