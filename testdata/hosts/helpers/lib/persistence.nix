{ lib }:
let
  owned = user: group: mode: path: {
    directory = path;
    inherit user group mode;
  };
in
{
  mkPersistDir = path: user: group: mode: owned user group mode path;
  mkPersistDirs = user: group: mode: map (owned user group mode);
  mkPersistFile = path: user: group: mode: {
    file = path;
    parentDirectory = {
      inherit user group mode;
    };
  };
  mkHomePersistence = user: directories: lib.nameValuePair user { inherit directories; };
}
