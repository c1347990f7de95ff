# A script of the activation gives them to somebody else, one by one or as a whole.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  environment.persistence."/persist" = {
    directories = [ "/home/ann/letters" "/home/ann/notes" "/home/ann/music/old" ];
    files = [ "/etc/machine-id" ];
  };
  system.activationScripts.owners.text = ''
    for place in letters notes; do
      install -d -o ann -g users "/persist/home/ann/$place"
    done
    chown -R ann: /persist/home/ann/music
  '';
}
