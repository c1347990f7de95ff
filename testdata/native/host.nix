# The failing tests of the native library, as a host: what evaluates it reads hosts.
{
  nixosConfigurations.suite = {
    options = { };
    config.failures = builtins.toJSON (import ./suite.nix (import "/persist-lint:native/primops.nix"));
  };
}
