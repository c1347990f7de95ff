# `lib.modules` of nixpkgs as configurations use it.
{ lib, primops }:
let
  inherit (builtins)
    filter
    head
    isAttrs
    isFunction
    ;
  part = file: import file { inherit lib primops; };
  properties = part ./modules/properties.nix;
  merging = part ./modules/merge.nix;
  declare = part ./modules/declare.nix;
  tree = part ./modules/tree.nix;
  collecting = part ./modules/collect.nix;
  inherit (lib.attrsets) attrByPath getAttrFromPath setAttrByPath hasAttrByPath;
  inherit (properties)
    mkIf
    mkMerge
    mkOverride
    ;
  inherit (lib.options) showOption mkOption;
in
removeAttrs properties [ "pushDown" "shapes" "kindOf" "plainPriority" "plainOrder" "defaultPriority" "dischargeConditions" ]
// part ./modules/eval.nix
// rec {
  inherit (merging) mergeDefinitions;
  inherit (collecting) collect;

  evalOptionValue =
    loc: option: defs:
    (declare.option false loc [
      {
        file = "<unknown-file>";
        options = option;
      }
    ] [ ] defs).declaration;
  mergeOptionDecls =
    loc: decls:
    let
      joined = declare.option false loc (map (d: { file = d._file or "<unknown-file>"; inherit (d) options; }) decls) [ ] [ ];
    in
    joined.declaration;
  mergeModules =
    prefix: modules:
    tree.level {
      open = false;
      freeform = false;
      shipped = false;
    } prefix (map (m: { file = m._file; inherit (m) options; }) modules) (
      map (m: {
        file = m._file;
        value = m.config;
      }) modules
    );
  mergeModules' = prefix: options: configs: mergeModules prefix (options ++ map (c: { _file = c.file; options = { }; config = c.value or c.config; }) configs);
  fixupOptionType = _loc: opt: opt // { type = opt.type or lib.types.unspecified; };
  fixMergeModules = modules: args: (evalModules' modules args);
  evalModules' = modules: args: lib.modules.evalModules { inherit modules args; };
  unifyModuleSyntax =
    file: key: m:
    {
      _file = toString m._file or file;
      key = toString m.key or key;
      disabledModules = m.disabledModules or [ ];
      imports = m.imports or [ ];
      options = m.options or { };
      config = if m ? config || m ? options then m.config or { } else builtins.removeAttrs m collecting.reserved;
    };
  applyModuleArgsIfFunction = _key: f: args: if lib.trivial.isFunction f then f args else f;
  mapDefinitionValue = f: def: def // { value = f def.value; };

  setDefaultModuleLocation = file: m: {
    _file = file;
    imports = [ m ];
  };
  importApply = file: args: setDefaultModuleLocation file (import file args);
  importJSON = file: {
    _file = file;
    config = lib.trivial.importJSON file;
  };
  importTOML = file: {
    _file = file;
    config = lib.trivial.importTOML file;
  };

  # Definitions of one option, handed on to another with their conditions and priority.
  mkDerivedConfig = opt: f: mkOverride (opt.highestPrio or 100) (f opt.value);
  mkAliasDefinitions = mkAliasAndWrapDefinitions (x: x);
  mkAliasAndWrapDefinitions = wrap: option: mkAliasIfDef option (wrap (mkMerge option.definitions));
  mkAliasAndWrapDefsWithPriority =
    wrap: option:
    mkAliasIfDef option (wrap (mkOverride (option.highestPrio or 100) (mkMerge option.definitions)));
  mkAliasIfDef = option: mkIf (lib.options.isOption option && option.isDefined);
  mergeAttrDefinitionsWithPrio =
    opt:
    builtins.mapAttrs (_name: ds: ds) (
      lib.attrsets.zipAttrs (map (d: builtins.mapAttrs (_name: value: { inherit value; highestPrio = opt.highestPrio; }) d) opt.definitions)
    );

  mkRemovedOptionModule =
    path: message:
    { options, ... }:
    {
      options = setAttrByPath path (mkOption {
        visible = false;
        apply = _: throw "The option `${showOption path}' has been removed. ${message}";
      });
    };
  doRename =
    {
      from,
      to,
      visible ? true,
      warn ? false,
      use ? (x: x),
      withPriority ? true,
      condition ? true,
    }:
    { config, options, ... }:
    let
      old = getAttrFromPath from options;
      target = attrByPath to null options;
      type = target.type or null;
      isTyped = !(primops.isUnknown type) && isAttrs type && type._type or null == "option-type";
      defs =
        if withPriority then mkAliasAndWrapDefsWithPriority (setAttrByPath to) old else mkAliasAndWrapDefinitions (setAttrByPath to) old;
    in
    {
      options = setAttrByPath from (
        mkOption (
          {
            inherit visible;
            description = "Alias of {option}`${showOption to}`.";
            apply = _: use (getAttrFromPath to config);
          }
          // (if isTyped then { inherit type; } else { type = lib.types.anything; })
        )
      );
      config = if condition then defs else { };
    };
  mkRenamedOptionModule =
    from: to:
    doRename {
      inherit from to;
      visible = false;
      warn = true;
    };
  mkRenamedOptionModuleWith =
    {
      from,
      to,
      sinceRelease ? null,
    }:
    mkRenamedOptionModule from to;
  mkAliasOptionModule =
    from: to:
    doRename { inherit from to; };
  mkAliasOptionModuleMD = mkAliasOptionModule;
  mkMergedOptionModule =
    from: to: merge:
    { config, options, ... }:
    {
      options = builtins.foldl' lib.attrsets.recursiveUpdate { } (
        map (path: setAttrByPath path (mkOption {
          visible = false;
          type = lib.types.unspecified;
          default = "_mkMergedOptionModule";
        })) from
      );
      config = setAttrByPath to (
        mkMerge [ (mkIf (builtins.any (path: getAttrFromPath path config != "_mkMergedOptionModule") from) (merge config)) ]
      );
    };
  mkChangedOptionModule =
    from: to: change:
    mkMergedOptionModule [ from ] to change;
}
