# The keys of a messenger that is only installed.
{ pkgs, ... }:
{
  fileSystems."/" = {
#             ^^^ note: `/` is a tmpfs
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
  users.users.ann = {
    isNormalUser = true;
    uid = 1000;
    packages = with pkgs; [
      ripgrep
      signal-desktop
#     ^^^^^^^^^^^^^^ warning[unpersisted-home-state]: `pkgs.signal-desktop` keeps `/home/ann/.config/Signal` in a home that is wiped
    ];
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "Documents" ];
  };
}
