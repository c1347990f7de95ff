# What takes the place of a flake input that is not on disk.
primops:
{
  repository,
  name,
  path,
  release,
}:
primops.unknown "input `${path}` is not on disk"
