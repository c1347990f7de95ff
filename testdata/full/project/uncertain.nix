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
  # Too weak to count, and it needs what it is for.
  own = lib.mkMerge [
    "sure"
    (lib.mkDefault config.own)
    (lib.mkIf unknown (lib.mkDefault config.own))
  ];
  # When the condition holds, this has no end; when it does not, it does no harm.
  round = lib.mkMerge [
    [ "/sure" ]
    (lib.mkIf unknown config.round)
  ];
  opened = lib.mkMerge [
    { sure = "sure"; }
    opaque
  ];
}
