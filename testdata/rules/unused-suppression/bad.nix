# persist-lint: allow-file(malformed-entry-path) all are fine
#                          ^^^^^^^^^^^^^^^^^^^^ info[unused-suppression]: `malformed-entry-path` finds nothing that this comment would allow
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist" = {
    directories = [
      "/var/log"
      "/var/lib/nixos" # persist-lint: allow(duplicate-entry, malformed-entry-path) one of the two is used
#                                                             ^^^^^^^^^^^^^^^^^^^^ info[unused-suppression]: `malformed-entry-path` finds nothing that this comment would allow
      "/var/lib/nixos"
    ];
    # persist-lint: allow(duplicate-entry)
#                         ^^^^^^^^^^^^^^^ info[unused-suppression]: `duplicate-entry` finds nothing that this comment would allow
    files = [ "/etc/machine-id" ];
  };
}
