{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    directories = [ "~/backup" "/var/lib/../cache" "/nix" "var/spool" ];
#                   ^^^^^^^^^^ error[malformed-entry-path]: the path `~/backup` has a shell's name for the home, which nothing expands
#                              ^^^^^^^^^^^^^^^^^^^ error[malformed-entry-path]: the path `/var/lib/../cache` contains `..`, which is not resolved
#                                                  ^^^^^^ warning[malformed-entry-path]: the path `/nix` is what the system starts from, which an entry is a fragile place for
#                                                         ^^^^^^^^^^^ warning[malformed-entry-path]: the path `var/spool` is relative, but is in the list of the system
    files = [ "/etc/machine-id" "/etc/ssh/ssh_host_*" ];
#                               ^^^^^^^^^^^^^^^^^^^^^ error[malformed-entry-path]: the path `/etc/ssh/ssh_host_*` contains a wildcard, which nothing expands
    users.ann = {
      directories = [ "/home/ann/src" "/var/lib/x" ];
#                     ^^^^^^^^^^^^^^^ error[malformed-entry-path]: the path `/home/ann/src` contains the home, which is put before it again
#                                     ^^^^^^^^^^^^ warning[malformed-entry-path]: the path `/var/lib/x` looks absolute, but is in the list of a user
      files = [ "$HOME/.netrc" ];
#               ^^^^^^^^^^^^^^ error[malformed-entry-path]: the path `$HOME/.netrc` has a shell's name for the home, which nothing expands
    };
  };
}
