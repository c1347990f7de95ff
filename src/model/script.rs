//! What is asked of scripts of the initrd and of the activation, beside what they wipe.

use super::{
    path,
    shell::{self, Command},
    surroundings::Surroundings,
};

/// Where the initrd has the root of the machine.
pub(super) const ROOTS: [&str; 3] = ["/mnt-root", "/sysroot", shell::TARGET_ROOT];

/// The commands of a script.
pub struct Script {
    commands: Vec<Command>,
    /// Whether the script sets the search path itself.
    sets_path: bool,
}

impl Script {
    /// Reads a shell text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut words = text.split(|c: char| c.is_whitespace() || c == ';');
        let sets_path = words.any(|word| word.starts_with("PATH="));
        Self { commands: shell::commands(text), sets_path }
    }

    /// The programs it looks for in the search path, each once. Not those it asks for first, as with `command -v`.
    #[must_use]
    pub fn programs(&self) -> Vec<&str> {
        if self.sets_path {
            return Vec::new();
        }
        let asks =
            |command: &&Command| matches!(command.program(), "command" | "type" | "which" | "hash");
        let asked: Vec<&String> =
            self.commands.iter().filter(asks).flat_map(Command::arguments).collect();
        let mut programs: Vec<&str> = Vec::new();
        for command in &self.commands {
            let name = command.name();
            let searched = shell::is_known(name) && !name.contains('/');
            if searched && !asked.iter().any(|word| *word == name) && !programs.contains(&name) {
                programs.push(name);
            }
        }
        programs
    }

    /// The paths at which it puts files, links or mounts. What goes into a directory that every machine has, such as
    /// `/etc`, is named by what is put there.
    #[must_use]
    pub fn puts(&self) -> Vec<String> {
        let place = |word: &str| {
            let is_path = word.starts_with('/') && shell::is_known(word);
            is_path.then(|| path::normalize(word)).into_iter().collect()
        };
        self.commands.iter().flat_map(|command| put(command, place)).collect()
    }

    /// The same where paths are others than once the machine runs: `place` says which these are.
    pub(super) fn puts_elsewhere(
        &self,
        place: impl Fn(&str, &Surroundings) -> Vec<String>,
    ) -> Vec<String> {
        let mut surroundings = Surroundings::default();
        let mut found = Vec::new();
        for command in &self.commands {
            if !surroundings.follow(command) {
                found.extend(put(command, |word| place(word, &surroundings)));
            }
        }
        found
    }

    /// What it mounts in the root of the machine, which is elsewhere as long as the initrd runs: at which path, and of which
    /// it is a bind, if it is one and that can be followed. A path that hangs on a variable is cut before it.
    #[must_use]
    pub fn mounts(&self) -> Vec<(String, Option<String>)> {
        let mounts = self.commands.iter().filter_map(Mounting::by);
        mounts
            .filter_map(|mount| {
                let [from, at] = mount.places.as_slice() else { return None };
                let (at, exact) = in_root(at)?;
                let from = in_root(from).filter(|(_, known)| mount.binds && exact && *known);
                (at != "/").then_some((at, from.map(|(from, _)| from)))
            })
            .collect()
    }

    /// The paths to which `chown`, or `install` with an owner, gives an owner.
    #[must_use]
    pub fn owns(&self) -> Vec<Reach> {
        self.sets("chown", &["-o", "--owner"])
    }

    /// The paths to which `chmod`, or `install` or `mkdir` with a mode, gives a mode.
    #[must_use]
    pub fn modes(&self) -> Vec<Reach> {
        self.sets("chmod", &["-m", "--mode"])
    }

    /// The paths of a program whose first word is what it sets, and of those that make directories and take it as an option.
    fn sets(&self, program: &str, option: &[&str]) -> Vec<Reach> {
        let mut found = Vec::new();
        for (called, words) in self.commands.iter().filter_map(called) {
            let skipped = match called {
                _ if called == program => 1,
                "install" | "mkdir" if words.iter().any(|word| starts_any(word, option)) => 0,
                _ => continue,
            };
            let whole = words.iter().any(is_recursive);
            let mut plain = Vec::new();
            let mut words = words.iter();
            while let Some(word) = words.next() {
                match word.as_str() {
                    "-o" | "-g" | "-m" | "--owner" | "--group" | "--mode" => drop(words.next()),
                    word if word.starts_with('-') => {}
                    word => plain.push(word),
                }
            }
            let paths = plain.into_iter().skip(skipped).filter(|word| word.starts_with('/'));
            found.extend(paths.map(|word| {
                let (path, exact) = known_part(word);
                Reach { path, whole: whole || !exact }
            }));
        }
        found
    }

    /// Whether it deletes subvolumes of btrfs without those that are in them, which btrfs refuses.
    #[must_use]
    pub fn leaves_nested(&self) -> bool {
        let deletes: Vec<_> = self.subvolume_commands("delete").collect();
        !deletes.is_empty()
            && deletes.iter().all(|words| !words.iter().any(is_recursive))
            && self.subvolume_commands("list").next().is_none()
    }

    /// Whether it deletes the subvolumes that btrfs lists below a path, without a look at whether the path is a
    /// subvolume: below a directory, btrfs lists those of the subvolume that the directory is in.
    #[must_use]
    pub fn trusts_list(&self) -> bool {
        let lists =
            self.subvolume_commands("list").any(|words| words.iter().any(|word| word == "-o"));
        let looks = self.commands.iter().any(|command| {
            command.program() == "stat"
                && command.arguments().iter().any(|word| word.contains("%i"))
        });
        lists
            && !looks
            && self.subvolume_commands("show").next().is_none()
            && self.commands.iter().any(|command| {
                // What is old enough is found, not named.
                command.program() == "find"
                    && command.arguments().iter().any(|word| word.ends_with("time"))
            })
    }

    /// The first line of the function of a script that deletes what `btrfs subvolume list -o` says is in its argument, as it
    /// is written, when there is one such function.
    #[must_use]
    pub fn deleting_function(text: &str) -> Option<&str> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let is_head = |line: &&str| line.ends_with("() {") && !line.contains(['#', ';', '"']);
        let of_list =
            |line: &&str| line.contains("subvolume list -o \"$1\"") && !line.starts_with('#');
        let mut lists = lines.iter().enumerate().filter(|(_, line)| of_list(line));
        let (at, _) = lists.next().filter(|_| lists.next().is_none())?;
        let head = lines[..at].iter().rposition(is_head)?;
        // What was left before is another function's.
        let is_within = !lines[head + 1..at].contains(&"}");
        let is_one = lines.iter().filter(|line| **line == lines[head]).count() == 1;
        (is_within && is_one).then_some(lines[head])
    }

    /// The words of each `btrfs subvolume <action>`, which can be shortened.
    fn subvolume_commands(&self, action: &str) -> impl Iterator<Item = &[String]> {
        self.commands.iter().filter_map(move |command| match command.arguments() {
            [group, first, rest @ ..]
                if command.program() == "btrfs"
                    && "subvolume".starts_with(group.as_str())
                    && action.starts_with(first.as_str()) =>
            {
                Some(rest)
            }
            _ => None,
        })
    }
}

/// What a command of a script reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Absolute and normalized.
    path: String,
    /// Whether it reaches what is below, too.
    whole: bool,
}

impl Reach {
    /// Whether it reaches something of this name, wherever it is.
    #[must_use]
    pub fn ends_in(&self, name: &str) -> bool {
        self.path.rsplit('/').next() == Some(name)
    }

    /// Whether it reaches a path.
    #[must_use]
    pub fn covers(&self, path: &str) -> bool {
        path == self.path || self.whole && path::is_below(path, &self.path)
    }
}

/// One `mount` with its words in order.
pub(super) struct Mounting {
    /// Those of `-o`.
    pub options: String,
    /// What, and where.
    pub places: Vec<String>,
    /// Whether it binds a directory.
    pub binds: bool,
}

impl Mounting {
    pub(super) fn by(command: &Command) -> Option<Self> {
        if command.program() != "mount" {
            return None;
        }
        let mut mount = Self { options: String::new(), places: Vec::new(), binds: false };
        let mut words = command.arguments().iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "-o" | "--options" => mount.options.clone_from(words.next()?),
                "-t" | "--types" => drop(words.next()),
                "-B" | "-R" | "--bind" | "--rbind" => mount.binds = true,
                word if word.starts_with("-o") => word[2..].clone_into(&mut mount.options),
                word if word.starts_with('-') => {}
                word => mount.places.push(word.to_owned()),
            }
        }
        mount.binds |= mount.options.split(',').any(|word| word == "bind" || word == "rbind");
        Some(mount)
    }
}

/// Where a command puts something. `place` reads a path; it may stand for several.
fn put(command: &Command, place: impl Fn(&str) -> Vec<String>) -> Vec<String> {
    let Some((program, words)) = called(command) else { return Vec::new() };
    let (words, written) = redirected(words);
    if program == "tar" {
        return unpacked_at(&words).map(place).unwrap_or_default();
    }
    if program == "cat" {
        return written.map(place).unwrap_or_default();
    }
    let makes = words.iter().any(|word| *word == "-d" || *word == "--directory");
    if !matches!(program, "cp" | "install" | "ln" | "mount" | "mv" | "rsync") || makes {
        return Vec::new();
    }
    let Some((target, sources)) = words.split_last() else { return Vec::new() };
    let mut found = Vec::new();
    for target in place(target) {
        for source in sources.iter().filter(|word| !word.starts_with('-')) {
            let contents = ["/.", "/*"].iter().any(|end| source.ends_with(end))
                || program == "rsync" && source.ends_with('/');
            let name = source.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            if contents {
                found.push(target.clone());
            } else if shell::is_known(name) {
                found.push(path::normalize(&format!("{target}/{name}")));
            }
        }
        if target.split('/').count() > 3 || path::is_below(&target, "/etc") {
            found.push(target);
        }
    }
    found
}

/// The words of a command without what it is redirected to, and where its output is written.
fn redirected(words: &[String]) -> (Vec<&str>, Option<&str>) {
    let (mut own, mut written) = (Vec::new(), None);
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let Some((stream, target)) = word.split_once('>').filter(|(stream, _)| stream.len() < 2)
        else {
            own.push(word);
            continue;
        };
        let target = target.trim_start_matches('>');
        let target = if target.is_empty() { words.next() } else { Some(target) };
        if matches!(stream, "" | "1") {
            written = target;
        }
    }
    (own, written)
}

/// A path as it is once the machine runs, of one that the initrd has in the root it prepares, and whether that is all of it.
pub(super) fn in_root(word: &str) -> Option<(String, bool)> {
    let rest = ROOTS.iter().find_map(|root| word.strip_prefix(root))?;
    (rest.is_empty() || rest.starts_with('/')).then(|| known_part(&format!("/{rest}")))
}

/// The part of a path before the first variable or pattern, up to a slash, and whether that is all of it.
pub(super) fn known_part(word: &str) -> (String, bool) {
    let known = shell::known_part(word);
    if known.len() == word.len() {
        return (path::normalize(word), true);
    }
    let end = known.rfind('/').unwrap_or(0);
    (path::normalize(&format!("/{}", &known[..end])), false)
}

fn starts_any(word: &str, options: &[&str]) -> bool {
    options.iter().any(|option| word.starts_with(option))
}

fn is_recursive(word: &String) -> bool {
    word == "--recursive" || word.starts_with('-') && !word.starts_with("--") && word.contains('R')
}

/// The program and its arguments, without the `run` or `$DRY_RUN_CMD` that home-manager's activation has before them.
fn called(command: &Command) -> Option<(&str, &[String])> {
    let name = command.name();
    if name != "run" && (name.contains('/') || shell::is_known(name)) {
        return Some((command.program(), command.arguments()));
    }
    let (name, words) = command.arguments().split_first()?;
    Some((name.rsplit('/').next()?, words))
}

/// The directory that a `tar` unpacks in.
fn unpacked_at<'w>(words: &[&'w str]) -> Option<&'w str> {
    let flags = words.first()?;
    let bundled = (flags.starts_with('-') && !flags.starts_with("--") || !flags.contains('/'))
        && flags.contains('x');
    if !bundled && !words.iter().any(|word| *word == "--extract" || *word == "--get") {
        return None;
    }
    match words.iter().position(|word| *word == "-C" || *word == "--directory") {
        Some(at) => words.get(at + 1).copied(),
        None => words.iter().find_map(|word| word.strip_prefix("--directory=")),
    }
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn programs_of_the_search_path() {
        let text = r#"
            mkdir -p /m
            for i in $(find /m -mtime +9); do /nix/store/x/bin/sed -n p "$i" | xargs echo; done
            if command -v jq; then jq .; fi
            helper() { awk 1; }
            "$tool" x
        "#;
        let script = Script::read(text);
        assert_eq!(script.programs(), ["mkdir", "find", "xargs", "command"]);
        assert!(Script::read("export PATH=/x:$PATH; grep y").programs().is_empty());
    }

    #[test]
    fn what_is_put_somewhere() {
        let text = "mkdir -p /persist/etc\ninstall -d /var/lib/a\ncp -a /persist/b/ /var/lib/\n\
                    ln -sfn /persist/etc/machine-id /etc/machine-id\ncp x \"$HOME/y\"";
        let found = ["/var/lib/b", "/etc/machine-id/machine-id", "/etc/machine-id"];
        assert_eq!(Script::read(text).puts(), found);
        let more = "cp -a /persist/etc/. /etc/\nrsync -a /persist/srv/ /srv/\n\
                    cat /persist/id >/etc/machine-id\ncp a /etc/b 2> /dev/null\necho x > /etc/c";
        assert_eq!(
            Script::read(more).puts(),
            ["/etc", "/srv", "/etc/machine-id", "/etc/b/a", "/etc/b"]
        );
        let unpacked = |text: &str| Script::read(text).puts();
        assert_eq!(
            unpacked("/nix/store/x/bin/tar xf /run/a -C /var/lib/sbctl || true"),
            ["/var/lib/sbctl"]
        );
        assert_eq!(
            unpacked("HOME=/home/a\nrun tar -xzf b -C \"$HOME/.gnupg/\""),
            ["/home/a/.gnupg"]
        );
        assert_eq!(unpacked("$DRY_RUN_CMD tar --extract --directory=/srv/x"), ["/srv/x"]);
        assert!(unpacked("tar -cf /x.tar -C /srv .").is_empty());
    }

    #[test]
    fn what_the_initrd_mounts() {
        let mounts = |text: &str| Script::read(text).mounts();
        let bind = ("/nix".to_owned(), Some("/persist/nix".to_owned()));
        assert_eq!(
            mounts("/bin/mount --bind /sysroot/persist/nix /sysroot/nix"),
            std::slice::from_ref(&bind)
        );
        assert_eq!(mounts("mount -o rw,bind $targetRoot/persist/nix $targetRoot/nix/"), [bind]);
        assert_eq!(mounts("mount -t zfs pool/home /mnt-root/home"), [("/home".to_owned(), None)]);
        assert_eq!(
            mounts("mount --bind \"/sysroot/a/$name\" \"/sysroot/srv/$name\""),
            [("/srv".to_owned(), None)]
        );
        assert!(mounts("mount -o subvol=/ /dev/sda1 /mnt; mount /dev/sda2 /sysroot").is_empty());
    }

    #[test]
    fn owners_and_modes() {
        let owned = |text: &str, path: &str| {
            Script::read(text).owns().iter().any(|reach| reach.covers(path))
        };
        assert!(owned("chown ann:users /home/ann/a", "/home/ann/a"));
        assert!(!owned("chown ann:users /home/ann/a", "/home/ann/a/b"));
        assert!(owned("chown -R ann: /home/ann/a", "/home/ann/a/b"));
        assert!(owned("chown ann /home/ann/*", "/home/ann/a"));
        assert!(owned("install -d -o ann -g users /home/ann/a", "/home/ann/a"));
        assert!(!owned("install -d /home/ann/a; mkdir /home/ann/a", "/home/ann/a"));
        let moded = |text: &str, path: &str| {
            Script::read(text).modes().iter().any(|reach| reach.covers(path))
        };
        assert!(moded("chmod 700 /persist/var/lib/private", "/persist/var/lib/private"));
        assert!(moded("mkdir -p -m 0700 /srv/a /srv/b", "/srv/b"));
        assert!(!moded("mkdir -p /srv/a", "/srv/a"));
    }

    #[test]
    fn nested_subvolumes() {
        let leaves = |text: &str| Script::read(text).leaves_nested();
        assert!(leaves("btrfs subvolume delete /m/root"));
        assert!(leaves("btrfs sub del -c /m/root"));
        assert!(!leaves("btrfs subvolume delete -R /m/root"));
        assert!(!leaves("btrfs subvolume delete --recursive /m/root"));
        assert!(!leaves(
            "btrfs subvolume list -o /m/root | cut -f9 -d' '; btrfs subvolume delete /m/root"
        ));
        assert!(!leaves("zfs rollback p/root@blank"));
    }

    #[test]
    fn lists_of_a_directory() {
        let with = |guard: &str| {
            format!(
                "wipe() {{\n{guard}\nfor i in $(btrfs subvolume list -o \"$1\"); do wipe \"/m/$i\"; done\n\
                 btrfs subvolume delete \"$1\"\n}}\nfor i in $(find /m/old -mtime +30); do wipe \"$i\"; done"
            )
        };
        assert!(Script::read(&with("")).trusts_list());
        assert!(!Script::read(&with("[ $(stat -c %i \"$1\") = 256 ] || return")).trusts_list());
        assert!(!Script::read(&with("btrfs subvolume show \"$1\" || return")).trusts_list());
    }
}
