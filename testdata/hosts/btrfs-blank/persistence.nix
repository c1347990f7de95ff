{ inputs, lib, ... }:
let
  storage = "/persist/system";
in
{
  imports = [ inputs.impermanence.nixosModules.impermanence ];

  environment.persistence.${storage} = {
    hideMounts = true;
    directories = map (name: "/var/lib/${name}") [
      "docker"
      "nixos"
      "bluetooth"
    ]
    ++ [ "/var/log" ];
    files = [
      "/etc/machine-id"
      "/etc/adjtime"
    ];
  };

  # The whole home, by hand.
  fileSystems."/home/sam" = {
    device = "/persist/home/sam";
    fsType = "none";
    options = [ "bind" ];
    depends = [ "/persist" ];
  };

  services.openssh.hostKeys = lib.mkForce [
    {
      type = "ed25519";
      path = "${storage}/etc/ssh/ssh_host_ed25519_key";
    }
  ];
}
