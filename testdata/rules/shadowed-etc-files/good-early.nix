# The initrd mounts them before the files are linked.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.openssh.enable = true;
  fileSystems."/etc/ssh" = { device = "/dev/disk/by-label/ssh"; fsType = "ext4"; neededForBoot = true; };
  preservation.enable = true;
  preservation.preserveAt."/persist".directories = [ { directory = "/etc/app"; inInitrd = true; } ];
  environment.etc."app/app.conf".text = "x";
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
}
