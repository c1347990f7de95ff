# `evalModules`.
{ lib, primops }:
let
  inherit (builtins)
    concatMap
    mapAttrs
    removeAttrs
    ;
  inherit (primops)
    closed
    declarations
    distribute
    unknown
    ;
  tree = import ./tree.nix { inherit lib primops; };
  merging = import ./merge.nix { inherit lib primops; };
  inherit (import ./collect.nix { inherit lib primops; }) collect;

  # The one definition that counts, without any type.
  strongest =
    loc: defs: fallback:
    let
      merged = merging.mergeDefinitions loc lib.types.raw defs;
    in
    if merged.isDefined then merged.mergedValue else fallback;

  # Members of several sets of definitions, by name.
  members = defs: (distribute defs).members;
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
        scopeNames = closed (builtins.attrNames scope);
        argument = name: moduleArgs.${name} or (unknown "module argument ${name}");
        modulesPath = specialArgs.modulesPath or "";
      } modules;
      ordered = lib.lists.reverseList collected.modules;
      isOpen = open || collected.unread != [ ];
      unread =
        if collected.unread == [ ] then
          "none"
        else if builtins.all (item: primops.keepsNothing item.reason) collected.unread then
          "quiet"
        else
          "some";
      all = distribute (concatMap (m: m.definitions) ordered);

      # `_module` is read on its own: arguments and the freeform type are needed before anything else is.
      moduleDefs = members (all.members._module or [ ]);
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
            inherit freeform unread;
            shipped = class == "nixos" && prefix == [ ];
          }
          prefix
          (removeAttrs (declarations ordered) [ "_module" ])
          (all // { members = removeAttrs all.members [ "_module" ]; });

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
        else if closed root.unmatched == [ ] && !isOpen then
          root.config
        else if isOpen then
          primops.lenientAttrs (builtins.concatStringsSep "." prefix) (lib.attrsets.recursiveUpdate freeformConfig root.config)
        else
          lib.attrsets.recursiveUpdate freeformConfig root.config;

      module = {
        args = moduleArgs;
        inherit check freeformType specialArgs;
        open = collected.unread != [ ];
        unknownImports = map (item: { inherit (item) file reason; }) collected.unread;
        # What may define any option.
        unknownDefinitions = map (d: d.value) all.lost;
        # The options that nobody here declares.
        undeclared = map (u: u.path) root.unmatched;
      };
      fullConfig = config // { _module = module; };
      inherit (root) options;

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
