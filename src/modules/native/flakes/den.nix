# A stand-in for den: hosts and users have aspects, which are modules by class and include each other. primops → lib → its outputs
#
# Policies, quirks and stages of the context that the project adds are not followed: then hosts have modules that are not known.
primops: nativeLib:
let
  inherit (primops) isUnknown openAttrs unknown;
  inherit (builtins)
    any
    attrNames
    attrValues
    concatMap
    concatStringsSep
    elem
    filter
    functionArgs
    intersectAttrs
    isAttrs
    isFunction
    listToAttrs
    map
    removeAttrs
    ;
  strip = primops.closed or (v: v);
  lenient = primops.lenientAttrs or openAttrs;
  one = function: {
    includes = [ function ];
  };

  # The modules of a class that an aspect gives in a context. With `needs`, only what asks for that of the context: the rest was
  # included where there was less of it.
  modulesOf =
    at@{ class, context, needs ? null }:
    aspect:
    let
      given = context // {
        inherit class;
        aspect-chain = [ (context.host.aspect or { }) ];
      };
      callable = isFunction aspect || aspect ? __functor && !(aspect ? includes);
      call = if isFunction aspect then aspect else aspect.__functor aspect;
      wanted = functionArgs call;
      missing = any (name: !wanted.${name} && !(given ? ${name})) (attrNames wanted);
      # `os` is for every operating system.
      names = if class == "nixos" then [ "nixos" "os" ] else [ class ];
      plain = aspect.__own or aspect;
      own = concatMap (
        name: if plain ? ${name} then [ (keyed name aspect (adapted context plain.${name})) ] else [ ]
      ) names;
      includes = aspect.includes or [ ];
    in
    if isUnknown aspect then
      [ aspect ]
    else if callable then
      (
        if wanted == { } then
          [ (unknown "a function of den that takes no context") ]
        else if missing || needs != null && !(wanted ? ${needs}) then
          [ ]
        else
          modulesOf (at // { needs = null; }) (call (intersectAttrs wanted given))
      )
    else if !(isAttrs aspect) then
      [ (unknown "an aspect of den that is no set") ]
    else if aspect ? __only then
      (if attrNames context == aspect.__only then modulesOf (at // { needs = null; }) aspect.aspect else [ ])
    else if aspect ? __forward then
      concatMap (forwarded at aspect.__forward) aspect.__forward.each
    else
      (if needs == null then own else [ ])
      ++ (if isUnknown includes then [ includes ] else concatMap (modulesOf at) (strip includes));
  # The modules of one class as a part of another: those of `persist`, say, as `environment.persistence."/persist"`.
  forwarded =
    at: forward: item:
    let
      path = forward.intoPath item;
      from = if forward ? fromAspect then forward.fromAspect item else item.aspect or item;
      imports = modulesOf (at // { class = forward.fromClass item; needs = null; }) from;
      module = if path == [ ] then { inherit imports; } else nativeLib.setAttrByPath path ({ ... }: { inherit imports; });
      holds = args: let answer = forward.guard args; in if isFunction answer then answer item else answer;
    in
    if forward.intoClass item != at.class then
      [ ]
    else if isFunction path || forward ? adaptArgs || forward ? adapterModule || forward ? mapModule then
      [ (unknown "a class of den that is forwarded with changes") ]
    else if forward ? guard then
      [ (nativeLib.setFunctionArgs (args: nativeLib.mkIf (holds args) module) (functionArgs forward.guard)) ]
    else
      [ module ];
  # An aspect that is included twice counts once, unless it is another for each user.
  keyed =
    class: aspect: { module, forUser }:
    if !(aspect ? __path) || forUser then
      module
    else
      {
        key = "den:${class}@${aspect.__path}";
        imports = [ module ];
      };
  # The module with what it asks for of the context.
  adapted =
    context: module:
    let
      wanted = if isFunction module then functionArgs module else { };
      found = intersectAttrs wanted context;
      parts = map (adapted context) (strip module.imports);
    in
    if isUnknown module then
      { inherit module; forUser = false; }
    else if isFunction module && found != { } then
      {
        module = nativeLib.setFunctionArgs (args: module (args // found)) (removeAttrs wanted (attrNames found));
        forUser = found ? user;
      }
    else if isAttrs module && module ? imports && !(isUnknown module.imports) then
      {
        module = module // { imports = map (part: part.module) parts; };
        forUser = any (part: part.forUser) parts;
      }
    else
      { inherit module; forUser = false; };

  typesOf =
    lib:
    let
      inherit (lib) mkOption types;
      option = type: default: mkOption { inherit type default; };
      isBare = v: isFunction v && functionArgs v == { };
      body = types.submodule {
        freeformType = types.lazyAttrsOf types.deferredModule;
        imports = [ (lib.mkAliasOptionModule [ "_" ] [ "provides" ]) ];
        options = {
          name = option types.raw null;
          description = option types.raw "";
          meta = option types.raw { };
          includes = option (types.listOf types.raw) [ ];
          provides = option (types.lazyAttrsOf aspect) { };
        };
      };
      # It knows its name.
      located = body // {
        merge =
          loc: defs:
          let
            own = body.merge loc defs;
          in
          # What it provides can be selected from it, too.
          own.provides // own // { __own = own; __path = concatStringsSep "." loc; };
      };
      # A function of the context is an aspect; one that takes a plain argument gives one.
      aspect = types.either (types.addCheck types.raw isBare) (types.coercedTo (types.addCheck types.raw (v: isFunction v && !(isBare v))) one located);
    in
    {
      inherit aspect option;
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
              system = option types.str system;
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

      ofUser =
        host: user:
        let
          context = { inherit host user; };
          shared = user.includes ++ [ (den.ctx.user or { }) ];
          every = class: concatMap (modulesOf { inherit class context; }) ([ user.aspect ] ++ shared);
          hasClass = class: elem class user.classes;
          home = every "homeManager" ++ modulesOf { class = "homeManager"; inherit context; } den.default;
        in
        every "nixos"
        ++ modulesOf { class = "nixos"; needs = "user"; inherit context; } den.default
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
        ++ concatMap (modulesOf { class = "nixos"; inherit context; }) (
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
        hosts = option (types.lazyAttrsOf systemType) { };
        homes = option types.raw { };
        schema = option (types.lazyAttrsOf types.deferredModule) { };
        aspects = option (types.lazyAttrsOf aspect) { };
        ctx = option (types.lazyAttrsOf aspect) { };
        default = option aspect { };
        provides = option (types.lazyAttrsOf aspect) { };
        batteries = option types.raw (lenient "den.batteries" den.provides);
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
