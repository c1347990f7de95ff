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
    sort
    ;
  inherit (primops) isUnknown may unknown;
  properties = import ./properties.nix { inherit lib primops; };
  inherit (properties) discharge plainPriority plainOrder;

  perhaps = primops.perhaps or (list: more: list ++ more);

  lowest = foldl' (p: d: if d.prio < p then d.prio else p) 9999;
  ordered = defs: if all (d: d.order == plainOrder) defs then defs else sort (a: b: a.order < b.order) defs;
  showLoc = lib.options.showOption;

  fits =
    type: value:
    let
      ok = type.check value;
    in
    isUnknown ok || ok;

  # Those definitions that count, in order. A weaker sure one under a stronger "may" is itself in doubt.
  survivors =
    defs:
    let
      sure = filter (d: !d.may) defs;
      allSure = length sure == length defs;
      limit = lowest sure;
      strongest = lowest defs;
      doubted = strongest < limit;
    in
    if allSure then
      ordered (filter (d: d.prio == limit) defs)
    else if sure == [ ] then
      ordered (filter (d: d.prio == strongest) defs)
    else
      ordered (
        map (d: if doubted then d // { may = true; } else d) (filter (d: d.prio == limit || (d.may && d.prio < limit)) defs)
      );
  # Overrides are taken apart, the strongest first, until one is too weak to count.
  settle =
    defs:
    let
      limit = lowest (filter (d: !d.wrapped && !d.may) defs);
      next = filter (d: d.wrapped && d.prio <= limit) defs;
      strongest = lowest next;
      open = d: if d.wrapped && d.prio == strongest then discharge d.file d.prio d.order d.may d.value else [ d ];
    in
    if next == [ ] then filter (d: !d.wrapped) defs else settle (concatMap open defs);

  # The plain definitions that count, without what is wrapped around them.
  counted' =
    rawDefs:
    survivors (
      settle (
        concatMap (d: discharge d.file (d.prio or plainPriority) (d.order or plainOrder) (d.may or false) d.value) rawDefs
      )
    );
  count = primops.counted or counted';
in
rec {
  inherit count;

  mergeDefinitions =
    loc: type: rawDefs:
    let
      counted = count rawDefs;
      # A wrong type is a definition that is not understood.
      checked =
        if type.unchecked or false then
          counted
        else
          map (
            d:
            if d.unknown || fits type d.value then
              d
            else
              d
              // {
                unknown = true;
                value = unknown "a definition of ${showLoc loc} is not of type ${type.name or "?"}";
              }
          ) counted;
      plain = filter (d: !d.unknown && !d.may) checked;
      allPlain = length plain == length checked;
      possible = filter (d: !d.unknown) checked;
      sureSomehow = any (d: !d.may) checked;
      surely = map (d: d // { may = false; });
      isOwn = type ? tolerant;
      bare = map (d: { inherit (d) file value; });
    in
    rec {
      defsFinal = map (d: {
        inherit (d) file;
        value = if d.may then may d.value else d.value;
      }) checked;
      defsFinal' = {
        values = defsFinal;
        highestPrio = lowest counted;
      };
      isDefined = checked != [ ];
      mergedValue =
        if checked == [ ] then
          (if type ? emptyValue.value then type.emptyValue.value else unknown "nobody defines ${showLoc loc}")
        else if !isOwn then
          (if allPlain then type.merge loc (bare checked) else unknown "a definition of ${showLoc loc}")
        else if allPlain then
          type.merge loc checked
        else if plain != [ ] && !(type.tolerant or false) then
          type.merge loc plain
        else if type.tolerant or false then
          (if sureSomehow || possible == [ ] then type.merge loc checked else may (type.merge loc (surely checked)))
        else if possible == [ ] then
          (head checked).value
        else
          may (type.merge loc (surely possible));
      optionalValue = if isDefined then { value = mergedValue; } else { };
      inherit checked;
    };

  # An option none of whose declarations are at hand, at a place where its definitions are no plain sets.
  mergeUndeclared =
    loc: rawDefs: fallback:
    let
      counted = count rawDefs;
      sure = filter (d: !d.may) counted;
      known = filter (d: !d.unknown) counted;
      solid = filter (d: !d.may && !d.unknown) counted;
      listed = concatLists (map (d: if d.may then perhaps [ ] d.value else d.value) known);
    in
    if counted == [ ] then
      fallback
    else if known == [ ] then
      (head counted).value
    else if all (d: builtins.isList d.value) known then
      (
        if length solid == length counted then
          (if length solid == 1 then (head solid).value else concatMap (d: d.value) solid)
        else if sure == [ ] then
          may (concatMap (d: d.value) known)
        else
          (if length known == length counted then listed else primops.openList listed)
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
