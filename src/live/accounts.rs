//! The names of users and groups on a machine: its `/etc/passwd` and `/etc/group`.

use std::{io::Read as _, path::Path};

use rustc_hash::FxHashMap;

use super::{Error, files::Folder};

/// Names by number.
#[derive(Debug, Default)]
pub struct Accounts {
    users: FxHashMap<u32, String>,
    groups: FxHashMap<u32, String>,
}

/// Numbers that systemd gives to users that exist while a unit runs: they mean nothing afterwards.
const DYNAMIC: std::ops::RangeInclusive<u32> = 61184..=65519;

impl Accounts {
    /// Those of the machine whose root is at a path, and which file could not be read. That there is none is no error.
    #[must_use]
    pub fn of(root: &Path) -> (Self, Vec<Error>) {
        let mut errors = Vec::new();
        let mut read = |name: &str| {
            let path = root.join("etc").join(name);
            let read = Folder::open(root).and_then(|root| {
                let mut text = Vec::new();
                root.file_within(&Path::new("/etc").join(name))?.read_to_end(&mut text)?;
                Ok(text)
            });
            match read {
                Ok(text) => names(&text),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => FxHashMap::default(),
                Err(error) => {
                    errors.push(Error::new(path, error));
                    FxHashMap::default()
                }
            }
        };
        let accounts = Self { users: read("passwd"), groups: read("group") };
        (accounts, errors)
    }

    /// The name of a user.
    #[must_use]
    pub fn user(&self, number: u32) -> Option<&str> {
        name(&self.users, number)
    }

    /// The name of a group.
    #[must_use]
    pub fn group(&self, number: u32) -> Option<&str> {
        name(&self.groups, number)
    }
}

fn name(names: &FxHashMap<u32, String>, number: u32) -> Option<&str> {
    match number {
        0 => Some("root"),
        number if DYNAMIC.contains(&number) => None,
        number => names.get(&number).map(String::as_str),
    }
}

/// The first and third field of each line. The first line with a number counts, as for getpwuid(3).
fn names(text: &[u8]) -> FxHashMap<u32, String> {
    let mut names = FxHashMap::default();
    for line in String::from_utf8_lossy(text).lines() {
        let mut fields = line.split(':');
        let (Some(name), Some(_), Some(number)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        if let Ok(number) = number.parse() {
            names.entry(number).or_insert_with(|| name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_number() {
        let users = names(b"root:x:0:0::/root:/bin/sh\nann:x:1000:100::/home/ann:\nbob:x:1000:1::\nbroken\ntmp:x:61200:1::\n");
        let accounts = Accounts { users, groups: FxHashMap::default() };
        assert_eq!(accounts.user(0), Some("root"));
        assert_eq!(accounts.user(1000), Some("ann"));
        assert_eq!(accounts.user(61200), None);
        assert_eq!(accounts.group(100), None);
    }
}
