{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.preservation.url = "github:nix-community/preservation";
  outputs = { nixpkgs, preservation, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      modules = [ preservation.nixosModules.preservation ./host.nix ];
    };
  };
}
