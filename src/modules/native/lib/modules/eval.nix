# `evalModules`.
{ lib, primops }:
let
  inherit (builtins)
    concatMap
    mapAttrs
    removeAttrs
    ;
  inherit (primops) isUnknown unknown;
  properties = import ./properties.nix { inherit lib primops; };
  tree = import ./tree.nix { inherit lib primops; };
  merging = import ./merge.nix { inherit lib primops; };
  inherit (import ./collect.nix { inherit lib primops; }) collect;

  strip = primops.closed or (v: v);
  isOpenValue = primops.isOpen or (_: false);

  # The one definition that counts, without any type.
  strongest =
    loc: defs: fallback:
    let
      merged = merging.mergeDefinitions loc lib.types.raw defs;
    in
    if merged.isDefined then merged.mergedValue else fallback;

  # Members of several sets of definitions, by name.
  members = defs: (properties.distribute defs).members;
in
rec {
  evalModules =
    {
      modules,
      prefix ? [ ],
      specialArgs ? { },
      args ? { },
      check ? true,
      class ? null,
      # Options that nobody declares are expected, and what nobody defines is unknown.
      open ? false,
      # Modules that stand for files that are not there, by path.
      knownModules ? { },
      # Arguments of modules that are there whatever `_module.args` says.
      instanceArgs ? { },
    }@given:
    let
      scope = {
        inherit lib options specialArgs;
        config = fullConfig;
        _class = class;
        _prefix = prefix;
      }
      // specialArgs;

      collected = collect {
        inherit scope knownModules;
        argument = name: moduleArgs.${name} or (unknown "module argument ${name}");
        modulesPath = specialArgs.modulesPath or "";
      } modules;
      ordered = lib.lists.reverseList collected.modules;
      isOpen = open || collected.unread != [ ];

      defs = concatMap (
        m:
        map (value: {
          inherit (m) file;
          inherit value;
        }) m.config
      ) ordered;
      decls = concatMap (m: if isUnknown m.options then [ ] else [ { inherit (m) file options; } ]) ordered;

      # `_module` is read on its own: arguments and the freeform type are needed before anything else is.
      own = members defs;
      moduleDefs = members (own._module or [ ]);
      moduleArgs = {
        inherit extendModules;
        moduleType = type;
      }
      // args
      // mapAttrs (name: ds: strongest (prefix ++ [ "_module" "args" name ]) ds (unknown "module argument ${name}")) (
        members (moduleDefs.args or [ ])
      )
      // instanceArgs;
      freeformType = if moduleDefs ? freeformType then strongest [ ] moduleDefs.freeformType null else null;
      freeform = freeformType != null;

      root =
        tree.root
          {
            open = isOpen;
            inherit freeform;
            shipped = class == "nixos" && prefix == [ ];
          }
          prefix
          (map (d: d // { options = removeAttrs (strip d.options) [ "_module" ]; }) decls)
          (map dropModule defs);
      dropModule =
        d:
        if isUnknown d.value || !(builtins.isAttrs d.value) || properties.kindOf d.value != null then
          d // { value = hide d.value; }
        else
          d // { value = removeAttrs (strip d.value) [ "_module" ]; };
      hide =
        v:
        if isUnknown v then
          v
        else
          properties.mkMerge (map (part: if part.unknown then part.value else removeAttrs (strip part.value) [ "_module" ]) (properties.pushDown v));

      freeformConfig =
        (merging.mergeDefinitions prefix freeformType (
          map (u: {
            inherit (u) file may;
            value = lib.attrsets.setAttrByPath u.path u.value;
          }) root.unmatched
        )).mergedValue;
      config =
        if !freeform then
          root.config
        else if strip root.unmatched == [ ] && !isOpen then
          root.config
        else if isOpen then
          (primops.lenientAttrs or primops.openAttrs) (builtins.concatStringsSep "." prefix) (lib.attrsets.recursiveUpdate freeformConfig root.config)
        else
          lib.attrsets.recursiveUpdate freeformConfig root.config;

      module = {
        args = moduleArgs;
        inherit check freeformType specialArgs;
        open = collected.unread != [ ];
        unknownImports = collected.unread;
        # What may define any option.
        unknownDefinitions = map (d: d.value) (properties.distribute defs).lost;
      };
      fullConfig = config // { _module = module; };
      options = if isOpen then primops.openAttrs "options" root.options else root.options;

      extendModules =
        extension:
        evalModules (
          given
          // {
            modules = modules ++ extension.modules or [ ];
            specialArgs = specialArgs // extension.specialArgs or { };
            prefix = extension.prefix or prefix;
          }
        );
      type = lib.types.submoduleWith {
        inherit modules specialArgs class open knownModules;
      };
    in
    {
      _type = "configuration";
      inherit
        options
        config
        extendModules
        type
        class
        ;
      _module = module;
    };
}
