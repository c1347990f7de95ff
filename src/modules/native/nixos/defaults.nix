# Services that a machine has without asking for them. What they are follows from other options.
{ lib, primops, openSubmodule, option, required, openly }:
let
  inherit (lib) types;
in
{ config, ... }:
let
  inherit (config) networking services security;
  # Desktops that bring NetworkManager along.
  desktops = [
    services.desktopManager.budgie.enable
    services.desktopManager.cosmic.enable
    services.desktopManager.gnome.enable
    services.desktopManager.lomiri.enable
    services.desktopManager.pantheon.enable
    services.xserver.desktopManager.cinnamon.enable
  ];
  clocks = [
    services.chrony
    services.ntp
    services.ntpd-rs
    services.openntpd
  ];
in
{
  options = {
    networking = {
      networkmanager.enable = option types.bool (builtins.elem true desktops);
      useDHCP = option types.bool true;
      useNetworkd = option types.bool false;
      dhcpcd.enable = option types.bool true;
    };
    services = {
      logrotate.enable = option types.bool true;
      timesyncd.enable = option types.bool (!config.boot.isContainer);
    };
    security.sudo.enable = option types.bool true;
    users.manageLingering = option types.bool true;
  };
  # As NixOS does it, and not as a default: a hardware configuration has a word about DHCP, too.
  config = {
    networking.useDHCP = lib.mkMerge [
      (lib.mkIf (networking.networkmanager.enable || services.connman.enable) false)
      (lib.mkIf networking.ifstate.enable (lib.mkDefault false))
    ];
    networking.dhcpcd.enable = lib.mkIf networking.useNetworkd (lib.mkDefault false);
    services.timesyncd.enable = lib.mkIf (builtins.any (clock: clock.enable) clocks) (lib.mkForce false);
    security.sudo.enable = lib.mkIf security.sudo-rs.enable (lib.mkDefault false);
  };
}
