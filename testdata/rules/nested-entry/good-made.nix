# The inner directory is made with its owner where it is missing.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist".files = [ "/etc/machine-id" ];
  users.users.git = { isSystemUser = true; group = "git"; uid = 900; };
  users.groups.git.gid = 900;
  environment.persistence."/persist".directories = [
    { directory = "/srv"; user = "git"; group = "git"; mode = "0750"; }
    { directory = "/srv/git"; user = "git"; group = "git"; mode = "0750"; }
  ];
}
