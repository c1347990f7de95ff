let
  lib = import ../lib/modules.nix;
  args = {
    inherit lib;
    # What is not on disk: whether it is there at all is not known.
    opaque = builtins.fetchTarball "https://example.org/nothing.tar.gz";
    unknown = (builtins.fetchTarball "https://example.org/nothing.tar.gz") == "x";
  };
  # Packages with two overlays that are not on disk: one is not known, what the other gives is not.
  packages =
    let
      inherit (import ../lib/fixed-points.nix) fix extends;
      base = _final: { plain = "plain"; };
    in
    fix (extends (final: prev: args.opaque // { more = prev.plain; }) (extends args.opaque base));
  host = modules: lib.evalModules ([ ../nixos.nix ] ++ modules) args;
in
{
  nixosConfigurations = {
    box = host [
      ./photos.nix
      ./uncertain.nix
    ];
    packages = host [
      {
        name = packages.plain;
        own = packages.absent;
        units.packages.state = packages.more;
      }
    ];
    round = host [ ./round-a.nix ];
  };
}
