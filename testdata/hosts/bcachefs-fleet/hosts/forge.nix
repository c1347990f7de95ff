{
  services.forgejo.enable = true;
  services.n8n.enable = true;
  services.open-webui.enable = true;
  virtualisation.podman.enable = true;

  environment.persistence."/persist".directories = [
    "/var/lib/forgejo"
    "/var/lib/n8n"
    "/var/lib/private/open-webui"
    # Volumes, not the layers that can be pulled again.
    "/var/lib/containers/storage/volumes"
  ];
}
