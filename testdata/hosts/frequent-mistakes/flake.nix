# The ten mistakes people make most, each in a machine that is right otherwise, and the same machines mended.
{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.impermanence.url = "github:nix-community/impermanence";
  inputs.preservation.url = "github:nix-community/preservation";
  inputs.home-manager.url = "github:nix-community/home-manager";
  inputs.sops-nix.url = "github:Mic92/sops-nix";

  outputs =
    { nixpkgs, impermanence, preservation, home-manager, sops-nix, ... }:
    let
      machine = module: nixpkgs.lib.nixosSystem {
        modules = [
          impermanence.nixosModules.impermanence
          preservation.nixosModules.preservation
          home-manager.nixosModules.home-manager
          sops-nix.nixosModules.sops
          ./base.nix
          module
        ];
      };
    in
    {
      nixosConfigurations = {
        mistake-01-decryption-key = machine ./mistakes/01-decryption-key.nix;
        mistake-02-needed-for-boot = machine ./mistakes/02-needed-for-boot.nix;
        mistake-03-wipe-hook = machine ./mistakes/03-wipe-hook.nix;
        mistake-04-machine-id = machine ./mistakes/04-machine-id.nix;
        mistake-05-uid-map = machine ./mistakes/05-uid-map.nix;
        mistake-06-password-file = machine ./mistakes/06-password-file.nix;
        mistake-07-dynamic-user = machine ./mistakes/07-dynamic-user.nix;
        mistake-08-renamed-file = machine ./mistakes/08-renamed-file.nix;
        mistake-09-home-module = machine ./mistakes/09-home-module.nix;
        mistake-10-root-owned-home = machine ./mistakes/10-root-owned-home.nix;
        mended-01-decryption-key = machine ./mended/01-decryption-key.nix;
        mended-02-needed-for-boot = machine ./mended/02-needed-for-boot.nix;
        mended-03-wipe-hook = machine ./mended/03-wipe-hook.nix;
        mended-04-machine-id = machine ./mended/04-machine-id.nix;
        mended-05-uid-map = machine ./mended/05-uid-map.nix;
        mended-06-password-file = machine ./mended/06-password-file.nix;
        mended-07-dynamic-user = machine ./mended/07-dynamic-user.nix;
        mended-08-renamed-file = machine ./mended/08-renamed-file.nix;
        mended-09-home-module = machine ./mended/09-home-module.nix;
        mended-10-root-owned-home = machine ./mended/10-root-owned-home.nix;
      };
    };
}
