{ inputs, ... }:
{
  imports = [ inputs.sops-nix.nixosModules.sops ];

  services.openssh.enable = true;
  virtualisation.docker.enable = true;
  hardware.bluetooth.enable = true;
  # Its passwords are in /etc/NetworkManager.
  networking.networkmanager.enable = true;

  sops.defaultSopsFile = ./secrets.yaml;
  sops.age.keyFile = "/persist/system/sops/age/keys.txt";
  sops.secrets.password.neededForUsers = true;

  users.users.sam.isNormalUser = true;
  system.stateVersion = "25.05";
}
