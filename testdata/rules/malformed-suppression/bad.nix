{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  environment.persistence."/nix/persist" = {
    # persist-lint: allow(duplicate-entries)
#                         ^^^^^^^^^^^^^^^^^ warning[malformed-suppression]: there is no rule `duplicate-entries` to allow
    directories = [ "/var/log" "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ]; # persist-lint: allow duplicate-entry
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[malformed-suppression]: `allow` names no rules
  };
  # persist-lint allow(duplicate-entry)
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[malformed-suppression]: the colon after `persist-lint` is missing
  # persist-lint: allow-file(duplicate-entry) not here
# ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[malformed-suppression]: `allow-file` does not stand at the top
  environment.etc."motd".text = ''
    # persist-lint: allow(nothing-at-all)
  '';
}
