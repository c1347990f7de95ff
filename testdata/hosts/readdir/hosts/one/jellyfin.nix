{
  services.jellyfin.enable = true;
  services.jellyfin.dataDir = "/srv/jellyfin";
}
