{
  boot.isContainer = true;
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  environment.persistence."/persist".directories = [ "/var/lib" ];
#                                                    ^^^^^^^^^^ warning[late-container-binds]: `/var/lib` is bound after the container has chosen the numbers of its users
}
