# Each program has its entries beside it, and so has the next one.
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#             ^^^ note: `/` is a tmpfs
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/log" ];
    files = [ "/etc/machine-id" ];
  };
  users.users.ann = { isNormalUser = true; uid = 1000; };
  home-manager.users.ann.imports = [
    ./editors/helix.nix
    ./editors/kakoune.nix
    ./editors/zed.nix
    ./tools/cargo.nix
    ./tools/deno.nix
    ./tools/yarn.nix
    ./apps/easyeffects.nix
  ];
}
