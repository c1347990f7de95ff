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
  };
}
