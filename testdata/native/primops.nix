# Stand-ins for what the evaluator provides, for a Nix that knows no unknown values. What the evaluator does in Rust for speed
# is said here in Nix: the suite holds both to the same results.
let
  inherit (builtins)
    concatMap
    filter
    foldl'
    isAttrs
    isFunction
    isList
    isPath
    isString
    mapAttrs
    sort
    zipAttrsWith
    ;
  tagged = v: (builtins.tryEval (builtins.isAttrs v && v ? _type && v._type == "unknown"));
in
rec {
  unknown = reason: {
    _type = "unknown";
    inherit reason;
  };
  isUnknown =
    v:
    let
      r = tagged v;
    in
    !r.success || r.value;
  recover =
    v:
    let
      r = builtins.tryEval v;
    in
    if r.success then r.value else unknown "an error";
  openAttrs = _reason: attrs: attrs;
  openList = list: list;
  may = value: {
    _type = "unknown";
    reason = "may";
    inherit value;
  };
  nixpkgsRelease = "25.05";
  system = "x86_64-linux";
  optionDefault = _: { found = false; };
  optionNames = _path: false;
  optionsOf =
    _unread: _path: own:
    own;
  keepsNothing = _: false;
  optionChildren = _path: _present: { };
  lenientAttrs = openAttrs;
  unlessCyclic = value: _other: value;
  perhaps = list: more: list ++ more;
  closed = v: v;
  isOpen = _: false;
  rest = _: [ ];
  joined = builtins.head;
  mainProgram = _: null;

  kindOf =
    v:
    if isUnknown v || !(isAttrs v) || isUnknown (v._type or "") then
      null
    else
      {
        "if" = "if";
        merge = "merge";
        override = "override";
        order = "order";
      }
      .${v._type or ""} or null;

  moduleForm =
    m:
    if isUnknown m then
      "unknown"
    else if isFunction m || isAttrs m && m ? __functor then
      "function"
    else if isList m then
      "list"
    else if isPath m || isString m then
      "file"
    else if !(isAttrs m) then
      "other"
    else if kindOf m != null then
      "wrapped"
    else if m._type or null == "flake" then
      "flake"
    else if m ? config || m ? options then
      "explicit"
    else
      "short";

  # What one definition comes to: { file; value; prio; order; may; unknown; wrapped; } for each part.
  discharge =
    d:
    let
      kind = kindOf d.value;
    in
    if isUnknown d.value then
      [ (d // { unknown = true; }) ]
    else if kind == null then
      [ d ]
    else if kind == "if" then
      (if d.value.condition then discharge (d // { value = d.value.content; }) else [ ])
    else if kind == "merge" then
      concatMap (value: discharge (d // { inherit value; })) d.value.contents
    else if kind == "order" then
      discharge (
        d
        // {
          value = d.value.content;
          order = d.value.priority;
        }
      )
    else
      [
        (
          d
          // {
            value = d.value.content;
            prio = if d.value.priority == null then d.prio else d.value.priority;
            wrapped = true;
          }
        )
      ];
  lowest = foldl' (p: d: if d.prio < p then d.prio else p) 9999;
  # What an override holds is looked at when nothing stronger is there: the strongest first.
  settle =
    defs:
    let
      next = filter (d: d.wrapped && d.prio <= lowest (filter (d: !d.wrapped) defs)) defs;
      open = d: if d.wrapped && d.prio == lowest next then discharge (d // { wrapped = false; }) else [ d ];
    in
    if next == [ ] then filter (d: !d.wrapped) defs else settle (concatMap open defs);
  counted =
    defs:
    let
      plain = settle (
        concatMap (
          d:
          discharge {
            inherit (d) file value;
            prio = d.prio or 100;
            order = d.order or 1000;
            may = d.may or false;
            unknown = false;
            wrapped = false;
          }
        ) defs
      );
    in
    sort (a: b: a.order < b.order) (filter (d: d.prio == lowest plain) plain);

  checked =
    unchecked: check: definitions: wrong:
    map (
      d:
      if unchecked || d.unknown || check d.value then
        d
      else
        d
        // {
          unknown = true;
          value = wrong d;
        }
    ) definitions;
  isPlain = type: value: !isUnknown value && kindOf value == null && (type.unchecked or false || type.check value);

  # The sets inside a definition, what is around them pushed to their members.
  pushDown =
    v:
    let
      kind = kindOf v;
    in
    if isUnknown v then
      [ { lost = v; } ]
    else if kind == null then
      (if isAttrs v then [ { set = v; } ] else [ ])
    else if kind == "merge" then
      concatMap pushDown v.contents
    else
      map (part: if part ? set then { set = mapAttrs (_: content: v // { inherit content; }) part.set; } else part) (
        pushDown v.content
      );
  distribute =
    defs:
    let
      parts = concatMap (
        d:
        map (part: part // {
          inherit (d) file;
          may = d.may or false;
        }) (pushDown d.value)
      ) defs;
    in
    {
      members = zipAttrsWith (_name: values: values) (
        map (part: mapAttrs (_: value: { inherit (part) file may; inherit value; }) part.set) (filter (p: p ? set) parts)
      );
      lost = map (part: {
        inherit (part) file may;
        value = part.lost;
      }) (filter (p: p ? lost) parts);
    };

  declared =
    decls:
    let
      isOption = d: isAttrs d.options && d.options._type or null == "option";
      known = filter (d: !isUnknown d.options) decls;
    in
    {
      options = filter isOption known;
      sets = filter (d: !isOption d) known;
    };
  declarations =
    decls:
    zipAttrsWith (_name: values: values) (
      map (d: mapAttrs (_: options: { inherit (d) file; inherit options; }) d.options) (
        filter (d: !isUnknown d.options && isAttrs d.options) decls
      )
    );
}
