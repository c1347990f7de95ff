# A machine to carry around.
{ config, lib, ... }:
{
  imports = [ ./disks.nix ];
  networking = {
    hostName = "laptop";
    networkmanager.enable = true;
  };
  hardware.bluetooth.enable = true;
  services = {
    greetd = {
      enable = true;
      settings.default_session.command = "/run/current-system/sw/bin/agreety";
    };
    pipewire.enable = true;
    upower.enable = true;
    fprintd.enable = true;
    printing.enable = true;
    power-profiles-daemon.enable = true;
    syncthing = {
      enable = true;
      user = "gil";
      dataDir = config.users.users.gil.home;
    };
  };
  boot.initrd.luks.devices.main.device = "/dev/disk/by-label/crypt";
  fileSystems."/home" = {
    device = "none";
    fsType = "tmpfs";
    options = [ "size=25%" ];
  };
  users.users.gil = {
    isNormalUser = true;
    home = "/home/gil";
    extraGroups = [ "wheel" ];
  };
  environment.persistence."/persist".directories =
    [ "/etc/NetworkManager/system-connections" ]
    ++ map (name: {
      directory = "${config.users.users.gil.home}/${name}";
      user = "gil";
      mode = "0700";
    }) [ ".ssh" "Documents" ]
    ++ lib.optional config.hardware.bluetooth.enable "/var/lib/bluetooth";
}
