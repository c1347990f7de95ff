# A small machine in another one, whose storage is shared with it.
{ inputs, lib, ... }:
{
  imports = [ inputs.microvm.nixosModules.microvm ];
  microvm = {
    hypervisor = "qemu";
    shares = [
      {
        proto = "9p";
        tag = "store";
        source = "/nix/store";
        mountPoint = "/nix/.ro-store";
      }
    ];
    volumes = [
      {
        image = "state.img";
        mountPoint = "/var/lib/gitea";
        size = 256;
      }
    ];
  };
  fileSystems = {
    "/" = {
      device = "rootfs";
      fsType = "tmpfs";
      options = lib.mkForce [ "mode=0755" ];
    };
    "/nix/store".fsType = "none";
  };
  services = {
    gitea.enable = true;
    timesyncd.enable = true;
  };
  users.users.dan = {
    isNormalUser = true;
    initialPassword = "guest";
  };
}
