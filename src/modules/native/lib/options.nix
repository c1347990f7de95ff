# `lib.options` of nixpkgs as configurations use it.
{ lib, primops }:
let
  inherit (builtins)
    all
    concatMap
    concatStringsSep
    elemAt
    filter
    foldl'
    head
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isString
    length
    match
    tail
    ;
  inherit (primops) unknown isUnknown;
in
rec {
  isOption = lib.types.isType "option";
  mkOption = attrs: attrs // { _type = "option"; };
  mkEnableOption =
    name:
    mkOption {
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
      type = lib.types.bool;
    };
  mkPackageOption =
    pkgs: name:
    {
      nullable ? false,
      default ? name,
      example ? null,
      extraDescription ? "",
      pkgsText ? "pkgs",
    }:
    let
      names = if isList name then name else [ name ];
      path = if isList default then default else [ default ];
    in
    mkOption (
      {
        type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
        description = "The ${lib.lists.last names} package to use.${extraDescription}";
      }
      // (if default == null then { } else { default = foldl' (set: key: set.${key}) pkgs path; })
    );
  mkPackageOptionMD = mkPackageOption;
  mkSinkUndeclaredOptions =
    attrs:
    mkOption (
      {
        internal = true;
        visible = false;
        default = false;
        description = "Sink for option definitions.";
        type = lib.types.mkOptionType {
          name = "sink";
          check = _: true;
          merge = _loc: _defs: false;
        };
        apply = _: throw "Option value is not readable because the option is not declared.";
      }
      // attrs
    );

  mergeDefaultOption =
    loc: defs:
    let
      values = getValues defs;
    in
    if length values == 1 then
      head values
    else if all isFunction values then
      x: mergeDefaultOption loc (map (f: { file = ""; value = f x; }) values)
    else if all isList values then
      builtins.concatLists values
    else if all isAttrs values then
      foldl' lib.trivial.mergeAttrs { } values
    else if all isBool values then
      builtins.any (b: b) values
    else if all isString values then
      concatStringsSep "" values
    else if all isInt values && all (v: v == head values) values then
      head values
    else
      unknown "conflicting definitions of ${showOption loc}";
  mergeOneOption = mergeUniqueOption { message = ""; };
  mergeUniqueOption =
    { merge ? (_loc: defs: (head defs).value), ... }:
    loc: defs:
    if length defs == 1 then merge loc defs else unknown "several definitions of ${showOption loc}";
  mergeEqualOption =
    loc: defs:
    if length defs == 1 then
      (head defs).value
    else
      let
        first = (head defs).value;
        same = all (d: d.value == first) (tail defs);
      in
      if isUnknown same then
        unknown "definitions of ${showOption loc}"
      else if same then
        first
      else
        unknown "conflicting definitions of ${showOption loc}";

  getValues = map (d: d.value);
  getFiles = map (d: d.file);

  showOption =
    parts:
    let
      plain = part: isString part && (part == "*" || match "<.*>" part != null || match "[a-zA-Z_][a-zA-Z0-9_'-]*" part != null);
    in
    concatStringsSep "." (map (part: if plain part then part else builtins.toJSON (toString part)) parts);
  showFiles = files: concatStringsSep " and " (map (f: "`${f}'") files);
  showDefs = defs: lib.strings.concatMapStrings (d: "\n- In `${d.file}'") defs;
  showOptionWithDefLocs = opt: "${showOption opt.loc}, with values defined in:\n${lib.strings.concatMapStringsSep "\n" (f: "  - ${toString f}") opt.files}\n";
  unknownModule = "<unknown-file>";

  literalExpression = text: {
    _type = "literalExpression";
    inherit text;
  };
  literalMD = text: {
    _type = "literalMD";
    inherit text;
  };
  literalCode =
    languageTag: text:
    literalMD "```${languageTag}\n${text}\n```";
  literalExample = literalExpression;
  literalDocBook = text: {
    _type = "literalDocBook";
    inherit text;
  };
  mdDoc = text: text;
  renderOptionValue = v: if isAttrs v && v ? _type && v ? text then v else literalExpression (lib.generators.toPretty { } v);
  scrubOptionValue = v: v;

  optionAttrSetToDocList = optionAttrSetToDocList' [ ];
  optionAttrSetToDocList' =
    _path: options:
    concatMap (
      opt:
      let
        sub = if opt.visible or true == true then opt.type.getSubOptions opt.loc else { };
      in
      [
        {
          inherit (opt) loc declarations;
          name = showOption opt.loc;
          description = opt.description or null;
          internal = opt.internal or false;
          visible = opt.visible or true;
          readOnly = opt.readOnly or false;
          type = opt.type.description or "unspecified";
        }
      ]
      ++ (if sub == { } then [ ] else optionAttrSetToDocList' opt.loc sub)
    ) (lib.attrsets.collect isOption options);
}
