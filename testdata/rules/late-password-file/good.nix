# In the storage, or decrypted before users are made.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/home" = { device = "/dev/disk/by-label/home"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.mutableUsers = false;
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPasswordFile = "/persist/passwords/ann"; };
  users.users.bob = { isNormalUser = true; uid = 1001; hashedPasswordFile = "/run/agenix/bob"; };
  users.users.eve = { isNormalUser = true; uid = 1002; hashedPasswordFile = "/run/secrets-for-users/eve"; };
  users.users.pip = { isNormalUser = true; uid = 1003; hashedPasswordFile = "/run/somewhere/pip"; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
