# Types of which more than the form is asked.
{
  pathInStore = {
    _type = "option-type";
    name = "path";
    check = value: builtins.isString value && builtins.substring 0 11 value == "/nix/store/";
    merge = _loc: defs: (builtins.head defs).value;
  };
}
