# The outputs of import-tree.
{
  outputs = _: import ./default.nix;
}
