# A module system in small. Its functions have the names and parameters of those in nixpkgs, where the guards take hold.
let
  inherit (builtins)
    all
    attrNames
    concatLists
    concatMap
    concatStringsSep
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
    loc: option: defs:
    let
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
  unify = file: key: m: {
    _file = file;
    inherit key;
    imports = m.imports or [ ];
    options = m.options or { };
    config = m.config or (removeAttrs m [ "imports" "key" "options" ]);
  };

  collectStructuredModules =
    parentFile: parentKey: initialModules: args:
    concatMap (
      m:
      let
        module = loadModule args parentFile parentKey m;
      in
      [ module ] ++ collectStructuredModules module._file module.key module.imports args
    ) initialModules;

  level =
    prefix: declarations: definitions:
    mapAttrs (
      name: declared:
      let
        loc = prefix ++ [ name ];
        here = filter (def: def.config ? ${name}) definitions;
        of = def: push: map (config: { inherit (def) file; inherit config; }) (push def.config.${name});
      in
      if isOption (head declared) then
        evalOptionValue loc (head declared) (map (def: { inherit (def) file; value = def.config.${name}; }) here)
      else
        level loc declared (concatMap (def: of def pushDownProperties) here)
    ) (zipAttrsWith (_name: values: values) declarations);

  values = mapAttrs (_name: option: if isOption option then option.value else values option);

  evalModules = modules: args: evaluated { inherit modules args; prefix = args._prefix or [ ]; };
  evaluated =
    {
      modules,
      prefix,
      args,
    }:
    let
      all = collectStructuredModules "<start>" "" modules ({ _prefix = [ ]; } // args // { inherit config; });
      config = values options;
      options = level prefix (map (m: m.options) all) (
        concatMap (m: map (config: { file = m._file; inherit config; }) (pushDownProperties m.config)) all
      );
      undeclared = filter (name: !options ? ${name}) (concatMap (m: concatMap attrNames (pushDown m.config)) all);
      checkUnmatched =
        if undeclared == [ ] then
          null
        else
          throw "The option `${head undeclared}' does not exist. Definition values:";
    in
    {
      inherit options;
      config = seq checkUnmatched config;
    };
}
