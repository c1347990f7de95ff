# What is installed for everybody is used by nobody in particular, and what a user has is kept.
{ pkgs, ... }:
{
  fileSystems."/" = {
    device = "none";
    fsType = "tmpfs";
    options = [
      "size=25%"
      "mode=755"
    ];
  };
  fileSystems."/nix" = {
    device = "/dev/disk/by-label/nix";
    fsType = "ext4";
  };
  environment.systemPackages = [ pkgs.kubectl ];
  users.users.ann = {
    isNormalUser = true;
    uid = 1000;
    packages = [ pkgs.signal-desktop ];
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ ".config/Signal" ];
  };
}
