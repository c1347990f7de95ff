{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  boot.initrd.network.ssh = { enable = true; hostKeys = [ "/nix/persist/secrets/initrd_ed25519" ]; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
