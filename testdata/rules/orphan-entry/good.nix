{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  services.forgejo = { enable = true; stateDir = "/var/lib/forgejo"; };
  environment.persistence."/nix/persist" = {
    directories = [ { directory = "/var/lib/forgejo"; user = "forgejo"; group = "forgejo"; mode = "0750"; } ];
    files = [ "/etc/machine-id" ];
  };
}
