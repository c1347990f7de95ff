# Whether the modules of an input that is not on disk neither mount nor persist anything, so that what is missing leaves
# nothing out that matters.
#
# Programs and services that people publish do not touch the filesystems of their users. What does are modules made for
# that, and what people share among their own machines; those are recognised by their names, and by not being public.
# { repository (owner/name in lower case), private (fetched over ssh, or from this machine) } → how the reason ends why such
# a module is missing; empty when it may matter. The evaluator knows both texts.
{ repository, private }:
let
  parts = builtins.filter builtins.isString (builtins.split "/" repository);
  name = builtins.elemAt parts (builtins.length parts - 1);
  matches = pattern: builtins.match pattern name != null;
  # A search of their modules finds neither `fileSystems` nor persistence, or only for installers, whatever they are called.
  searched = [
    "0xc000022070/zen-browser-flake"
    "abenz1267/walker"
    "aylur/ags"
    "cachix/git-hooks.nix"
    "catppuccin/nix"
    "danth/stylix"
    "determinatesystems/determinate"
    "e-tho/ucodenix"
    "ezkea/aagl-gtk-on-nix"
    "feel-co/hjem"
    "fufexan/nix-gaming"
    "gerg-l/spicetify-nix"
    "gmodena/nix-flatpak"
    "hyprwm/hyprland"
    "hyprwm/hyprlock"
    "hyprwm/hyprpaper"
    "infinidoge/nix-minecraft"
    "jovian-experiments/jovian-nixos"
    "kaylorben/nixcord"
    "maroka-chan/vpn-confinement"
    "mic92/nix-index-database"
    "misterio77/nix-colors"
    "msteen/nixos-vscode-server"
    "musnix/musnix"
    "nix-community/lanzaboote"
    "nix-community/nix-index-database"
    "nix-community/nix-ld"
    "nix-community/nixos-apple-silicon"
    "nix-community/nixos-facter-modules"
    "nix-community/nixos-vscode-server"
    "nix-community/nixos-wsl"
    "nix-community/nixvim"
    "nix-community/nur"
    "nix-community/plasma-manager"
    "nix-community/stylix"
    "nixos/nixos-hardware"
    "nlewo/comin"
    "noctalia-dev/noctalia-shell"
    "notashelf/nvf"
    "numtide/nixos-facter-modules"
    "numtide/treefmt-nix"
    "oddlama/agenix-rekey"
    "oddlama/nix-topology"
    "pjones/plasma-manager"
    "seiarotg/quadlet-nix"
    "snugnug/hjem-rum"
    "sodiboo/niri-flake"
    "tpwrules/nixos-apple-silicon"
    "vicinaehq/vicinae"
    "xremap/nix-flake"
  ];
  # These mount, persist or wipe, or build the machine around the configuration.
  mounts = [
    "clan-core"
    "disko"
    "extra-container"
    "impermanence"
    "jetpack-nixos"
    "microvm.nix"
    "mobile-nixos"
    "nix-bitcoin"
    "nixos-core"
    "nixos-extra-modules"
    "nixos-generators"
    "nixos-images"
    "nixos-raspberrypi"
    "nyx"
    "preservation"
    "srvos"
  ];
  # Names of what somebody shares among machines.
  own = [
    "(.*[-_.])?(nix|nixos|home|system|dot|my)?[-_.]?(config|configs|configuration|configurations|cfg|files)"
    ".*(dotfile|infra|secret|private|common|profile|preset|personal|machine|host|fleet|homelab).*"
    ".*(persist|impermanen|preserv|ephemeral|stateless|volatile|rollback|snapshot|erase|darling|wipe).*"
    ".*(filesystem|storage|disk|mount|image|subvol|btrfs|bcachefs|zfs|tmpfs|rootless).*"
    "(my|nixos|nix|home|system|sys)?[-_.]?(flakes?|nixos|nix|lib|libs|utils|modules|home|system|stuff|pkgs|packages|overlays?)"
  ];
in
if builtins.elem repository searched then
  "; its modules keep nothing"
# Of these the name is all that is known.
else if !private && repository != "" && !(builtins.elem name mounts) && !(builtins.any matches own) then
  "; its modules seem to keep nothing"
else
  ""
