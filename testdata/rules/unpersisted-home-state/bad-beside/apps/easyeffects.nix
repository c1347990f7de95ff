{
  services.easyeffects.enable = true;
}
