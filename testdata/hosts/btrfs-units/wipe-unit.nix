{
  boot.initrd.systemd.services.old-roots = {
    description = "move the root away and make a new one";
    wantedBy = [ "initrd.target" ];
    after = [ "dev-vg-root.device" ];
    before = [ "sysroot.mount" ];
    unitConfig.DefaultDependencies = "no";
    serviceConfig.Type = "oneshot";
    script = ''
      mkdir /volume
      mount /dev/vg/root /volume
      if [[ -e /volume/root ]]; then
        mkdir -p /volume/old_roots
        mv /volume/root "/volume/old_roots/$(date --date="@$(stat -c %Y /volume/root)" +%F_%T)"
      fi
      btrfs subvolume create /volume/root
      umount /volume
    '';
  };
}
