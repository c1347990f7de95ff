//! What a script has mounted, and the directory that it is in, as its commands are followed.

use super::{
    script::Mounting,
    shell::{self, Command},
};

/// Where the commands of a script work.
#[derive(Default)]
pub(super) struct Surroundings {
    mounted: Vec<Mounted>,
    directory: String,
    /// What was unmounted just now, by index.
    unmounted: Vec<usize>,
}

/// A filesystem that the script itself mounts.
pub(super) struct Mounted {
    directory: String,
    pub(super) device: String,
    pub(super) subvolume: String,
    /// Whether it is still there.
    there: bool,
}

impl Surroundings {
    /// Follows a command. Whether it only changes where others work.
    pub(super) fn follow(&mut self, command: &Command) -> bool {
        match command.program() {
            "umount" => self.unmount(command),
            // Every branch is read: what comes after one that ends runs where this one was not taken.
            "exit" | "return" => {
                self.unmounted.drain(..).for_each(|index| self.mounted[index].there = true);
            }
            // So one that ends cleans up.
            "echo" | "printf" | "rm" | "rmdir" => return false,
            _ => self.unmounted.clear(),
        }
        match command.program() {
            "cd" | "pushd" => {
                let to = command.arguments().first();
                self.directory = to.map(|to| self.inside(to)).unwrap_or_default();
                true
            }
            "umount" | "exit" | "return" => true,
            _ => {
                let mounted = Mounted::by(command);
                let mounts = mounted.is_some();
                self.mounted.extend(mounted);
                mounts
            }
        }
    }

    /// A path as it is for a command.
    pub(super) fn inside(&self, path: &str) -> String {
        let relative =
            !self.directory.is_empty() && !path.starts_with('/') && shell::is_plain(path);
        if relative { format!("{}/{path}", self.directory) } else { path.to_owned() }
    }

    /// The filesystem that a clean path is on, and the rest of the path in it.
    pub(super) fn over<'s>(&'s self, path: &'s str) -> Option<(&'s Mounted, &'s str)> {
        let mut there = self.mounted.iter().rev().filter(|mount| mount.there);
        there.find_map(|mount| Some((mount, below(path, &mount.directory)?)))
    }

    /// Takes away the last filesystem that is mounted at a place, and what is mounted in it.
    fn unmount(&mut self, command: &Command) {
        for place in command.arguments().iter().filter(|word| !word.starts_with('-')) {
            let place = clean(&self.inside(place));
            let is_meant = |mount: &Mounted| {
                mount.there && [&mount.directory, &mount.device].contains(&&place)
            };
            let Some(last) = self.mounted.iter().rposition(is_meant) else { continue };
            let directory = self.mounted[last].directory.clone();
            for (index, mount) in self.mounted.iter_mut().enumerate() {
                let within =
                    mount.directory != directory && below(&mount.directory, &directory).is_some();
                if mount.there && (index == last || within) {
                    mount.there = false;
                    self.unmounted.push(index);
                }
            }
        }
    }
}

impl Mounted {
    fn by(command: &Command) -> Option<Self> {
        let Mounting { options, places, .. } = Mounting::by(command)?;
        let [device, directory] = places.try_into().ok()?;
        let subvolume = options
            .split(',')
            .find_map(|option| option.strip_prefix("subvol="))
            .unwrap_or_default();
        Some(Self {
            directory: clean(&directory),
            device,
            subvolume: subvolume.trim_matches('/').to_owned(),
            there: true,
        })
    }
}

/// A path without doubled or final slashes; it may begin with a variable.
pub(super) fn clean(path: &str) -> String {
    let parts: Vec<_> = path.split('/').filter(|part| !part.is_empty()).collect();
    format!("{}{}", if path.starts_with('/') { "/" } else { "" }, parts.join("/"))
}

/// What of a path is below a directory: nothing, or it begins with a slash.
pub(super) fn below<'a>(path: &'a str, directory: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(directory)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The device that `/m/x` is on after a script.
    fn device(text: &str) -> Option<String> {
        let mut surroundings = Surroundings::default();
        for command in shell::commands(text) {
            surroundings.follow(&command);
        }
        surroundings.over("/m/x").map(|(mount, _)| mount.device.clone())
    }

    #[test]
    fn what_is_unmounted_is_gone() {
        let mount = "mount /dev/sda2 /m\n";
        assert_eq!(device(mount).as_deref(), Some("/dev/sda2"));
        for umount in ["umount /m", "umount -l /m/", "umount -R /m", "umount /dev/sda2"] {
            assert_eq!(device(&format!("{mount}{umount}")), None, "{umount}");
        }
        for other in ["umount /mnt", "umount /m/x/y", "umount $dir", "umount -a"] {
            assert!(device(&format!("{mount}{other}")).is_some(), "{other}");
        }
        assert_eq!(device(&format!("{mount}mount /dev/sdb1 /m/x\numount /m")), None);
        let twice = format!("{mount}umount /m\nmount /dev/sdb1 /m");
        assert_eq!(device(&twice).as_deref(), Some("/dev/sdb1"));
    }

    #[test]
    fn what_a_branch_that_ends_unmounts_is_there_otherwise() {
        let ends = "mount /dev/sda2 /m\nif [ ! -e /m/x ]; then umount /m; rmdir /m; exit 0; fi";
        assert!(device(ends).is_some());
        assert_eq!(device("mount /dev/sda2 /m\numount /m\nsync || exit 1"), None);
    }
}
