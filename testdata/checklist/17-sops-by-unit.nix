# sops-nix decrypts in a unit, after everything is mounted.
# otherwise: late-decryption-key
{
  fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
  fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
  sops = {
    secrets.a = { };
    defaultSopsFile = ./17-sops-by-unit.nix;
    age.keyFile = "/var/lib/sops/key";
    useSystemdActivation = true; # here
    #+ useSystemdActivation = false;
  };
  environment.persistence."/nix/persist" = {
    directories = [ "/var/lib/nixos" "/var/lib/sops" ];
    files = [ "/etc/machine-id" ];
  };
}
