# Whether a service is on is not known: what is defined for it may be there, and nothing else may.
{ config, lib, ... }:
let
  whereUsed = lib.mkIf config.services.postgresql.enable;
in
{
  imports = [
    { config = whereUsed { environment.persistence."/persist".directories = [ "/var/lib/postgresql" ]; }; }
#                                                  ^^^^^^^^^^ warning[unpersisted-machine-id]: `/etc/machine-id` is not persisted, so the machine gets a new id at every boot
    { config = whereUsed { environment.etc.foo.text = "x"; }; }
    { config = whereUsed { fileSystems."/data" = { device = "/dev/sdb"; fsType = "ext4"; }; }; }
    { config = whereUsed { systemd.tmpfiles.rules = [ "d /data/x" ]; }; }
    { config = whereUsed { systemd.mounts = [ { what = "/dev/sdc"; where = "/srv"; } ]; }; }
    { config = whereUsed { kept = [ "/srv/postgresql" ]; keptBy.postgresql = [ "/srv/wal" ]; }; }
  ];
  options.kept = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; };
  options.keptBy = lib.mkOption { type = lib.types.attrsOf (lib.types.listOf lib.types.str); default = { }; };
  config = {
    fileSystems."/" = { device = "none"; fsType = "tmpfs"; options = [ "size=25%" "mode=755" ]; };
#               ^^^ note: `/` is a tmpfs
    fileSystems."/nix" = { device = "/dev/disk/by-label/nix"; fsType = "ext4"; };
    fileSystems."/persist" = { device = "/dev/disk/by-label/persist"; fsType = "ext4"; neededForBoot = true; };
    environment.persistence."/persist".directories = lib.unique (
      [ "/var/log" ] ++ config.kept ++ lib.concatLists (lib.attrValues config.keptBy)
    );
  };
}
