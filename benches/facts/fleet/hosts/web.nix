# A server with impermanence: entries of every form.
{ config, inputs, ... }:
{
  imports = [ inputs.impermanence.nixosModules.impermanence ];
  services = {
    forgejo.enable = true;
    nginx = {
      enable = true;
      virtualHosts."example.org" = {
        enableACME = true;
        forceSSL = true;
      };
    };
    openssh.enable = true;
    postgresql.enable = true;
  };
  security.acme = {
    acceptTerms = true;
    defaults.email = "root@example.org";
  };
  environment.persistence = {
    "/persist" = {
      hideMounts = true;
      directories = [
        "/var/lib/nixos"
        config.services.forgejo.stateDir
        {
          directory = "/var/lib/postgresql";
          user = "postgres";
          group = "postgres";
          mode = "0750";
        }
      ];
      files = [
        "/etc/machine-id"
        {
          file = "/etc/ssh/ssh_host_ed25519_key";
          parentDirectory.mode = "0755";
        }
      ];
    };
    "/persist/logs" = {
      enableWarnings = false;
      directories = [ "/var/log" ];
    };
  };
}
