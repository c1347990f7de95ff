# A machine that boots an image from the network and keeps some of its state on a disk.
{
  fileSystems."/" = { device = "tmpfs"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix/.ro-store" = { device = "../nix-store.squashfs"; fsType = "squashfs"; neededForBoot = true; };
  fileSystems."/nix/.rw-store" = { device = "tmpfs"; fsType = "tmpfs"; neededForBoot = true; };
  fileSystems."/nix/store" = {
    overlay = { lowerdir = [ "/nix/.ro-store" ]; upperdir = "/nix/.rw-store/store"; workdir = "/nix/.rw-store/work"; };
    neededForBoot = true;
  };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  boot.loader.grub.enable = false;
  environment.etc."app/app.conf".text = "x";
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/etc/app" ];
#                                    ^^^^^^^^^^ warning[shadowed-etc-files]: `/etc/app` hides files that NixOS puts there, such as `/etc/app/app.conf`
    files = [ "/etc/machine-id" ];
  };
}
