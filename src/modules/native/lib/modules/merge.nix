# Definitions of one option become its value.
#
# A definition may be unknown (`unknown`), and it may be there only under a condition that is unknown (`may`). Types that
# are `tolerant` take such definitions in `merge` and keep what is known; for the others a sure and known definition wins,
# and without one the value is unknown. A type of another library, that of a nixpkgs on disk, takes plain definitions only.
{ lib, primops }:
let
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    filter
    foldl'
    head
    length
    ;
  inherit (primops)
    checked
    counted
    isUnknown
    may
    perhaps
    unknown
    ;
  showLoc = lib.options.showOption;
  lowest = foldl' (p: d: if d.prio < p then d.prio else p) 9999;
  certain = d: !d.unknown && !d.may;

  # What definitions of a type come to of which some are unknown, or perhaps not there.
  doubtful =
    loc: type: defs:
    let
      plain = filter certain defs;
      possible = filter (d: !d.unknown) defs;
      surely = map (d: d // { may = false; });
    in
    if !(type ? tolerant) then
      unknown "a definition of ${showLoc loc}"
    else if plain != [ ] && !(type.tolerant or false) then
      type.merge loc plain
    else if type.tolerant or false then
      (if any (d: !d.may) defs || possible == [ ] || type.collects or false then type.merge loc defs else may (type.merge loc (surely defs)))
    else if possible == [ ] then
      (head defs).value
    else
      may (type.merge loc (surely possible));
in
rec {
  mergeDefinitions =
    loc: type: rawDefs:
    let
      # A wrong type is a definition that is not understood.
      defs = checked (type.unchecked or false) type.check (counted rawDefs) (
        d: unknown "a definition of ${showLoc loc} is not of type ${type.name or "?"}"
      );
      isDefined = defs != [ ];
      isSure = any (d: !d.may) defs;
      mergedValue =
        if !isDefined then
          (if type ? emptyValue.value then type.emptyValue.value else unknown "nobody defines ${showLoc loc}")
        else if !(all certain defs) then
          doubtful loc type defs
        else
          type.merge loc (if type ? tolerant then defs else map (d: { inherit (d) file value; }) defs);
      defsFinal = map (d: {
        inherit (d) file;
        value = if d.may then may d.value else d.value;
      }) defs;
    in
    {
      inherit isDefined isSure mergedValue defsFinal;
      defsFinal' = {
        values = defsFinal;
        highestPrio = lowest defs;
      };
      optionalValue = if isDefined then { value = mergedValue; } else { };
    };

  # An option none of whose declarations are at hand, at a place where its definitions are no plain sets.
  mergeUndeclared =
    loc: rawDefs: fallback:
    let
      defs = counted rawDefs;
      sure = filter (d: !d.may) defs;
      known = filter (d: !d.unknown) defs;
      solid = filter certain defs;
      listed = concatLists (map (d: if d.may then perhaps [ ] d.value else d.value) known);
    in
    if defs == [ ] then
      fallback
    else if known == [ ] then
      (head defs).value
    else if all (d: builtins.isList d.value) known then
      (
        if length solid == length defs then
          (if length solid == 1 then (head solid).value else concatMap (d: d.value) solid)
        else if sure == [ ] then
          may (concatMap (d: d.value) known)
        else
          (if length known == length defs then listed else primops.openList listed)
      )
    else if solid == [ ] then
      (if length known == 1 then may (head known).value else unknown "definitions of ${showLoc loc} under unknown conditions")
    else if length solid == 1 then
      (head solid).value
    else
      scalars loc (map (d: d.value) solid);

  scalars =
    loc: values:
    let
      first = head values;
      same = all (v: v == first) values;
      name = if loc == [ ] then "" else lib.lists.last loc;
      isText =
        builtins.elem name [ "script" "extraConfig" "text" "preStart" "postStart" "config" ]
        || lib.strings.hasSuffix "Commands" name
        || lib.strings.hasSuffix "Config" name;
    in
    if isUnknown same then
      unknown "definitions of ${showLoc loc}"
    else if same then
      first
    else if isText && all builtins.isString values then
      builtins.concatStringsSep "\n" values
    else
      unknown "conflicting definitions of ${showLoc loc}";
}
