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
    isAttrs
    mapAttrs
    removeAttrs
    zipAttrsWith
    ;
  inherit (primops)
    isUnknown
    may
    optionDefault
    recover
    unknown
    ;
  properties = import ./properties.nix { inherit lib primops; };
  merging = import ./merge.nix { inherit lib primops; };
  declare = import ./declare.nix { inherit lib primops; };
  inherit (properties) shapes;

  # Options that nobody here declares: unknown when asked for, but nobody defines them either. A module that could not be read
  # might; that is `_module.open`.
  openAttrs = primops.lenientAttrs or primops.openAttrs;
  # Lists and sets of definitions are taken without their "there may be more"; `strip` is there in our evaluator only.
  strip = primops.closed or (v: v);
  unlessCyclic = primops.unlessCyclic or (v: _: v);
  hasNames = primops.optionNames or (_path: false);
  knownChildren = primops.optionChildren or (_path: _present: { });
  showLoc = lib.options.showOption;

  # Definitions of a prefix, as one list of definitions per member; `lost` are those that are not known.
  inherit (properties) distribute;

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

  isOption = o: isAttrs o && (let tag = o._type or null; in !isUnknown tag && tag == "option");
  # Declarations that are known, options apart from sets of options.
  declared = primops.declared or declared';
  declared' =
    decls:
    let
      known = filter (d: !isUnknown d.options) decls;
    in
    {
      options = filter (d: isOption d.options) known;
      sets = filter (d: !(isOption d.options)) known;
    };
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
      shippedChildren env loc children // (if env.shipped && hasNames loc then existing children plain else plain)
    );

  # The names that exist below an option of NixOS that has any names. There, as in NixOS, conditions decide about names.
  existing =
    children: values:
    let
      counted = mapAttrs (_name: merging.count) children;
      absent = filter (name: counted.${name} == [ ]) (attrNames counted);
    in
    mapAttrs (name: value: if all (d: d.may) counted.${name} then may value else value) (removeAttrs values absent);

  # Options that shipped knowledge knows of below this place and nobody here mentions.
  shippedChildren = env: loc: present: if env.shipped then knownChildren loc present else { };

  # One level.  env: open (undeclared options are expected), freeform, shipped (whether these are the options of NixOS).
  # Whoever declares options of a namespace of their own declares all of it.
  level = levelAt false;
  root = levelAt true;
  levelAt =
    root: env: loc: decls: defs:
    let
      pushed = distribute defs;
      defsByName = pushed.members;
      declsByName = zipAttrsWith (_name: values: values) (
        map (
          d:
          mapAttrs (_name: options: {
            inherit (d) file;
            inherit options;
          }) (strip d.options)
        ) (filter (d: !isUnknown d.options && isAttrs d.options) decls)
      );
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
        if env.open && !root then primops.openAttrs (concatStringsSep "." ([ "options" ] ++ loc)) own else own;
      inherit declaredConfig;
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
      option = declare.option env.shipped loc options sets defs;
      sub = level env loc sets defs;
    in
    if options == [ ] && sets == [ ] then
      {
        options = unknown "the declaration of ${showLoc loc}";
        config = undeclared env loc defs;
        unmatched = [ ];
      }
    else if options != [ ] then
      {
        options = option;
        config = option.value;
        unmatched = [ ];
      }
    else
      {
        inherit (sub) options config unmatched;
      };
}
