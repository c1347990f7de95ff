# One bind is not known; the other one has all of the state.
{ pkgs, ... }:
{
  imports = [ { systemd.services.pleroma.serviceConfig.BindPaths = [ "/persist/pleroma:/var/lib/pleroma" ]; } ];
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
  environment.persistence."/persist" = {
    directories = [ "/var/lib/nixos" ];
    files = [ "/etc/machine-id" ];
  };
  services.pleroma.enable = true;
  systemd.services.pleroma.serviceConfig.BindPaths = [
    "${toString (pkgs.copyPathToStore ./icon.png)}:/var/lib/pleroma/static/favicon.png"
  ];
  services.tailscale.enable = true;
  systemd.services.tailscaled.serviceConfig.BindPaths = [
    "${pkgs.tailscale-extras}/x:/var/lib/tailscale/x"
    "/persist/tailscale:/var/lib/tailscale"
  ];
}
