# `lib.path` of nixpkgs as configurations use it.
{ lib, primops }:
let
  inherit (builtins) concatStringsSep elem filter isString length split stringLength substring;
  parts = s: filter (p: isString p && p != "" && p != ".") (split "/+" s);
  relative = names: if names == [ ] then "./." else concatStringsSep "/" ([ "." ] ++ names);
  isPrefixOf = a: b: lib.lists.take (length a) b == a;
  subpath = {
    isValid = v: isString v && v != "" && substring 0 1 v != "/" && !elem ".." (split "/+" v);
    normalise = v: if subpath.isValid v then relative (parts v) else throw "lib.path.subpath.normalise: not a valid subpath: ${v}";
    join = list: subpath.normalise (concatStringsSep "/" ([ "." ] ++ list));
    components = v: parts (subpath.normalise v);
  };
in
{
  inherit subpath;
  append =
    path: sub:
    if subpath.isValid sub then path + ("/" + concatStringsSep "/" (parts sub)) else throw "lib.path.append: not a valid subpath: ${toString sub}";
  hasPrefix = a: b: isPrefixOf (parts (toString a)) (parts (toString b));
  removePrefix =
    a: b:
    let
      pa = parts (toString a);
      pb = parts (toString b);
    in
    if isPrefixOf pa pb then
      relative (lib.lists.drop (length pa) pb)
    else
      throw "lib.path.removePrefix: \"${toString a}\" is not a prefix of \"${toString b}\"";
  splitRoot = path: {
    root = /.;
    subpath = relative (parts (toString path));
  };
  hasStorePathPrefix =
    path:
    let
      store = parts builtins.storeDir;
      all = parts (toString path);
    in
    isPrefixOf store all && length all > length store;
}
