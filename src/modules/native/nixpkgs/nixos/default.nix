# A machine, from its main module.
{
  configuration ? { },
  system ? null,
  specialArgs ? { },
  ...
}:
let
  machine = import ./lib/eval-config.nix {
    inherit system specialArgs;
    modules = [ configuration ];
  };
in
machine
// {
  system = machine.config.system.build.toplevel;
  inherit (machine.config.system.build) vm vmWithBootLoader;
}
