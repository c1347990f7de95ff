# An overlay for /etc, and users without activation scripts.
{
  imports = [ ./disks.nix ];
  networking.hostName = "immutable";
  boot.initrd.systemd.enable = true;
  system.etc.overlay = {
    enable = true;
    mutable = false;
  };
  services = {
    userborn.enable = true;
    journald.storage = "volatile";
    chrony.enable = true;
  };
  users.users.fay = {
    isNormalUser = true;
    initialHashedPassword = "!";
  };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [
      {
        file = "/etc/machine-id";
        mode = "0444";
      }
    ];
  };
}
