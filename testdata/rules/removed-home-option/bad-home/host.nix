{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  users.users.ann = { isNormalUser = true; uid = 1000; home = "/srv/ann"; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/var/log" ];
    files = [ "/etc/machine-id" ];
    users.root = {
      home = "/root";
#            ^^^^^^^ error[removed-home-option]: impermanence has no option `users.<name>.home` any more
      directories = [ "notes" ];
    };
    users.ann = {
      home = "/srv/other";
#            ^^^^^^^^^^^^ error[removed-home-option]: impermanence has no option `users.<name>.home` any more
      directories = [ "src" ];
    };
  };
}
