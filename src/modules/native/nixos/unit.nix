# A systemd unit: what all kinds have.
{ lib, option }:
let
  inherit (lib) types;
  names = option (types.listOf types.str) [ ];
  settings = option (types.attrsOf types.anything) { };
  # The same for all: made once.
  common = {
    enable = option types.bool true;
    description = option types.singleLineStr "";
    wantedBy = names;
    requiredBy = names;
    upheldBy = names;
    wants = names;
    requires = names;
    requisite = names;
    bindsTo = names;
    partOf = names;
    conflicts = names;
    before = names;
    after = names;
    onFailure = names;
    aliases = names;
    documentation = names;
    unitConfig = settings;
    serviceConfig = settings;
    timerConfig = settings;
    socketConfig = settings;
    mountConfig = settings;
    automountConfig = settings;
    environment = option (types.attrsOf (types.nullOr types.anything)) { };
    path = option (types.listOf types.anything) [ ];
    what = lib.mkOption { type = types.str; };
    where = lib.mkOption { type = types.str; };
    type = option types.str "";
    options = option (types.coercedTo (types.listOf types.str) (lib.concatStringsSep ",") types.commas) "";
    script = option types.lines "";
    preStart = option types.lines "";
    postStart = option types.lines "";
    preStop = option types.lines "";
    postStop = option types.lines "";
    reload = option types.lines "";
    scriptArgs = option types.str "";
    startAt = option (types.coercedTo types.str lib.singleton (types.listOf types.str)) [ ];
    overrideStrategy = option types.str "asDropinIfExists";
    restartIfChanged = option types.bool true;
    restartTriggers = option (types.listOf types.anything) [ ];
    stopIfChanged = option types.bool true;
  };
in
{ name, ... }:
{
  options = common // {
    name = option types.str name;
  };
}
