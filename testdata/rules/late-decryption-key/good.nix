# The key itself, one of several that is early, and a directory that the initrd mounts.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/etc/keys" = { device = "/persist/etc/keys"; fsType = "none"; options = [ "bind" ]; neededForBoot = true; };
  age.identityPaths = [ "/etc/late/key" "/etc/keys/key" ];
  age.secrets.wifi.file = ./wifi.age;
  sops.age.keyFile = "/persist/etc/key";
  sops.age.sshKeyPaths = [ ];
  sops.secrets.wifi = { neededForUsers = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/etc/late" ];
    files = [ "/etc/machine-id" ];
  };
}
