# `lib.fixedPoints` of nixpkgs as configurations use it.
{ ... }:
rec {
  fix =
    f:
    let
      self = f self;
    in
    self;

  fix' =
    f:
    let
      self = f self // { __unfix__ = f; };
    in
    self;

  converge =
    f: x:
    let
      next = f x;
    in
    if next == x then x else converge f next;

  extends =
    overlay: f: final:
    let
      prev = f final;
    in
    prev // overlay final prev;

  composeExtensions =
    first: second: final: prev:
    let
      a = first final prev;
      b = second final (prev // a);
    in
    a // b;

  composeManyExtensions =
    overlays: final: prev:
    let
      step =
        acc: overlay:
        let
          added = overlay final acc.prev;
        in
        {
          prev = acc.prev // added;
          sum = acc.sum // added;
        };
    in
    (builtins.foldl' step {
      inherit prev;
      sum = { };
    } overlays).sum;

  makeExtensibleWithCustomName =
    name: f:
    fix' (
      self:
      f self
      // {
        ${name} = overlay: makeExtensibleWithCustomName name (extends overlay f);
      }
    );
  makeExtensible = makeExtensibleWithCustomName "extend";

  toExtension =
    f:
    if builtins.isFunction f then
      final: prev:
      let
        once = f prev;
      in
      if builtins.isFunction once then f final prev else once
    else
      _final: _prev: f;
}
