# The public keys are declared, and made again at every boot.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users.ann.isNormalUser = true;
  home-manager.users.ann = {
    programs.gpg = {
      enable = true;
#              ^^^^ info[unpersisted-home-state]: `programs.gpg` keeps `/home/ann/.gnupg` in a home that is wiped
      publicKeys = [ { source = ./ann.asc; trust = 5; } ];
    };
    home.stateVersion = "25.11";
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
    users.ann.directories = [ "Documents" ];
  };
}
