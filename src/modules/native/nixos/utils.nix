# The module argument `utils` of NixOS.
{ lib, primops, config }:
let
  inherit (lib.strings) hasPrefix removePrefix removeSuffix replaceStrings splitString;
  bootPaths = import ./boot-paths.nix;
  hexed = c: "\\x" + lib.strings.fixedWidthString 2 "0" (lib.toLower (lib.toHexString (lib.strings.charToInt c)));
  plain = c: builtins.match "[a-zA-Z0-9:_.]" c != null;
  escapeChars = s: lib.strings.stringAsChars (c: if c == "/" then "-" else if plain c then c else hexed c) s;
in
primops.openAttrs "utils" {
  pathsNeededForBoot = bootPaths;
  fsNeededForBoot = fs: fs.neededForBoot || builtins.elem fs.mountPoint bootPaths;
  fsBefore = a: b: a.mountPoint == b.device || hasPrefix "${removeSuffix "/" a.mountPoint}/" b.mountPoint || builtins.elem a.mountPoint (b.depends or [ ]);
  escapeSystemdPath =
    s:
    let
      trimmed = removeSuffix "/" (removePrefix "/" (lib.strings.normalizePath (toString s)));
      escaped = escapeChars trimmed;
    in
    if trimmed == "" then "-" else if hasPrefix "." escaped then "\\x2e" + builtins.substring 1 (-1) escaped else escaped;
  escapeSystemdExecArg = arg: builtins.toJSON (replaceStrings [ "%" "$" ] [ "%%" "$$" ] (toString arg));
  escapeSystemdExecArgs = lib.concatMapStringsSep " " (arg: builtins.toJSON (toString arg));
  toShellPath = v: v.shellPath or v;
  systemdUtils = primops.unknown "utils.systemdUtils";
}
