# Services with instances, and secrets of agenix.
{ inputs, ... }:
{
  imports = [ inputs.agenix.nixosModules.default ];
  age = {
    identityPaths = [ "/persist/etc/ssh/ssh_host_ed25519_key" ];
    secrets.broker = {
      file = ./smarthome.nix;
      owner = "mosquitto";
    };
  };
  services = {
    adguardhome.enable = true;
    home-assistant = {
      enable = true;
      config = { };
    };
    mosquitto.enable = true;
    redis.servers = {
      "".enable = true;
      cache.enable = true;
      queue = {
        enable = true;
        save = [ ];
      };
    };
    zigbee2mqtt.enable = true;
    borgbackup.jobs.nightly = {
      paths = [ "/var/lib/hass" ];
      repo = "/persist/backup";
      encryption.mode = "none";
    };
  };
}
