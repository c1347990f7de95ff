# Containers of several kinds.
{
  imports = [ ./disks.nix ];
  networking.hostName = "containers";
  virtualisation = {
    podman = {
      enable = true;
      autoPrune.enable = true;
    };
    oci-containers = {
      backend = "podman";
      containers.wiki = {
        image = "example.org/wiki:1";
        volumes = [
          "/var/lib/wiki:/data"
          "wiki-cache:/cache"
        ];
      };
    };
  };
  containers.dns = {
    autoStart = true;
    bindMounts."/zones" = {
      hostPath = "/persist/zones";
      isReadOnly = true;
    };
    config = {
      services.unbound.enable = true;
      system.stateVersion = "25.11";
    };
  };
  environment.persistence."/persist".directories = [
    "/var/lib/containers"
    "/var/lib/nixos-containers"
  ];
}
