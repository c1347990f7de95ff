# The home is mounted after users are made, so nobody corrects its mode.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=2G" "mode=755" ]; };
  fileSystems."/home/ann" = { device = "none"; fsType = "tmpfs"; options = [ "size=4G" "mode=777" ]; };
#             ^^^^^^^^^^^ warning[world-writable-root]: every user can write to `/home/ann`
#             ^^^^^^^^^^^ note: `/home/ann` is a tmpfs
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPassword = "$y$j9T$x"; extraGroups = [ "wheel" ]; };
#             ^^^ warning[unpersisted-home]: nothing in the home of `ann` is kept
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
