{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  fileSystems."/home" = { device = "none"; fsType = "tmpfs"; options = [ "size=4G" "mode=755" ]; };
#             ^^^^^^^ note: `/home` is a tmpfs
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  users.users.ann = { isNormalUser = true; uid = 1000; hashedPassword = "$y$x"; };
#             ^^^ warning[unpersisted-home]: nothing in the homes of `ann`, `bob` and `cai` is kept
  users.users.bob = { isNormalUser = true; uid = 1001; hashedPassword = "$y$x"; };
#             ^^^ note: `/home/bob` is wiped as well
  users.users.cai = { isNormalUser = true; uid = 1002; hashedPassword = "$y$x"; };
#             ^^^ note: `/home/cai` is wiped as well
}
