# What can be wrapped around a definition: conditions, merges, priorities, order. `counted` of the primops takes it off.
{ lib, primops }:
let
  inherit (builtins)
    concatMap
    isAttrs
    mapAttrs
    ;
  inherit (primops) isUnknown kindOf;

  strip = primops.closed;
  plainPriority = 100;
  plainOrder = 1000;
  defaultPriority = 1500;

  # Whether a known value carries a `_type`; an open set may have one that nobody knows of.
  tagged =
    v:
    isAttrs v
    && (
      let
        has = v ? _type;
      in
      !isUnknown has && has
    );

  # The attribute sets inside one definition of a prefix, wrappers pushed to their members. Conditions stay unforced.
  # [ { unknown = whether this part is no set; value; } … ]
  pushDown =
    v:
    if isUnknown v then
      [
        {
          unknown = true;
          value = v;
        }
      ]
    else
      let
        kind = kindOf v;
      in
      if kind == null then
        [
          {
            unknown = !(isAttrs v);
            value = v;
          }
        ]
      else if kind == "merge" then
        (
          let
            contents = v.contents;
          in
          if isUnknown contents then
            [
              {
                unknown = true;
                value = contents;
              }
            ]
          else
            concatMap pushDown (strip contents)
        )
      else
        map (
          part:
          if part.unknown then
            part
          else
            {
              unknown = false;
              value = mapAttrs (_name: content: v // { inherit content; }) (strip part.value);
            }
        ) (pushDown v.content);

  # What a definition is made of, conditions unforced: "set", "leaf", "unknown" for each part.
  shapes =
    v:
    if isUnknown v then
      [ "unknown" ]
    else
      let
        kind = kindOf v;
      in
      if kind == null then
        [ (if isAttrs v && !(tagged v) && !(isDerivation v) then "set" else "leaf") ]
      else if kind == "merge" then
        (if isUnknown v.contents then [ "unknown" ] else concatMap shapes (strip v.contents))
      else
        shapes v.content;
  isDerivation =
    v:
    let
      type = v.type or null;
    in
    !isUnknown type && type == "derivation";
in
rec {
  inherit
    pushDown
    shapes
    plainPriority
    plainOrder
    defaultPriority
    kindOf
    ;

  mkIf = condition: content: {
    _type = "if";
    inherit condition content;
  };
  mkAssert = assertion: message: content: mkIf (if assertion then true else throw "\nFailed assertion: ${message}") content;
  mkMerge = contents: {
    _type = "merge";
    inherit contents;
  };
  mkOverride = priority: content: {
    _type = "override";
    inherit priority content;
  };
  mkOptionDefault = mkOverride defaultPriority;
  mkDefault = mkOverride 1000;
  defaultOverridePriority = plainPriority;
  mkImageMediaOverride = mkOverride 60;
  mkForce = mkOverride 50;
  mkVMOverride = mkOverride 10;
  mkFixStrictness = x: x;
  mkOrder = priority: content: {
    _type = "order";
    inherit priority content;
  };
  defaultOrderPriority = plainOrder;
  mkBefore = mkOrder 500;
  mkAfter = mkOrder 1500;
  mkDefinition = args: args // { _type = "definition"; };

  # The same things one by one, as nixpkgs exports them.
  dischargeProperties = v: map (d: d.value) (dischargeConditions v);
  dischargeConditions =
    v:
    let
      kind = kindOf v;
    in
    if kind == "merge" then
      concatMap dischargeConditions v.contents
    else if kind == "if" then
      (if v.condition then dischargeConditions v.content else [ ])
    else
      [ { value = v; } ];
  pushDownProperties = v: map (p: p.value) (builtins.filter (p: !p.unknown) (pushDown v));
  filterOverrides = defs: (filterOverrides' defs).values;
  filterOverrides' =
    defs:
    let
      prio = d: if kindOf d.value == "override" then d.value.priority else plainPriority;
      highestPrio = builtins.foldl' (acc: d: lib.trivial.min acc (prio d)) 9999 defs;
    in
    {
      values = concatMap (
        d: if prio d == highestPrio then [ (if kindOf d.value == "override" then d // { value = d.value.content; } else d) ] else [ ]
      ) defs;
      inherit highestPrio;
    };
  sortProperties =
    defs:
    let
      open =
        d:
        if kindOf d.value == "order" then
          d
          // {
            value = d.value.content;
            inherit (d.value) priority;
          }
        else
          d;
    in
    builtins.sort (a: b: a.priority or plainOrder < b.priority or plainOrder) (map open defs);
}
