{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
  inputs.unstable.url = "github:NixOS/nixpkgs/nixos-unstable";
  outputs = { nixpkgs, unstable, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      specialArgs = { inherit unstable; };
      modules = [ ./host.nix ];
    };
  };
}
