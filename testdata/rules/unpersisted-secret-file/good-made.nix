# tmpfiles, agenix and the configuration make these files.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.restic.backups = {
    a = { paths = [ "/nix/persist" ]; repository = "/mnt/a"; passwordFile = "/root/a"; timerConfig = null; };
    b = { paths = [ "/nix/persist" ]; repository = "/mnt/b"; passwordFile = "/root/b"; timerConfig = null; };
    c = { paths = [ "/nix/persist" ]; repository = "/mnt/c"; passwordFile = "/etc/restic/c"; timerConfig = null; };
  };
  systemd.tmpfiles.rules = [ "C /root/a 0600 root root - /nix/persist/a" ];
  age = { secrets.b = { file = ./bad.nix; path = "/root/b"; }; identityPaths = [ "/nix/persist/key" ]; };
  environment.etc."restic/c".text = "";
  environment.persistence."/nix/persist".files = [ "/etc/machine-id" ];
}
