{
  services.immich.enable = true;
  services.immich.mediaLocation = "/srv/photos";
}
