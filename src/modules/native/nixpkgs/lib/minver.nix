# The oldest Nix that can read nixpkgs.
"2.18"
