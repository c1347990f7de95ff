{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  systemd.services.enrol = {
    wantedBy = [ "multi-user.target" ];
    unitConfig.ConditionFirstBoot = true;
    script = "echo enrol this machine";
  };
  environment.persistence."/nix/persist" = { files = [ "/etc/machine-id" ]; directories = [ "/var/lib/nixos" ]; };
}
