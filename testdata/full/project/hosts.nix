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
    # A condition that fails, and a machine without a platform.
    failing = host [ ../modules/tasks/filesystems.nix { kept = [ "/sure" ]; } ];
    bare = host [ ../modules/misc/nixpkgs.nix ];
    bare-lacking = host [ ../modules/misc/nixpkgs.nix (args.opaque + "/hardware-configuration.nix") ];
    # Texts of which a part is not known.
    holes = host [
      {
        hook = lib.mkMerge [ "sure" "echo ${args.opaque}" ];
        name = "a-" + args.opaque;
        own = if builtins.isString "${args.opaque}" && !("${args.opaque}" ? a) then "text" else "something";
        units.guess.state = args.opaque + "/x";
      }
    ];
    # A picture that lies beside this file, and one that does not.
    pictures = host [ { picture = "${toString ./.}/box.png"; } ];
    pictures-elsewhere = host [ { picture = "/elsewhere/box.png"; } ];
    # What another machine defines and nobody declares.
    asking = host [ { own = (host [ { ghost = 1; name = "other"; } ]).config.name; } ];
    # Whatever modules and definitions may look like.
    plain = host [ ./plain.nix ];
    undeclared = host [ ./plain.nix { services.web.nowhere.port = 1; } ];
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
    # What mounts the entries of a list that is not known to its end, and a list of mounts that is not, either.
    kept = host [ ../modules/keep.nix ./kept.nix ];
    kept-and-more = host [ ../modules/keep.nix ./kept.nix { systemd.mounts = args.opaque.mounts; } ];
  };
}
