{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.openssh.enable = true;
  environment.etc."app/app.conf".text = "x";
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/etc/ssh" "/etc/app" ];
#                                    ^^^^^^^^^^ warning[shadowed-etc-files]: `/etc/ssh` hides files that NixOS puts there, such as `/etc/ssh/sshd_config`
#                                               ^^^^^^^^^^ warning[shadowed-etc-files]: `/etc/app` hides files that NixOS puts there, such as `/etc/app/app.conf`
    files = [ "/etc/machine-id" ];
  };
}
