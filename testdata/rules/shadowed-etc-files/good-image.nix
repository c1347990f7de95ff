# The same modules in an image that mounts no storage: it keeps no state.
{
  fileSystems."/" = { device = "tmpfs"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix/.ro-store" = { device = "/iso/nix-store.squashfs"; fsType = "squashfs"; neededForBoot = true; };
  environment.etc."app/app.conf".text = "x";
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" "/etc/app" ];
    files = [ "/etc/machine-id" ];
  };
}
