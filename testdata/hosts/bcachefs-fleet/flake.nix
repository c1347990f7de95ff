{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-25.11";
  inputs.impermanence.url = "github:nix-community/impermanence";

  outputs =
    { self, nixpkgs, impermanence }:
    let
      host =
        name: modules:
        nixpkgs.lib.nixosSystem {
          specialArgs = { inherit self; };
          modules = modules ++ [
            ./hosts/${name}.nix
            {
              networking.hostName = name;
              system.stateVersion = "25.11";
            }
          ];
        };
      template = [
        impermanence.nixosModules.impermanence
        self.nixosModules.server
        self.nixosModules.wipe
      ];
    in
    {
      nixosModules.server = ./modules/server.nix;
      nixosModules.wipe = ./modules/wipe.nix;
      nixosConfigurations = {
        forge = host "forge" template;
        gate = host "gate" template;
        head = host "head" template;
        router = host "router" template;
        nas = host "nas" [ ];
      };
    };
}
