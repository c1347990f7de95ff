# A module system in small. Its functions have the names and parameters of those in nixpkgs, where the guards take hold.
let
  inherit (builtins)
    all
    attrNames
    attrValues
    concatLists
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isAttrs
    isBool
    isFunction
    isList
    isString
    length
    mapAttrs
    removeAttrs
    seq
    unsafeGetAttrPos
    zipAttrsWith
    ;
  kind = v: if isAttrs v then v._type or "" else "";
  isOption = v: kind v == "option";
  keep = f: set: removeAttrs set (filter (name: !f set.${name}) (attrNames set));
in
rec {
  mkOption = option: option // { _type = "option"; };
  mkIf = condition: content: { _type = "if"; inherit condition content; };
  mkMerge = contents: { _type = "merge"; inherit contents; };
  mkOverride = priority: content: { _type = "override"; inherit priority content; };
  mkDefault = mkOverride 1000;
  mkForce = mkOverride 50;

  types = import ./types.nix // {
    bool = {
      name = "bool";
      check = isBool;
      merge = _loc: defs: (head defs).value;
    };
    str = {
      name = "str";
      check = isString;
      merge = _loc: defs: (head defs).value;
    };
    raw = {
      name = "raw";
      check = _value: true;
      merge = _loc: defs: (head defs).value;
    };
    lines = {
      name = "separatedString";
      check = isString;
      merge = _loc: defs: concatStringsSep "\n" (map (def: def.value) defs);
    };
    listOf = elemType: {
      name = "listOf";
      check = isList;
      merge =
        loc: defs:
        map (x: x.optionalValue.value) (
          filter (x: x.optionalValue ? value) (
            concatLists (
              map (
                def:
                genList (
                  n:
                  mergeDefinitions (loc ++ [ "[definition 1-entry ${toString n}]" ]) elemType [
                    { inherit (def) file; value = elemAt def.value n; }
                  ]
                ) (length def.value)
              ) defs
            )
          )
        );
      emptyValue.value = [ ];
    };
    attrsOf = elemType: {
      name = "attrsOf";
      check = isAttrs;
      merge =
        loc: defs:
        mapAttrs (_name: x: x.optionalValue.value) (
          keep (x: x.optionalValue ? value) (
            zipAttrsWith (name: defs: mergeDefinitions (loc ++ [ name ]) elemType defs) (
              # Like submodules in nixpkgs, it takes nothing else in a definition.
              map ({ file, value }: mapAttrs (_name: value: { inherit file value; }) value) defs
            )
          )
        );
      emptyValue.value = { };
    };
  };

  dischargeProperties =
    def:
    if kind def == "merge" then
      concatMap dischargeProperties def.contents
    else if kind def == "if" then
      if def.condition then dischargeProperties def.content else [ ]
    else
      [ def ];

  pushDownProperties =
    value:
    if kind value == "merge" then
      concatMap pushDownProperties value.contents
    else if kind value == "if" then
      map (mapAttrs (_name: mkIf value.condition)) (pushDownProperties value.content)
    else if kind value == "override" then
      map (mapAttrs (_name: mkOverride value.priority)) (pushDownProperties value.content)
    else
      [ value ];

  mergeDefinitions = loc: type: defs: rec {
    defsFinal' =
      let
        flat = concatMap (def: map (value: { inherit (def) file; inherit value; }) (dischargeProperties def.value)) defs;
        priority = def: if kind def.value == "override" then def.value.priority else 100;
        highestPrio = foldl' (least: def: if priority def < least then priority def else least) 9999 flat;
        strip = def: if kind def.value == "override" then def // { value = def.value.content; } else def;
      in
      {
        # A single definition goes to its type as it is.
        values =
          if length defs == 1 && kind (head defs).value == "" then
            defs
          else
            map strip (filter (def: priority def == highestPrio) flat);
        inherit highestPrio;
      };
    defsFinal = defsFinal'.values;
    isDefined = defsFinal != [ ];
    mergedValue =
      if !isDefined then
        type.emptyValue.value or (throw "The option `${concatStringsSep "." loc}' was accessed but has no value defined. Try setting the option.")
      else if all (def: type.check def.value) defsFinal then
        type.merge loc defsFinal
      else
        throw "${concatStringsSep "." loc} is not of type ${type.name}";
    optionalValue = if isDefined then { value = mergedValue; } else { };
  };

  evalOptionValue =
    loc: decl: defs:
    let
      option = decl.options // { declared = [ decl.pos ]; };
      default = if option ? default then [ { file = "default"; value = mkOverride 1500 option.default; } ] else [ ];
      merged = mergeDefinitions loc option.type (default ++ defs);
    in
    option
    // {
      value = if option ? apply then option.apply merged.mergedValue else merged.mergedValue;
      definitions = map (def: def.value) merged.defsFinal;
      definitionsWithLocations = merged.defsFinal;
    };

  loadModule =
    args: file: key: m:
    if isFunction m then
      unify file key (m args)
    else if isAttrs m then
      unify file key m
    else
      let
        body = import m;
      in
      unify (toString m) (toString m) (if isFunction body then body args else body);
  unify = unifyModuleSyntax;
  unifyModuleSyntax =
    file: key: m:
    let
      explicit = m ? config || m ? options;
      defined =
        if explicit then
          merged (m.config or { }) (m ? meta) { inherit (m) meta; }
        else
          removeAttrs m ([ "require" "freeformType" ] ++ ownNames);
      merged = config: more: set: if more then mkMerge [ config set ] else config;
      wrong = removeAttrs m ([ "config" "meta" "options" "freeformType" ] ++ ownNames);
    in
    if explicit && wrong != { } then
      throw "the module ${key} has what is no part of a module: ${head (attrNames wrong)}"
    else
      {
        _file = toString (m._file or file);
        _class = m._class or null;
        key = toString (m.key or key);
        disabledModules = m.disabledModules or [ ];
        imports = (if explicit then [ ] else m.require or [ ]) ++ m.imports or [ ];
        options = if explicit then m.options or { } else { };
        config = merged defined (m ? freeformType) { _module.freeformType = m.freeformType; };
      };
  ownNames = [ "_class" "_file" "disabledModules" "imports" "key" ];

  collectStructuredModules =
    parentFile: parentKey: initialModules: args:
    concatMap (
      m:
      let
        module = loadModule args parentFile parentKey m;
      in
      [ module ] ++ collectStructuredModules module._file module.key module.imports args
    ) initialModules;

  filterModules =
    { disabled, modules }:
    let
      keyFilter = filter (m: !elem m.key disabled);
    in
    keyFilter modules;

  mergeModules =
    prefix: modules:
    mergeModules' prefix modules (
      concatMap (m: map (config: { file = m._file; inherit config; }) (pushDownProperties m.config)) modules
    );

  mergeModules' =
    prefix: modules: configs:
    let
      together = zipAttrsWith (_name: values: values);
      declsByName = together (
        map (m: mapAttrs (name: options: { inherit (m) _file; inherit options; pos = unsafeGetAttrPos name m.options; }) m.options) modules
      );
      rawDefinitionsByName = together (
        map (def: mapAttrs (_name: value: { inherit (def) file; inherit value; }) def.config) configs
      );
      pushedDownDefinitionsByName = zipAttrsWith (_name: concatLists) (
        map (
          def:
          mapAttrs (_name: value: map (config: { inherit (def) file; inherit config; }) (pushDownProperties value)) def.config
        ) configs
      );
      results = mapAttrs (
        name: decls:
        let
          loc = prefix ++ [ name ];
          optionDecls = filter (decl: isOption decl.options) decls;
        in
        if optionDecls == [ ] then
          mergeModules' loc decls (pushedDownDefinitionsByName.${name} or [ ])
        else
          {
            matchedOptions = evalOptionValue loc (head optionDecls) (rawDefinitionsByName.${name} or [ ]);
            unmatchedDefns = [ ];
          }
      ) declsByName;
      below = mapAttrs (_name: result: result.unmatchedDefns) results;
      here = removeAttrs rawDefinitionsByName (attrNames results);
      under = name: map (def: def // { path = [ name ] ++ def.path or [ ]; });
    in
    {
      matchedOptions = mapAttrs (_name: result: result.matchedOptions) results;
      unmatchedDefns = concatLists (attrValues (mapAttrs under (below // here)));
    };

  values = mapAttrs (_name: option: if isOption option then option.value else values option);

  evalModules = modules: args: evaluated { inherit modules args; prefix = args._prefix or [ ]; };
  evaluated =
    {
      modules,
      prefix,
      args,
    }:
    let
      all = filterModules {
        modules = found;
        disabled = concatMap (m: m.disabledModules) found;
      };
      found = collectStructuredModules "<start>" "" modules ({ _prefix = [ ]; } // args // { inherit config; });
      config = values options;
      merged = mergeModules prefix all;
      options = merged.matchedOptions;
      checkUnmatched =
        if merged.unmatchedDefns == [ ] then
          null
        else
          throw "The option `${concatStringsSep "." (head merged.unmatchedDefns).path}' does not exist. Definition values:";
    in
    {
      inherit options;
      config = seq checkUnmatched config;
    };
}
