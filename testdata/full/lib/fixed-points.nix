# Sets that are extended, with the names and parameters of nixpkgs.
rec {
  fix = f: let x = f x; in x;
  extends =
    overlay: f:
    (
      final:
      let
        prev = f final;
      in
      prev // overlay final prev
    );
}
