{ config, lib, ... }:
{
  environment.persistence."/persist" = {
    directories = [
      "/var/lib/systemd"
      "/var/lib/nixos"
      "/var/log"
      "/srv"
    ];
    files = [ "/etc/machine-id" ];
  };
  programs.fuse.userAllowOther = true;

  system.activationScripts.persistent-homes.text = lib.concatMapStrings (user: ''
    mkdir -p /persist${user.home}
    chown ${user.name}:${user.group} /persist${user.home}
  '') (builtins.filter (user: user.createHome) (builtins.attrValues config.users.users));
}
