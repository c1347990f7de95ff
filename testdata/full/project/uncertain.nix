# Definitions whose condition nobody knows, beside such that hold.
{ lib, config, unknown, opaque, ... }:
{
  units = lib.mkMerge [
    { own.state = "own"; }
    (lib.mkIf unknown { perhaps.state = "perhaps"; })
  ];
  kept = lib.mkMerge [
    [ "/sure" ]
    [
      config.services.photos.directory
    ]
    (lib.mkIf unknown [ "/perhaps" ])
  ];
  hook = lib.mkMerge [
    "sure"
    (lib.mkIf unknown "perhaps")
  ];
  name = lib.mkMerge [
    "sure"
    (lib.mkIf unknown (lib.mkDefault "weaker"))
  ];
  flag = lib.mkIf unknown true;
  forced = lib.mkMerge [
    false
    (lib.mkIf unknown (lib.mkForce true))
  ];
  weak = lib.mkMerge [
    true
    (lib.mkIf unknown true)
  ];
  opened = lib.mkMerge [
    { sure = "sure"; }
    opaque
  ];
}
