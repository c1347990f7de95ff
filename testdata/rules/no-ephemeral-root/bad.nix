{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
#             ^^^ note: nothing in the configuration empties this filesystem
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  fileSystems."/tmp" = { device = "none"; fsType = "tmpfs"; };
  environment.persistence."/persist".directories = [ "/var/log" ];
#                         ^^^^^^^^^^ warning[no-ephemeral-root]: paths are persisted, but nothing wipes `/`
}
