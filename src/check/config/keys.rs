//! What can be written in `persist-lint.toml`. Reading, the JSON Schema, the sample and `config show` all follow this table.

use crate::{model::knowledge::Word, rules::Level};

/// One key of a table.
#[derive(Debug)]
pub(super) struct Key {
    pub(super) name: &'static str,
    /// One or two sentences.
    pub(super) doc: &'static str,
    pub(super) form: Form,
    /// Whether its table makes no sense without it.
    pub(super) needed: bool,
    /// What holds where it is not written, as TOML; empty when nothing does.
    pub(super) default: &'static str,
    /// Its value in the sample, as TOML.
    pub(super) example: &'static str,
}

/// The values of a key.
#[derive(Debug)]
pub(super) enum Form {
    /// One of these words.
    Choice(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    Text(Text),
    /// A list of texts.
    List(Text),
    /// A text, or a list of them.
    Texts(Text),
    /// A table with names as keys.
    Map(Name, &'static Form),
    /// A table with these keys.
    Table(&'static [Key]),
    /// An array of tables with these keys.
    Tables(&'static [Key]),
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// A sentence for the reader.
    Prose,
    /// A pattern for names.
    HostGlob,
    /// A pattern for files of the project.
    FileGlob,
    /// A pattern for paths on the machine.
    PathGlob,
    /// An absolute path on the machine.
    Path,
    /// A directory on this disk, relative to the configuration file.
    Directory,
    /// A file in the project, relative to the configuration file.
    File,
    /// A name of something.
    Plain,
    /// Something that the records of state are written with.
    Word(Word),
}

/// What the keys of a map are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// The id of a rule.
    Rule,
    /// An input of the flake, or `a/b` for one of an input.
    Input,
    /// `github:owner/repo`
    Flake,
}

const fn key(name: &'static str, form: Form, doc: &'static str) -> Key {
    Key { name, doc, form, needed: false, default: "", example: "" }
}

impl Key {
    const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    const fn default(self, default: &'static str) -> Self {
        Self { default, example: default, ..self }
    }

    const fn example(self, example: &'static str) -> Self {
        Self { example, ..self }
    }
}

const LEVELS: Form = Form::Map(Name::Rule, &Form::Choice(&Level::WORDS));
const DIRECTORY: Form = Form::Text(Text::Directory);

const fn hosts() -> Key {
    key("hosts", Form::List(Text::HostGlob), "The hosts it holds for; all where it is not written.")
}

const fn reason() -> Key {
    key("reason", Form::Text(Text::Prose), "Why, for whoever reads it next.").needed()
}

/// All keys.
pub(super) static KEYS: &[Key] = &[
    key(
        "mode",
        Form::Choice(&["auto", "full", "offline"]),
        "Whether nixpkgs is used: `auto` uses it when it is on disk.",
    )
    .default("\"auto\""),
    key(
        "fail-on",
        Form::Choice(&["info", "warning", "error", "never"]),
        "The least severity that makes the exit status 1.",
    )
    .default("\"warning\""),
    key(
        "baseline",
        Form::Text(Text::File),
        "Findings to be silent about, written by `persist-lint baseline`.",
    )
    .example(DEFAULT_BASELINE_TOML),
    key("nixpkgs", DIRECTORY, "A nixpkgs on disk, when the project's own is not.")
        .example("\"../nixpkgs\""),
    key(
        "hosts",
        Form::Table(HOSTS),
        "Which hosts are checked, unless `--host` names some. `*` stands for any characters.",
    ),
    key(
        "rules",
        LEVELS,
        "Levels of rules: off, info, warning or error. `persist-lint rules` lists them.",
    )
    .example("unpersisted-machine-id = \"off\""),
    key("override", Form::Tables(OVERRIDE), "Levels for some hosts or files. A later one wins."),
    key(
        "inputs",
        Form::Map(Name::Input, &DIRECTORY),
        "Where inputs of the flake are on disk; `\"a/b\"` is an input of an input.",
    )
    .example("impermanence = \"../impermanence\""),
    key(
        "flakes",
        Form::Map(Name::Flake, &DIRECTORY),
        "Where every input locked to a repository is on disk.",
    )
    .example("\"github:NixOS/nixpkgs\" = \"../nixpkgs\""),
    key(
        "ephemeral",
        Form::Tables(EPHEMERAL),
        "What persist-lint cannot see: whether a mount is wiped at boot.",
    ),
    key("ignore", Form::Tables(IGNORE), "Paths on the machine that nothing is reported about."),
    key("state", Form::Tables(STATE), "What your own services and programs keep."),
];

const DEFAULT_BASELINE_TOML: &str = "\"persist-lint-baseline.json\"";

static HOSTS: &[Key] = &[
    key("include", Form::List(Text::HostGlob), "Only these.").default("[\"*\"]"),
    key("exclude", Form::List(Text::HostGlob), "Not these.")
        .default("[]")
        .example("[\"installer\", \"test-*\"]"),
];

static OVERRIDE: &[Key] = &[
    hosts().example("[\"laptop-*\"]"),
    key(
        "files",
        Form::List(Text::FileGlob),
        "The files it holds for, relative to this file; all where it is not written.",
    )
    .example("[\"modules/**\"]"),
    key("rules", LEVELS, "Levels of rules there.")
        .needed()
        .example("unpersisted-service-state = \"warning\""),
];

static EPHEMERAL: &[Key] = &[
    hosts(),
    key("mount", Form::Text(Text::Path), "The mount point.").needed().example("\"/\""),
    key("wiped", Form::Flag, "Whether it is empty again after every boot.")
        .needed()
        .example("true"),
    reason().example("\"the hypervisor rolls the disk back\""),
];

static IGNORE: &[Key] = &[
    hosts(),
    key(
        "path",
        Form::Text(Text::PathGlob),
        "The path, or a pattern for paths; `**` goes over slashes.",
    )
    .needed()
    .example("\"/var/lib/example\""),
    reason().example("\"made again by a backup job\""),
];

const fn words(name: &'static str, word: Word, doc: &'static str) -> Key {
    key(name, Form::Texts(Text::Word(word)), doc)
}

const fn word(name: &'static str, word: Word, doc: &'static str) -> Key {
    key(name, Form::Text(Text::Word(word)), doc)
}

const fn note(doc: &'static str) -> Key {
    key("note", Form::Text(Text::Prose), doc)
}

static STATE: &[Key] = &[
    words(
        "option",
        Word::Trigger,
        "What makes it hold: an option, `home:` and one of home-manager, `package:` and a pname.",
    )
    .needed()
    .example("\"services.notes.enable\""),
    words("when", Word::Condition, "Conditions that must hold too: `OPTION == VALUE`."),
    word("since", Word::Release, "The first release with it."),
    word("until", Word::Release, "The first release without it."),
    words("renamed_from", Word::Option, "Earlier names of the option."),
    words("implies", Word::Option, "Options that it turns on, always."),
    key(
        "suppress",
        Form::Texts(Text::Path),
        "Paths that are seen because of it and not worth a word.",
    ),
    note("What is lost or special, in one sentence for the reader."),
    key("path", Form::Tables(STATE_PATH), "What it keeps."),
];

static STATE_PATH: &[Key] = &[
    word(
        "path",
        Word::Path,
        "Absolute, or from `~`; `${services.notes.dataDir}` is the value of an option.",
    )
    .needed()
    .example("\"/var/lib/notes\""),
    words("default", Word::Path, "The path while no option moves it."),
    word("persist", Word::Path, "A directory above it that is the better thing to persist."),
    key("type", Form::Choice(&["dir", "file"]), "Whether it is a directory or a single file."),
    key(
        "kind",
        Form::Choice(&["state", "secret", "config", "cache", "log", "spool"]),
        "What is in it.",
    )
    .needed()
    .example("\"state\""),
    key(
        "loss",
        Form::Choice(&["data", "identity", "settings", "recreatable", "cosmetic"]),
        "What is gone with it; the usual for its kind where it is not written.",
    )
    .example("\"data\""),
    word("owner", Word::Name, "The user who owns it; root where it is not written."),
    word("group", Word::Name, "Its group."),
    word("mode", Word::Mode, "Its mode, four octal digits."),
    key("dynamic_user", Form::Flag, "Whether its unit has `DynamicUser=`."),
    key(
        "source",
        Form::Choice(&[
            "state-directory",
            "tmpfiles",
            "create-home",
            "script",
            "sandbox",
            "exec",
            "env",
            "option",
            "upstream-unit",
            "program",
        ]),
        "What makes it; `program` where it is not written.",
    ),
    key("unit", Form::Text(Text::Plain), "The unit that owns it, `notes.service`."),
    words("relocate", Word::Option, "Options that move it."),
    key(
        "relocate_effect",
        Form::Choice(&["moves", "partial"]),
        "Whether the first of them moves everything.",
    ),
    words("when", Word::Condition, "Conditions for this path alone."),
    note("What is special about this path."),
    key("evidence", Form::Text(Text::Plain), "Where the fact was read."),
    key("confidence", Form::Choice(&["evaluated", "checked", "reported"]), "How sure it is."),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::DEFAULT_BASELINE;

    #[test]
    fn the_example_is_the_default_name() {
        assert_eq!(DEFAULT_BASELINE_TOML, format!("{DEFAULT_BASELINE:?}"));
    }
}
