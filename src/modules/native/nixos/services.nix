# The services whose own options say what persists.
{ lib, primops, openSubmodule, option, required, openly }:
let
  inherit (lib) types;
in
{ config, ... }:
{
  options = {
    services = {
      openssh = {
        enable = option types.bool false;
        startWhenNeeded = option types.bool false;
        ports = option (types.listOf types.port) [ 22 ];
        authorizedKeysFiles = option (types.listOf types.str) [ ];
        generateHostKeys = option types.bool config.services.openssh.enable;
        hostKeys = option (types.listOf types.attrs) [
          {
            type = "rsa";
            bits = 4096;
            path = "/etc/ssh/ssh_host_rsa_key";
          }
          {
            type = "ed25519";
            path = "/etc/ssh/ssh_host_ed25519_key";
          }
        ];
      };
      journald = {
        storage = option types.str "persistent";
        extraConfig = option types.lines "";
      };
      fstrim.enable = option types.bool true;
      netbird = {
        enable = option types.bool false;
        clients = option (openly (types.attrsOf (openSubmodule { }))) { };
      };
      # Folders that somebody adds by hand go at the next start, unless a device may add some.
      syncthing.overrideFolders = option types.bool (
        !builtins.any (device: device.autoAcceptFolders or false) (
          builtins.attrValues config.services.syncthing.settings.devices
        )
      );
      # Only installation media set it.
      getty.autologinUser = option (types.nullOr types.str) null;
    };
    security = {
      sudo.extraConfig = option types.lines "";
      polkit.enable = lib.mkOption { type = types.bool; };
    };
    programs.fuse.userAllowOther = option types.bool false;
    fonts.packages = option (types.listOf types.raw) [ ];
  };
  # The client that the old switch makes has the old name, and with it the old directory.
  config.services.netbird.clients = lib.mkIf config.services.netbird.enable {
    default.name = lib.mkDefault "netbird";
  };
}
