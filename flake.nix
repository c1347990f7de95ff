{
  description = "A linter for NixOS machines whose root filesystem is wiped at every boot";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
      eachSystem =
        f:
        builtins.listToAttrs (
          map (system: {
            name = system;
            value = f nixpkgs.legacyPackages.${system};
          }) systems
        );
    in
    {
      packages = eachSystem (pkgs: {
        default = pkgs.callPackage ./nix/package.nix { };
      });

      apps = eachSystem (pkgs: {
        default = {
          type = "app";
          program = "${self.packages.${pkgs.system}.default}/bin/persist-lint";
          meta.description = "Find what the next reboot will wipe or break";
        };
      });

      overlays.default = final: _prev: {
        persist-lint = final.callPackage ./nix/package.nix { };
      };

      lib = import ./nix/lib.nix {
        package = system: self.packages.${system}.default;
      };

      # An import for a configuration of treefmt-nix.
      treefmtModules.default = import ./nix/treefmt.nix {
        package = system: self.packages.${system}.default;
      };

      checks = eachSystem (pkgs: {
        package = self.packages.${pkgs.system}.default;
        tests = self.packages.${pkgs.system}.default.overrideAttrs {
          doCheck = true;
          # The tests that compare with the real Nix need its store; they are silent without it.
          nativeCheckInputs = [ pkgs.gitMinimal ];
        };
        # A configuration without findings, by way of the library.
        library = self.lib.mkCheck {
          src = ./testdata/flake-check/good;
          system = pkgs.system;
        };
      });

      devShells = eachSystem (pkgs: {
        default = pkgs.mkShell {
          inputsFrom = [ self.packages.${pkgs.system}.default ];
          packages = [
            pkgs.clippy
            pkgs.rustfmt
            pkgs.rust-analyzer
            pkgs.nix
          ];
        };
      });

      formatter = eachSystem (pkgs: pkgs.nixfmt);
    };
}
