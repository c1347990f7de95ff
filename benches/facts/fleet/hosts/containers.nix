# Containers of three kinds, and machines.
{ pkgs, ... }:
{
  virtualisation = {
    docker.enable = true;
    libvirtd.enable = true;
    podman.enable = true;
    oci-containers.containers.web = {
      image = "nginx";
      volumes = [
        "/var/lib/web:/data"
        "cache:/cache"
      ];
    };
  };
  containers.inner = {
    autoStart = true;
    bindMounts."/data" = {
      hostPath = "/persist/inner";
      isReadOnly = false;
    };
    config = {
      nixpkgs = { inherit pkgs; };
      services.redis.servers.queue.enable = true;
      system.stateVersion = "25.11";
    };
  };
  environment.etc = {
    "containers/own.conf".text = "[engine]";
    "resolv.own".source = "/persist/resolv.own";
  };
}
