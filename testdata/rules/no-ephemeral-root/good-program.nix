# What the program does is not known.
{
  fileSystems."/" = { device = "/dev/disk/by-label/root"; fsType = "ext4"; };
  boot.initrd.systemd.enable = true;
  boot.initrd.systemd.services.demolition = {
    wantedBy = [ "initrd.target" ];
    before = [ "sysroot.mount" ];
    serviceConfig.ExecStart = "/nix/store/00000000000000000000000000000000-demolition/bin/demolition";
  };
  environment.persistence."/persist".directories = [ "/var/log" ];
}
