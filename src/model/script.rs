//! What rules ask of the scripts of the initrd, beside what they wipe.

use super::{
    path,
    shell::{self, Command},
};

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
        let mut found = Vec::new();
        for (program, words) in self.commands.iter().filter_map(called) {
            if program == "tar" {
                found.extend(unpacked_at(words));
            }
            if !matches!(program, "cp" | "install" | "ln" | "mount" | "mv" | "rsync") {
                continue;
            }
            if words.iter().any(|word| word == "-d" || word == "--directory") {
                continue;
            }
            let is_path = |word: &&String| word.starts_with('/') && shell::is_known(word);
            let Some(target) = words.last().filter(is_path).map(|word| path::normalize(word))
            else {
                continue;
            };
            let names = words.iter().rev().skip(1).filter(|word| !word.starts_with('-'));
            let names = names.filter_map(|word| word.trim_end_matches('/').rsplit('/').next());
            found.extend(
                names.filter(|name| shell::is_known(name)).map(|name| format!("{target}/{name}")),
            );
            if target.split('/').count() > 3 || path::is_below(&target, "/etc") {
                found.push(target);
            }
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
fn unpacked_at(words: &[String]) -> Option<String> {
    let flags = words.first()?;
    let bundled = (flags.starts_with('-') && !flags.starts_with("--") || !flags.contains('/'))
        && flags.contains('x');
    if !bundled && !words.iter().any(|word| word == "--extract" || word == "--get") {
        return None;
    }
    let at = words.iter().position(|word| word == "-C" || word == "--directory");
    let place = match at {
        Some(at) => words.get(at + 1)?,
        None => words.iter().find_map(|word| word.strip_prefix("--directory="))?,
    };
    (place.starts_with('/') && shell::is_known(place)).then(|| path::normalize(place))
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
