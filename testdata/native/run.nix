# The tests of the native library that fail, in a Nix that has no primops of its own.
import ./suite.nix (import ./primops.nix)
