# Packages, made outside of the project.
{
  editor = {
    type = "derivation";
    name = "editor-1.0";
    drvPath = "/nix/store/editor.drv";
  };
  viewer = {
    type = "derivation";
    pname = "viewer";
    drvPath = "/nix/store/viewer.drv";
  };
}
