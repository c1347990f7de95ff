# The machine is entered with a key.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; extraGroups = [ "wheel" ]; };
  users.users.root.openssh.authorizedKeys.keys = [ "ssh-ed25519 AAAA ann" ];
  services.openssh.enable = true;
  services.openssh.hostKeys = [ { type = "ed25519"; path = "/persist/etc/ssh/key"; } ];
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
