# A unit of the initrd binds the store in the root that it prepares.
# otherwise: ephemeral-nix-store
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/data" = { device = "/dev/disk/by-label/data"; fsType = "ext4"; neededForBoot = true; };
  boot.initrd.systemd.services.store = {
    wantedBy = [ "initrd.target" ];
    before = [ "initrd-find-nixos-closure.service" ];
    after = [ "initrd-fs.target" ];
    unitConfig.DefaultDependencies = false;
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir -p /sysroot/nix
      mount -o bind /sysroot/data/store /sysroot/nix # here
    '';
  };
  environment.persistence."/data/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
