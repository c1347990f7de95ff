# A stand-in for flake-file, whose modules write `flake.nix` and make no outputs. primops → lib → its outputs
primops: _lib:
let
  inherit (primops) openAttrs;
  empty = { };
in
{
  flakeModule = empty;
  flakeModules = openAttrs "flake-file.flakeModules" {
    default = empty;
    flake = empty;
    flake-options = empty;
    import-tree = empty;
    npins = empty;
    allfollow = empty;
    nix-auto-follow = empty;
    dendritic =
      { lib, ... }:
      {
        key = "stand-in:flake-file.dendritic";
        systems = lib.mkDefault lib.systems.flakeExposed;
      };
  };
}
