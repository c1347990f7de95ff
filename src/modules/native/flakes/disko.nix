# A stand-in for disko's module: the file systems that its description of disks comes to. primops → module
primops:
{ config, lib, ... }:
let
  inherit (lib) types;
  inherit (primops) isUnknown unknown;
  option = type: default: lib.mkOption { inherit type default; };
  known = v: !(isUnknown v);
  members = set: if isUnknown set then { } else set;
  each = f: set: builtins.concatMap (name: f name (members set).${name}) (builtins.attrNames (members set));

  # Each part of the description as a list of { fileSystems.<mountPoint> = …; } and { swap = …; }.
  mount =
    device: fsType: options: point:
    if isUnknown point || point == null then
      [ ]
    else
      [
        {
          name = point;
          value = { inherit device fsType options; };
        }
      ];
  content =
    device: c:
    let
      type = c.type or null;
      options = c.mountOptions or [ "defaults" ];
    in
    if isUnknown c || c == null || isUnknown type then
      [ ]
    else if type == "filesystem" then
      mount device c.format options (c.mountpoint or null)
    else if type == "btrfs" then
      mount device "btrfs" options (c.mountpoint or null) ++ each (subvolume device) (c.subvolumes or { })
    else if type == "luks" then
      content "/dev/mapper/${c.name}" (c.content or null)
    else if type == "gpt" || type == "table" then
      partitions device c
    else if type == "bcachefs" then
      mount device "bcachefs" options (c.mountpoint or null)
    else
      [ ];
  subvolume =
    device: name: s:
    let
      options = (s.mountOptions or [ "defaults" ]) ++ [ "subvol=${s.name or name}" ];
    in
    mount device "btrfs" options (s.mountpoint or null)
    ++ each (subvolume device) (s.subvolumes or { });
  partitions =
    device: c:
    let
      label = name: p: "/dev/disk/by-partlabel/${p.label or "disk-${baseNameOf (toString device)}-${name}"}";
    in
    if builtins.isList (c.partitions or { }) then
      builtins.concatMap (p: content (label (p.name or "") p) (p.content or null)) c.partitions
    else
      each (name: p: content (label name p) (p.content or null)) (c.partitions or { });
  disk = name: d: content name (d.content or null);
  volumeGroup = vg: v: each (name: l: content "/dev/${vg}/${name}" (l.content or null)) (v.lvs or { });
  dataset =
    pool: name: d:
    let
      legacy = d.options.mountpoint or null;
      options = d.mountOptions or [ "defaults" ];
      extra = if known legacy && legacy != null && legacy != "legacy" then [ "zfsutil" ] else [ ];
    in
    if (d.type or "zfs_fs") == "zfs_fs" then
      mount "${pool}/${name}" "zfs" (options ++ extra) (d.mountpoint or null)
    else
      content "/dev/zvol/${pool}/${name}" (d.content or null);
  pool =
    name: p: mount name "zfs" (p.mountOptions or [ "defaults" ]) (p.mountpoint or null) ++ each (dataset name) (p.datasets or { });
  nodev = name: n: mount (n.device or "none") (n.fsType or "tmpfs") (n.mountOptions or [ "defaults" ]) (n.mountpoint or name);
  raid = name: r: content "/dev/md/${name}" (r.content or null);
  bcachefs =
    name: b:
    mount name "bcachefs" (b.mountOptions or [ "defaults" ]) (b.mountpoint or null)
    ++ each (sub: s: mount name "bcachefs" (s.mountOptions or [ "defaults" ]) (s.mountpoint or null)) (b.subvolumes or { });

  devices = config.disko.devices;
in
{
  key = "stand-in:disko";
  options.disko = {
    devices = {
      disk = option (types.lazyAttrsOf types.anything) { };
      nodev = option (types.lazyAttrsOf types.anything) { };
      zpool = option (types.lazyAttrsOf types.anything) { };
      lvm_vg = option (types.lazyAttrsOf types.anything) { };
      mdadm = option (types.lazyAttrsOf types.anything) { };
      bcachefs_filesystems = option (types.lazyAttrsOf types.anything) { };
    };
    enableConfig = option types.bool true;
  };
  config.fileSystems = lib.mkIf config.disko.enableConfig (
    lib.zipAttrsWith (_name: lib.mkMerge) (
      map (m: { ${m.name} = m.value; }) (
        each disk devices.disk
        ++ each nodev devices.nodev
        ++ each pool devices.zpool
        ++ each volumeGroup devices.lvm_vg
        ++ each raid devices.mdadm
        ++ each bcachefs devices.bcachefs_filesystems
      )
    )
  );
}
