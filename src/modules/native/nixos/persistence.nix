# Stand-ins for impermanence and preservation, for when their modules are not on disk: the same options, nothing behind them.
# primops → { impermanence, preservation, homeImpermanence, homeImpermanenceByHand }
primops:
let
  isPlace = v: builtins.isString v || builtins.isPath v;
  join =
    lib: a: b:
    lib.strings.normalizePath "${toString a}/${toString b}";
  helpers =
    lib:
    let
      inherit (lib) types;
    in
    rec {
      option = type: default: lib.mkOption { inherit type default; };
      place = lib.mkOptionType {
        name = "place";
        description = "path";
        check = isPlace;
        merge = loc: defs: toString (lib.mergeEqualOption loc defs);
      };
      # What is known of a text is not lost with the rest.
      named =
        field: type:
        let
          coerced = lib.types.coercedTo place (v: { ${field} = toString v; }) type;
        in
        coerced // { merge = loc: defs: if builtins.all (d: d.unknown or false) defs then (builtins.head defs).value else coerced.merge loc defs; };
      entries = field: modules: option (types.listOf (named field (types.submodule modules))) [ ];
    };

  impermanenceUser =
    { lib, root, home, user, group }:
    let
      h = helpers lib;
      inherit (h) option entries place;
      inherit (lib) types;
      common = {
        persistentStoragePath = option place root;
        home = option (types.nullOr place) home;
        enableDebugging = option types.bool false;
      };
      full = path: if home == null then path else join lib home path;
      # The same for all entries: made once.
      directory = common // {
        directory = lib.mkOption { type = place; };
        hideMount = option types.bool false;
        allowTrash = option types.bool false;
        method = option types.anything "auto";
        mode = option types.str "0755";
        user = option types.str user;
        group = option types.str group;
      };
      file = common // {
        file = lib.mkOption { type = place; };
        method = option types.anything "auto";
        configureParent = option types.bool true;
      };
    in
    {
      directories = entries "directory" (
        { config, ... }:
        {
          options = directory // {
            dirPath = option place (full config.directory);
          };
        }
      );
      files = entries "file" (
        { config, ... }:
        {
          options = file // {
            filePath = option place (full config.file);
            parentDirectory = {
              directory = option place (dirOf config.file);
              mode = option types.str "0755";
              user = option types.str user;
              group = option types.str group;
            };
          };
        }
      );
    };
in
{
  impermanence =
    { config, lib, ... }:
    let
      inherit (lib) types;
      h = helpers lib;
      inherit (h) option place;
      users = config.users.users;
      root =
        { name, config, ... }:
        let
          rootPath = config.persistentStoragePath;
        in
        {
          options = {
            enable = option types.bool true;
            persistentStoragePath = option place name;
            hideMounts = option types.bool false;
            allowTrash = option types.bool false;
            enableDebugging = option types.bool false;
            enableWarnings = option types.bool true;
            method = option types.anything "auto";
            users = option (types.attrsOf (types.submodule (
              { name, config, ... }:
              {
                options = {
                  home = option place users.${name}.home;
                  group = option types.str users.${name}.group;
                }
                // impermanenceUser {
                  inherit lib;
                  root = rootPath;
                  home = config.home;
                  user = name;
                  group = config.group;
                };
              }
            ))) { };
          }
          // impermanenceUser {
            inherit lib;
            root = rootPath;
            home = null;
            user = "root";
            group = "root";
          };
        };
    in
    {
      key = "stand-in:impermanence";
      options.environment.persistence = option (types.attrsOf (types.submodule root)) { };
      # Home Manager's part comes with it.
      config.home-manager.sharedModules = [ { _file = "impermanence"; imports = [ (import ./persistence.nix primops).homeImpermanence ]; } ];
    };

  homeImpermanence =
    { config, lib, ... }:
    let
      inherit (lib) types;
      h = helpers lib;
      inherit (h) option place;
      inherit (config.home) homeDirectory username;
      root =
        { name, config, ... }:
        let
          rootPath = config.persistentStoragePath;
        in
        {
          options = {
            enable = option types.bool true;
            persistentStoragePath = option place name;
            hideMounts = option types.bool false;
            allowOther = option (types.nullOr types.bool) null;
            allowTrash = option types.bool false;
            removePrefixDirectory = option types.bool false;
            defaultDirectoryMethod = option types.str "bindfs";
            enableDebugging = option types.bool false;
            enableWarnings = option types.bool true;
          }
          // impermanenceUser {
            inherit lib;
            root = rootPath;
            home = homeDirectory;
            user = username;
            group = primops.unknown "the group of a user of Home Manager";
          };
        };
    in
    {
      key = "stand-in:home-impermanence";
      options.home.persistence = option (types.attrsOf (types.submodule root)) { };
    };

  # What the flake has for Home Manager. Since January 2026 it is no more than this message; before, it was the module.
  homeImpermanenceByHand = {
    key = "stand-in:home-impermanence-by-hand";
    imports = [ (import ./persistence.nix primops).homeImpermanence ];
    assertions = [
      {
        assertion = false;
        message = "home.persistence: The Home Manager flake outputs are deprecated!";
      }
    ];
  };

  preservation =
    { config, lib, ... }:
    let
      inherit (lib) types;
      h = helpers lib;
      inherit (h) option entries place;
      users = config.users.users;
      owned =
        user: group: mode: {
          user = option types.str user;
          group = option types.str group;
          mode = option types.str mode;
        };
      members =
        user: group: mountOptions:
        let
          common = kind: mode: {
            how = option types.str "bindmount";
            configureParent = option types.bool false;
            parent = owned user group "0755";
            inInitrd = option types.bool false;
            mountOptions = option (types.listOf types.anything) mountOptions;
            createLinkTarget = option types.bool false;
          }
          // owned user group mode;
        in
        {
          directories = entries "directory" { options = common "directory" "0755" // { directory = lib.mkOption { type = place; }; }; };
          files = entries "file" { options = common "file" "0644" // { file = lib.mkOption { type = place; }; }; };
          commonMountOptions = option (types.listOf types.anything) [ ];
        };
      root =
        { name, config, ... }:
        {
          options = {
            persistentStoragePath = option place name;
            users = option (types.attrsOf (types.submodule (
              { name, config, ... }:
              {
                options = {
                  username = option types.str name;
                  home = option place users.${config.username}.home;
                }
                // members config.username users.${config.username}.group config.commonMountOptions;
              }
            ))) { };
          }
          // members "root" "root" config.commonMountOptions;
        };
    in
    {
      key = "stand-in:preservation";
      options.preservation = {
        enable = option types.bool false;
        preserveAt = option (types.attrsOf (types.submodule root)) { };
      };
    };
}
