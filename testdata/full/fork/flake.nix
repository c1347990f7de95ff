# A nixpkgs that its address does not tell.
{
  inputs.nixpkgs.url = "https://mirror.example.org/archives/26.05.tar.gz";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.box = nixpkgs.lib.nixosSystem { modules = [ ../modules/tasks/filesystems.nix { name = "box"; kept = [ "/sure" ]; } ]; };
  };
}
