{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.services.enrol = {
#                  ^^^^^ info[repeated-first-boot]: `enrol.service` is for the first boot, and runs at every boot
    wantedBy = [ "multi-user.target" ];
    unitConfig.ConditionFirstBoot = true;
    script = "echo enrol this machine";
  };
  # persist-lint: allow(unpersisted-machine-id) it is meant to
  environment.persistence."/nix/persist".directories = [ "/var/lib/nixos" ];
}
