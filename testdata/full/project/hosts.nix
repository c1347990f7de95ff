let
  lib = import ../lib/modules.nix;
  args = {
    inherit lib;
    # What is not on disk: whether it is there at all is not known.
    opaque = builtins.fetchTarball "https://example.org/nothing.tar.gz";
    unknown = (builtins.fetchTarball "https://example.org/nothing.tar.gz") == "x";
  };
  host = modules: lib.evalModules ([ ../nixos.nix ] ++ modules) args;
in
{
  nixosConfigurations = {
    box = host [
      ./photos.nix
      ./uncertain.nix
    ];
    round = host [ ./round-a.nix ];
    parts = host [ ./parts.nix ];
    home = host [ ./home.nix ];
    # A module that is not on disk may define what is asked for.
    parted = host [
      (args.opaque + "/module.nix")
      (builtins.fetchGit "https://example.org/nothing" + "/module.nix")
      (
        { config, ... }:
        {
          units.here.state = "here";
          own = config.units.elsewhere.state;
          name = config.units.here.elsewhere or "nowhere";
        }
      )
    ];
    # A file that is not there.
    lacking = host [ { imports = [ ./lacking.nix ]; } ];
    # What an older release had.
    older = host [ { systemd.sleep.extraConfig = "AllowHibernation=no"; } ];
    # What fails in what is off.
    quiet = host [ ./off.nix ];
    loud = host [ ./off.nix { services.off.enable = true; } ];
    # Packages with two overlays that are not on disk: one is not known, what the other gives is not.
    packages =
      let
        inherit (import ../lib/fixed-points.nix) fix extends;
        base = _final: { plain = "plain"; };
        more = _final: prev: args.opaque // { more = prev.plain; };
        pkgs = fix (extends more (extends args.opaque base));
      in
      host [
        {
          name = pkgs.plain;
          own = pkgs.absent;
          units.packages.state = pkgs.more;
        }
      ];
  };
}
