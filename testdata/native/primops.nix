# Stand-ins for what the evaluator provides, for a Nix that knows no unknown values.
let
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
}
