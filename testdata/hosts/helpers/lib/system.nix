{ inputs, lib }:
{
  name,
  opt-in ? [ ],
  opt-out ? [ ],
}:
let
  features = map (file: lib.removeSuffix ".nix" file) (builtins.attrNames (builtins.readDir ../features/default));
  wanted = lib.subtractLists opt-out features;
in
lib.nixosSystem {
  specialArgs = {
    inherit inputs lib;
    isPersistent = builtins.elem "persistence" wanted;
  };
  modules =
    map (feature: ../features/default + "/${feature}.nix") wanted
    ++ map (feature: ../features/opt-in/${feature}.nix) opt-in
    ++ [
      inputs.impermanence.nixosModules.default
      inputs.disko.nixosModules.disko
      inputs.home-manager.nixosModules.default
      ../hosts/${name}
      { networking.hostName = lib.mkDefault name; }
    ];
}
