# A module that switches an option on, the options it is below, and fills in what has to be set beside it.
# path of the switch → module
path:
{ options, lib, ... }:
let
  # Weaker than every default of a module.
  weakly = lib.mkOverride 1400;
  set = lib.init path;
  plain = {
    attrs = { };
    attrsOf = { };
    bool = false;
    int = 1;
    lazyAttrsOf = { };
    lines = "localhost";
    listOf = [ ];
    nonEmptyStr = "localhost";
    nullOr = null;
    path = "/run/filled";
    positiveInt = 1;
    separatedString = "localhost";
    singleLineStr = "localhost";
    str = "localhost";
    string = "localhost";
    submodule = { };
    unsignedInt = 1;
    unsignedInt16 = 1;
  };
  choices = type: type.functor.payload.values or [ ];
  isFillable = type: plain ? ${type.name} || (type.name == "enum" && choices type != [ ]);
  value = type: plain.${type.name} or (lib.head (choices type));
  isRequired =
    option:
    !(option ? default)
    && !(option.readOnly or false)
    && !(option.internal or false)
    && (option.visible or true) != false
    && option ? type
    && isFillable option.type;
  # What has to be set among options, in sets below them and in submodules.
  filled =
    depth: options:
    lib.filterAttrs (_name: value: value != { }) (
      lib.mapAttrs (
        _name: option:
        if !(lib.isOption option) then
          (if depth > 0 && lib.isAttrs option then filled (depth - 1) option else { })
        else if depth > 0 && option.type.name or "" == "submodule" then
          filled (depth - 1) (removeAttrs (option.type.getSubOptions option.loc) [ "_module" ])
        else if isRequired option then
          weakly (value option.type)
        else
          { }
      ) options
    );
  beside = removeAttrs (lib.attrByPath set { } options) [ (lib.last path) ];
  isSwitch =
    above:
    let
      option = lib.attrByPath (above ++ [ "enable" ]) null options;
    in
    lib.isOption option && option.type.name or "" == "bool";
  prefixes = map (count: lib.take count set) (lib.range 1 (lib.length set - 1));
  above = map (prefix: lib.setAttrByPath (prefix ++ [ "enable" ]) (weakly true)) (lib.filter isSwitch prefixes);
in
{
  config = lib.mkMerge (
    [
      (lib.setAttrByPath path true)
      (lib.setAttrByPath set (filled 2 beside))
    ]
    ++ above
  );
}
