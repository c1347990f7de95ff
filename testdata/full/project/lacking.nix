# Names a file that is not there.
{
  imports = [ ./absent.nix ];
  name = "x";
}
