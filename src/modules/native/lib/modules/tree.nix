# Declarations and definitions, level by level, become the trees `options` and `config`.
#
# Where nobody declares an option the definitions speak for themselves: sets are prefixes, everything else is a value.
{ lib, primops }:
let
  inherit (builtins)
    all
    attrNames
    concatMap
    concatStringsSep
    elem
    filter
    mapAttrs
    removeAttrs
    ;
  inherit (primops)
    counted
    declarations
    declared
    distribute
    may
    optionChildren
    optionDefault
    optionNames
    optionsOf
    unknown
    unlessCyclic
    ;
  properties = import ./properties.nix { inherit lib primops; };
  merging = import ./merge.nix { inherit lib primops; };
  declare = import ./declare.nix { inherit lib primops; };
  inherit (properties) shapes;

  # Options that nobody here declares: unknown when asked for, but nobody defines them either. A module that could not be read
  # might; that is `_module.open`.
  openAttrs = primops.lenientAttrs;
  showLoc = lib.options.showOption;

  fallback =
    env: loc:
    let
      shipped = optionDefault loc;
    in
    if env.shipped && shipped.found then shipped.value else unknown "nobody defines ${showLoc loc}";

  namespaces = builtins.listToAttrs (
    map
      (name: {
        inherit name;
        value = null;
      })
      [
        "accounts"
        "boot"
        "console"
        "containers"
        "dconf"
        "disko"
        "documentation"
        "environment"
        "fonts"
        "gtk"
        "hardware"
        "home"
        "home-manager"
        "i18n"
        "image"
        "lib"
        "location"
        "networking"
        "nix"
        "nixpkgs"
        "power"
        "powerManagement"
        "preservation"
        "programs"
        "qt"
        "security"
        "services"
        "snapraid"
        "sops"
        "system"
        "systemd"
        "targets"
        "time"
        "users"
        "virtualisation"
        "wayland"
        "xdg"
        "xresources"
        "xsession"
      ]
  );
in
rec {
  # The value at an undeclared place.
  undeclared =
    env: loc: defs:
    let
      kinds = concatMap (d: shapes d.value) defs;
      prefix = elem "set" kinds && !(elem "leaf" kinds);
    in
    if prefix then undeclaredPrefix env loc (distribute defs) else merging.mergeUndeclared loc defs (fallback env loc);

  undeclaredPrefix =
    env: loc: pushed:
    let
      children = pushed.members;
      plain = mapAttrs (name: defs: undeclared env (loc ++ [ name ]) defs) children;
    in
    openAttrs (concatStringsSep "." loc) (
      shippedChildren env loc children // (if env.shipped && optionNames loc then existing children plain else plain)
    );

  # The names that exist below an option of NixOS that has any names. There, as in NixOS, conditions decide about names.
  existing =
    children: values:
    let
      definitions = mapAttrs (_name: counted) children;
      absent = filter (name: definitions.${name} == [ ]) (attrNames definitions);
    in
    mapAttrs (name: value: if all (d: d.may) definitions.${name} then may value else value) (removeAttrs values absent);

  # Options that shipped knowledge knows of below this place and nobody here mentions.
  shippedChildren = env: loc: present: if env.shipped then optionChildren loc present else { };

  # One level.  env: open (undeclared options are expected), freeform, shipped (whether these are the options of NixOS), unread
  # (which modules are not read: "none", "quiet" ones, "some").
  # Whoever declares options of a namespace of their own declares all of it.
  level = env: loc: decls: defs: levelAt false env loc (declarations decls) (distribute defs);
  root = levelAt true;
  # Declarations and definitions by name: those of a level are taken apart once.
  levelAt =
    root: env: loc: declsByName: pushed:
    let
      defsByName = pushed.members;
      # What is unknown as a whole may define each member.
      fromLost = map (p: {
        inherit (p) file;
        may = true;
        value = p.value;
      }) pushed.lost;
      closed = env // {
        open = false;
      };
      nodes = mapAttrs (
        name: ds:
        node (if root && !(namespaces ? ${name}) then closed else env) (loc ++ [ name ]) ds (
          if fromLost == [ ] then defsByName.${name} or [ ] else (defsByName.${name} or [ ]) ++ fromLost
        )
      ) declsByName;
      strangers = removeAttrs defsByName (attrNames declsByName);
      declaredConfig = mapAttrs (_name: n: n.config) nodes;
    in
    {
      # What nobody here declares may be an option all the same: `options.boot ? lanzaboote`.
      options =
        let
          own = mapAttrs (_name: n: n.options) nodes;
        in
        if !env.open then
          own
        else if env.shipped then
          optionsOf env.unread loc own
        else
          primops.openAttrs (concatStringsSep "." ([ "options" ] ++ loc)) own;
      config =
        if env.freeform then
          declaredConfig
        else if env.open then
          openAttrs (concatStringsSep "." loc) (
            shippedChildren env loc (declaredConfig // strangers)
            // mapAttrs (name: ds: undeclared env (loc ++ [ name ]) ds) strangers
            // declaredConfig
          )
        else
          # As in NixOS, declarations alone say which names there are where a definition asks for them.
          unlessCyclic (
            if strangers == { } then
              declaredConfig
            else
              mapAttrs (name: ds: undeclared env (loc ++ [ name ]) ds) strangers // declaredConfig
          ) (openAttrs (concatStringsSep "." loc) declaredConfig);
      # For a freeform type: what nobody declares, with its path below the root.
      unmatched =
        concatMap (
          name:
          map (d: {
            inherit (d) file may value;
            path = [ name ];
          }) strangers.${name}
        ) (attrNames strangers)
        ++ concatMap (
          name:
          map (u: u // { path = [ name ] ++ u.path; }) nodes.${name}.unmatched
        ) (attrNames nodes);
    };

  # A declared name: an option, or a prefix of options.
  node =
    env: loc: decls: defs:
    let
      known = declared decls;
      inherit (known) options sets;
    in
    if options != [ ] then
      (
        let
          option = declare.option env.shipped loc options sets defs;
        in
        {
          options = option.declaration;
          config = option.value;
          unmatched = [ ];
        }
      )
    else if sets != [ ] then
      level env loc sets defs
    else
      {
        options = unknown "the declaration of ${showLoc loc}";
        config = undeclared env loc defs;
        unmatched = [ ];
      };
}
