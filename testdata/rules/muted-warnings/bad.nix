{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  users.users = { ann.isNormalUser = true; bob.isNormalUser = true; };
  # persist-lint: allow(unpersisted-uid-map) they have nothing in `/srv`
  environment.persistence."/nix/persist" = { enableWarnings = false; directories = [ "/srv" ]; files = [ "/etc/machine-id" ]; };
#                                                             ^^^^^ info[muted-warnings]: `/nix/persist` is told not to warn of what is wrong with it
}
