{
  boot.isContainer = true;
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  environment.persistence."/persist".directories = [ "/srv" "/var/lib/app" ];
}
