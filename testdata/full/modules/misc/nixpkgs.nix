# What packages there are follows from the platform.
{ lib, config, ... }:
{
  options.nixpkgs = {
    hostPlatform = lib.mkOption { type = lib.types.str; default = ""; };
    system = lib.mkOption {
      type = lib.types.str;
      default =
        if config.nixpkgs.hostPlatform != "" then
          throw "Neither nixpkgs.system nor any other option in nixpkgs.* is meant\nto be read."
        else
          throw ''
            Neither nixpkgs.hostPlatform nor the legacy option nixpkgs.system has been set.
            You can set nixpkgs.hostPlatform.
          '';
    };
    for = lib.mkOption { type = lib.types.str; default = "for ${config.nixpkgs.system}"; };
  };
}
