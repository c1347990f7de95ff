# A stand-in for disko's module: the file systems and swap that its description of disks comes to. primops → module
primops:
{ config, lib, ... }:
let
  inherit (lib) types;
  inherit (primops) isUnknown unknown;
  option = type: default: lib.mkOption { inherit type default; };
  known = v: !(isUnknown v);
  # What is not written there has its default.
  closed = primops.closed;
  members = set: if isUnknown set then { } else builtins.mapAttrs (_: v: if isUnknown v then v else closed v) (closed set);
  each = f: set: builtins.concatMap (name: f name (members set).${name}) (builtins.attrNames (members set));

  # Each part of the description as a list of { name = mountPoint; value = …; } and { swap = …; resume = …; }.
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
  swapFiles =
    point: files:
    if isUnknown point || point == null then
      [ ]
    else
      each (name: file: [
        {
          swap.device = "${point}/${file.path or name}";
          resume = false;
        }
      ]) files;
  content =
    device: given:
    let
      c = if isUnknown given then given else closed given;
      type = c.type or null;
      options = c.mountOptions or [ "defaults" ];
    in
    if isUnknown c || c == null || isUnknown type then
      [ ]
    else if type == "filesystem" then
      mount device c.format options (c.mountpoint or null)
    else if type == "btrfs" then
      mount device "btrfs" options (c.mountpoint or null)
      ++ swapFiles (c.mountpoint or null) (c.swap or { })
      ++ each (subvolume device) (c.subvolumes or { })
    else if type == "swap" then
      [
        {
          swap = {
            inherit device;
            randomEncryption.enable = c.randomEncryption or false;
          };
          resume = c.resumeDevice or false;
        }
      ]
    else if type == "luks" then
      content "/dev/mapper/${c.name}" (c.content or null)
    else if type == "gpt" || type == "table" then
      partitions (if builtins.isAttrs device then device else { name = baseNameOf device; path = device; }) c
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
    ++ swapFiles (s.mountpoint or null) (s.swap or { })
    ++ each (subvolume device) (s.subvolumes or { });
  partitions =
    device: c:
    let
      label = name: p: p.device or "/dev/disk/by-partlabel/${p.label or "disk-${device.name}-${p.name or name}"}";
      numbered =
        i: p:
        let
          separator =
            if builtins.match "/dev/[vs]d.+" device.path != null then
              ""
            else if lib.hasPrefix "/dev/disk/" device.path || lib.hasPrefix "/dev/zvol/" device.path then
              "-part"
            else
              "p";
        in
        content "${device.path}${separator}${toString i}" (p.content or null);
    in
    if builtins.isList (c.partitions or { }) then
      builtins.concatLists (lib.imap1 numbered c.partitions)
    else
      each (name: p: content (label name p) (p.content or null)) (c.partitions or { });
  disk =
    name: d:
    let
      device = {
        name = d.name or name;
        path = d.device or (unknown "the device of a disk");
      };
      c = d.content or null;
      isTable = known c && builtins.isAttrs c && builtins.elem (c.type or null) [ "gpt" "table" ];
    in
    content (if isTable then device else device.path) c;
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
  raid =
    name: r:
    let
      path = "/dev/md/${name}";
      c = r.content or null;
      isTable = known c && builtins.isAttrs c && builtins.elem (c.type or null) [ "gpt" "table" ];
    in
    content (if isTable then { inherit name path; } else path) c;
  bcachefs =
    name: b:
    mount name "bcachefs" (b.mountOptions or [ "defaults" ]) (b.mountpoint or null)
    ++ each (sub: s: mount name "bcachefs" (s.mountOptions or [ "defaults" ]) (s.mountpoint or null)) (b.subvolumes or { });

  devices = config.disko.devices;
  parts = builtins.partition (part: part ? swap) (
    each disk devices.disk
    ++ each nodev devices.nodev
    ++ each pool devices.zpool
    ++ each volumeGroup devices.lvm_vg
    ++ each raid devices.mdadm
    ++ each bcachefs devices.bcachefs_filesystems
  );
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
  config = lib.mkIf config.disko.enableConfig {
    fileSystems = lib.zipAttrsWith (_name: lib.mkMerge) (map (m: { ${m.name} = m.value; }) parts.wrong);
    swapDevices = map (part: part.swap) parts.right;
    boot.resumeDevice = lib.mkMerge (map (part: lib.mkIf part.resume part.swap.device) parts.right);
  };
}
