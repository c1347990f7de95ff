# What other flakes use. It needs nothing of nixpkgs: a check is a derivation whose builder is `/bin/sh`.
{ package }:

let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    concatStringsSep
    filter
    genericClosure
    isAttrs
    listToAttrs
    ;

  # A word of a shell command.
  quote = text: "'" + builtins.replaceStrings [ "'" ] [ "'\\''" ] (toString text) + "'";

  # The sources of the inputs of a flake, and of their inputs. The lock file says where in the store each is, so it is
  # enough that the sandbox has them.
  sources =
    inputs:
    let
      items =
        inputs:
        map (input: {
          key = toString input.outPath;
          inherit input;
        }) (filter (input: isAttrs input && input ? outPath) (attrValues inputs));
    in
    map (item: "${item.input.outPath}") (genericClosure {
      startSet = items inputs;
      operator = item: items (item.input.inputs or { });
    });

  # A derivation that fails with the findings when there are any.
  #
  # src        the flake (`self`), or the path of one
  # system     what builds it, such as "x86_64-linux"
  # inputs     the inputs of the flake, so that the real nixpkgs is evaluated; those of `src` when it is a flake
  # hosts      only these hosts; all when it is empty
  # arguments  more arguments for `persist-lint check`, such as [ "--fail-on" "error" ]
  # program    the persist-lint that is run
  mkCheck =
    {
      src,
      system,
      inputs ? src.inputs or { },
      hosts ? [ ],
      arguments ? [ ],
      program ? package system,
      name ? "persist-lint",
    }:
    let
      named = filter (name: isAttrs inputs.${name} && inputs.${name} ? outPath && name != "self") (
        attrNames inputs
      );
      words =
        concatMap (name: [
          "--override-input"
          "${name}=${inputs.${name}.outPath}"
        ]) named
        ++ concatMap (host: [
          "--host"
          host
        ]) hosts
        ++ arguments;
    in
    derivation {
      inherit name system;
      builder = "/bin/sh";
      # A path is copied to the store, a flake is there.
      source = src.outPath or src;
      sources = sources (removeAttrs inputs [ "self" ]);
      args = [
        "-c"
        ''
          cd "$source"
          ${program}/bin/persist-lint check --no-cache --format concise ${concatStringsSep " " (map quote words)} . || exit 1
          : > "$out"
        ''
      ];
    };
in
{
  inherit mkCheck;

  # One check for each host, named `persist-lint-HOST`, so that a large fleet is spread over builders.
  mkChecks =
    { src, ... }@arguments:
    listToAttrs (
      map (host: {
        name = "persist-lint-${host}";
        value = mkCheck (
          arguments
          // {
            hosts = [ host ];
            name = "persist-lint-${host}";
          }
        );
      }) (attrNames src.nixosConfigurations)
    );

  # A hook for git-hooks.nix: `hooks.persist-lint = inputs.persist-lint.lib.gitHook { inherit system; };`
  gitHook =
    {
      system,
      program ? package system,
      arguments ? [ ],
    }:
    {
      enable = true;
      name = "persist-lint";
      description = "Find what the next reboot will wipe or break";
      entry = concatStringsSep " " ([ "${program}/bin/persist-lint check" ] ++ map quote arguments);
      files = "(\\.nix|(^|/)flake\\.lock|(^|/)persist-lint\\.toml)$";
      language = "system";
      pass_filenames = false;
    };
}
