# `users`.
{ lib, primops, openSubmodule, option, required, openly }:
let
  inherit (lib) types mkDefault mkIf mkMerge;
  maybe = type: option (types.nullOr type) null;
  user =
    { name, config, ... }:
    {
      options = {
        name = option types.str name;
        enable = option types.bool true;
        description = option types.str "";
        uid = maybe types.int;
        isSystemUser = option types.bool false;
        isNormalUser = option types.bool false;
        group = option types.str "";
        extraGroups = option (types.listOf types.str) [ ];
        home = option types.str "/var/empty";
        homeMode = option types.str "700";
        createHome = option types.bool false;
        cryptHomeLuks = maybe types.str;
        shell = lib.mkOption { type = types.nullOr types.raw; };
        useDefaultShell = option types.bool false;
        ignoreShellProgramCheck = option types.bool false;
        subUidRanges = option (types.listOf types.anything) [ ];
        subGidRanges = option (types.listOf types.anything) [ ];
        autoSubUidGidRange = option types.bool false;
        linger = option types.anything false;
        hashedPassword = maybe types.str;
        password = maybe types.str;
        hashedPasswordFile = maybe types.str;
        passwordFile = maybe types.str;
        initialHashedPassword = maybe types.str;
        initialPassword = maybe types.str;
        packages = option (types.listOf types.raw) [ ];
        expires = maybe types.str;
        openssh.authorizedKeys = {
          keys = option (types.listOf types.str) [ ];
          keyFiles = option (types.listOf types.anything) [ ];
          principals = option (types.listOf types.str) [ ];
        };
      };
      config = mkMerge [
        (mkIf config.isNormalUser {
          group = mkDefault "users";
          createHome = mkDefault true;
          home = mkDefault "/home/${config.name}";
          homeMode = mkDefault "700";
          useDefaultShell = mkDefault true;
          isSystemUser = mkDefault false;
        })
        { hashedPasswordFile = mkIf (config.passwordFile != null) (mkDefault config.passwordFile); }
      ];
    };
  group =
    { name, ... }:
    {
      options = {
        name = option types.str name;
        gid = maybe types.int;
        members = option (openly (types.listOf types.str)) [ ];
      };
    };
in
{
  options = {
    users = {
      mutableUsers = option types.bool true;
      enforceIdUniqueness = option types.bool true;
      allowNoPasswordLogin = option types.bool false;
      defaultUserShell = lib.mkOption { type = types.raw; };
      defaultUserHome = option types.str "/home";
      users = option (openly (types.attrsOf (openSubmodule user))) { };
      groups = option (openly (types.attrsOf (openSubmodule group))) { };
    };
    services.userborn = {
      enable = option types.bool false;
      passwordFilesLocation = lib.mkOption { type = types.str; };
    };
  };
  config.users = {
    users.root = {
      uid = 0;
      description = "System administrator";
      home = "/root";
      group = "root";
    };
    users.nobody = {
      uid = 65534;
      isSystemUser = true;
      description = "Unprivileged account (don't use!)";
      group = "nogroup";
    };
    groups = {
      root.gid = 0;
      wheel.gid = 1;
      users.gid = 100;
      nogroup.gid = 65534;
    };
  };
}
