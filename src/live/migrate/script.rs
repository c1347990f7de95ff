//! The plan as a shell script, for those who want to read first what will happen.

use std::fmt::Write as _;

use super::{Item, Needed, Status};

/// What each copy does. It needs coreutils and findutils of GNU, which every NixOS has.
const HEAD: &str = r#"#!/bin/sh
# Copies what is kept by persistence entries into its storage.
# Nothing is overwritten, the original stays, and the script can be run again.
# Flags of chattr(1), such as +C, are not kept.
# Paths mean what they are, whatever is in them.
# shellcheck disable=SC2016
set -eu
umask 077

# parent OWNER MODE DIRECTORY: makes a directory of the storage.
parent() {
  [ -d "$3" ] || {
    mkdir -m 0700 -- "$3"
    chown -- "$1" "$3"
    chmod -- "$2" "$3"
  }
}

# contents PATH: a sum of all that is in a file or directory, and of its attributes.
contents() (
  cd -- "$(dirname -- "$1")"
  name=./$(basename -- "$1")
  {
    find "$name" -xdev ! -type s \( -type d -printf '%y %m %U %G %T@ %p\0' -o -printf '%y %m %U %G %T@ %s %p %l\0' \) | sort -z
    find "$name" -xdev -type f -print0 | sort -z | xargs -0 -r sha256sum --
  } | sha256sum
)

# keep FROM TO: copies into a folder that nobody else can open, compares, and puts it in place.
keep() {
  if [ -L "$2" ] || { [ -e "$2" ] && ! rmdir -- "$2" 2>/dev/null; }; then
    echo "left alone, it is there already: $2" >&2
    return
  fi
  partial=$(dirname -- "$2")/.persist-lint-partial
  rm -rf -- "$partial"
  mkdir -m 0700 -- "$partial"
  copy=$partial/$(basename -- "$1")
  cp -a -x --sparse=auto --reflink=auto -- "$1" "$copy"
  if [ "$(contents "$1")" != "$(contents "$copy")" ]; then
    echo "it changed while it was copied, stop what writes there: $1" >&2
    exit 1
  fi
  sync -f -- "$copy"
  mv -n -T -- "$copy" "$2"
  rmdir -- "$partial"
  echo "kept: $2"
}
"#;

/// A script that does what `apply` does. `prefix` is where the machine's root is.
#[must_use]
pub fn script(items: &[Item], needed: &[Needed], prefix: &std::path::Path) -> String {
    let here = |path: &str| quoted(&prefix.join(path.trim_start_matches('/')).to_string_lossy());
    let mut out = HEAD.to_owned();
    for item in items.iter().filter(|item| item.status == Status::Copy) {
        let _ = writeln!(out, "\n# {}", comment(&item.path));
        for unit in &item.units {
            let _ = writeln!(out, "# first: systemctl stop {}", comment(unit));
        }
        for left in &item.left_out {
            let path = left.path.to_string_lossy();
            let _ = writeln!(out, "# left out: {} ({})", comment(&path), left.why);
        }
        for parent in &item.parents {
            let (user, group, mode) = (parent.user, parent.group, parent.mode);
            let _ = writeln!(out, "parent {user}:{group} {mode:04o} {}", here(&parent.path));
        }
        let _ = writeln!(out, "keep {} {}", here(&item.path), here(&item.storage));
    }
    for needed in needed {
        let (path, what) = (here(&needed.storage), comment(&needed.what));
        let _ = writeln!(out, "\n# {}: {what}", comment(&needed.storage));
        let Some(command) = needed.command(prefix) else { continue };
        // What fails in the middle of a list does not end a script by itself.
        let _ = writeln!(out, "[ -e {path} ] ||\n  {{ {command}; }} ||\n  exit");
    }
    out
}

/// A word of the shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A text that ends no comment.
fn comment(text: &str) -> String {
    text.chars().map(|char| if char.is_control() { '?' } else { char }).collect()
}
