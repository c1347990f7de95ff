# Until January 2026 it had to be imported.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann.home.persistence."/persist".directories = [ "src" ];
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
  };
  boot.kernelParams = [ "systemd.machine_id=0123456789abcdef0123456789abcdef" ];
}
