{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  services.forgejo.enable = true;
  environment.persistence."/persist" = {
    directories = [ { directory = "/var/lib/forgejo"; user = "forgejo"; group = "forgejo"; mode = "0750"; } ];
    files = [ "/etc/machine-id" ];
  };
}
