//! `persist-lint.toml` and `persist-lint config`.

use std::path::Path;

use crate::support::{CLEAN, COMMON, Output, files, project, run, write};

const FILE: &str = "persist-lint.toml";

/// A host without a machine id: one warning.
fn warned(config: &str) -> tempfile::TempDir {
    let dir = project(CLEAN);
    let common = COMMON.replace("\"/etc/machine-id\"", "");
    write(dir.path(), &[("common.nix", &common), (FILE, config)]);
    dir
}

fn check(dir: &Path, more: &[&str]) -> Output {
    run(dir, &[&["check", "--format", "concise"], more].concat())
}

#[test]
fn levels_for_rules_hosts_and_files() {
    let level = |config: &str| {
        let output = check(warned(config).path(), &[]);
        assert_eq!(output.stderr, "");
        let line = output.stdout.lines().find(|line| line.contains("unpersisted-machine-id"));
        let severity = line
            .map(|line| line.split("[unp").next().unwrap().rsplit(' ').next().unwrap().to_owned());
        (severity.unwrap_or_default(), output.status)
    };
    assert_eq!(level(""), ("warning".to_owned(), 1));
    assert_eq!(level("rules.unpersisted-machine-id = \"off\""), (String::new(), 0));
    assert_eq!(level("[rules]\nunpersisted-machine-id = \"error\""), ("error".to_owned(), 1));
    assert_eq!(level("fail-on = \"error\""), ("warning".to_owned(), 0));
    let part =
        |part: &str| format!("[[override]]\n{part}\nrules.unpersisted-machine-id = \"off\"\n");
    assert_eq!(level(&part("")), (String::new(), 0));
    assert_eq!(level(&part("hosts = [\"*\"]")), (String::new(), 0));
    assert_eq!(level(&part("hosts = [\"other\"]")), ("warning".to_owned(), 1));
    assert_eq!(level(&part("files = [\"*.nix\"]")), (String::new(), 0));
    assert_eq!(level(&part("files = [\"modules/**\"]")), ("warning".to_owned(), 1));
    let later = format!(
        "{}[[override]]\nhosts = [\"*\"]\nrules.unpersisted-machine-id = \"info\"",
        part("")
    );
    assert_eq!(level(&later), ("info".to_owned(), 0));
}

#[test]
fn the_command_line_wins() {
    let dir = warned("fail-on = \"error\"\nmode = \"full\"\n");
    assert_eq!(check(dir.path(), &["--fail-on", "warning", "--mode", "offline"]).status, 1);
    assert!(check(dir.path(), &["--isolated"]).stdout.contains("(offline)"));
    write(dir.path(), &[("other.toml", "rules.unpersisted-machine-id = \"off\"")]);
    let output = check(dir.path(), &["--config", "other.toml"]);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{}", output.stdout);
}

#[test]
fn hosts_that_are_not_wanted_are_not_evaluated() {
    let dir = project("{ a = ; }\n");
    write(dir.path(), &[(FILE, "[hosts]\nexclude = [\"b*\"]\n")]);
    let output = check(dir.path(), &[]);
    assert_eq!(output.status, 0, "{}", output.stdout);
    assert!(output.stdout.contains("on 1 host "), "{}", output.stdout);
    assert_eq!(check(dir.path(), &["--host", "bad"]).status, 2, "what is asked for is done");
    write(dir.path(), &[(FILE, "hosts.include = [\"good\"]\n")]);
    assert_eq!(check(dir.path(), &[]).status, 0);
}

#[test]
fn the_nearest_file_within_the_repository() {
    let dir = tempfile::tempdir().unwrap();
    let config = "rules.unpersisted-machine-id = \"off\"";
    let common = COMMON.replace("\"/etc/machine-id\"", "");
    write(
        dir.path(),
        &[
            (FILE, "this is no TOML"),
            ("repo/.git/HEAD", ""),
            ("repo/hosts/a/configuration.nix", &common),
        ],
    );
    let checked = || check(&dir.path().join("repo/hosts/a"), &[]).status;
    assert_eq!(checked(), 1, "what is above the repository is not read");
    write(dir.path(), &[("repo/persist-lint.toml", config)]);
    assert_eq!(checked(), 0);
    write(dir.path(), &[("repo/hosts/persist-lint.toml", "")]);
    assert_eq!(checked(), 1, "the nearest counts, and nothing is inherited");
}

/// One problem, at the place and in the words; nothing is checked.
#[track_caller]
fn refused(config: &str, place: &str, message: &str, help: &str) {
    let dir = warned(config);
    for command in ["check", "baseline"] {
        let output = run(dir.path(), &[command]);
        let text = output.stdout.clone() + &output.stderr;
        assert_eq!(output.status, 2, "{text}");
        assert!(text.contains(&format!("error[configuration]: {message}\n")), "{text}");
        assert!(text.contains(&format!("[persist-lint.toml:{place}]")), "{text}");
        assert!(text.contains(help), "{text}");
        assert!(!text.contains("machine-id is"), "{text}");
    }
    assert!(
        run(dir.path(), &["check"])
            .stdout
            .ends_with(" in the configuration; nothing was checked.\n")
    );
    assert_eq!(run(dir.path(), &["state"]).status, 2);
    assert_eq!(run(dir.path(), &["config", "show"]).status, 2);
    let json = run(dir.path(), &["check", "--format", "json"]);
    assert_eq!(json.json()["diagnostics"][0]["rule"], "configuration");
}

#[test]
fn mistakes_are_told_with_a_place_and_a_suggestion() {
    refused("fail_on = \"error\"", "1:1", "there is no key `fail_on`", "did you mean `fail-on`?");
    refused("mode = \"ofline\"", "1:8", "there is no `mode` `ofline`", "did you mean `offline`?");
    refused("fail-on = 1", "1:11", "`fail-on` is a string, not a number", "");
    refused(
        "[rules]\nduplicate-entrie = \"off\"",
        "2:1",
        "there is no rule `duplicate-entrie`",
        "did you mean `duplicate-entry`?",
    );
    refused(
        "rules.duplicate-entry = \"warn\"",
        "1:25",
        "there is no `duplicate-entry` `warn`",
        "known are `off`, `info`, `warning`, `error`",
    );
    refused(
        "hosts.include = [\"a[\"]",
        "1:18",
        "`a[` is no pattern: unclosed character class; missing ']'",
        "",
    );
    refused(
        "hosts.include = \"a\"",
        "1:17",
        "`include` is a list of strings, not a string",
        "put it in brackets",
    );
    refused(
        "[ignore]\npath = \"/a\"",
        "1:1",
        "`ignore` is an array of tables, not a table",
        "write `[[ignore]]`",
    );
    refused("[[ignore]]\npath = \"/a\"", "1:1", "`reason` is missing", "write `reason = ");
    refused(
        "[[ephemeral]]\nmount = \"data\"\nwiped = true\nreason = \"x\"",
        "2:9",
        "`data` is no absolute path",
        "slash",
    );
    refused("[inputs]\nx = 1", "2:5", "`x` is a string, not a number", "");
    refused("flakes.nixpkgs = \".\"", "1:8", "`nixpkgs` names no repository", "github:OWNER/REPO");
    refused(
        "baseline = \"../x.json\"",
        "1:12",
        "`../x.json` is not in the directory of this file",
        "",
    );
}

#[test]
fn what_is_no_toml() {
    let output = run(warned("rules = {\nx").path(), &["check"]);
    assert!(output.stdout.contains("error[configuration]: "), "{}", output.stdout);
    assert_eq!(output.status, 2);
    let dir = warned("");
    std::fs::write(dir.path().join(FILE), b"a = \"\xff\"").unwrap();
    let output = run(dir.path(), &["check"]);
    assert!(output.stderr.contains("not UTF-8 at byte 5"), "{}", output.stderr);
    assert_eq!((output.status, output.stdout.as_str()), (2, ""));
    let output = run(dir.path(), &["check", "--config", "nope.toml"]);
    assert_eq!(
        (output.status, output.stderr.as_str()),
        (2, "error: there is nothing at nope.toml\n")
    );
}

#[test]
fn a_directory_that_holds_the_project_is_no_input() {
    let dir = warned("nixpkgs = \"/\"");
    let output = run(dir.path(), &["check"]);
    assert!(output.stdout.contains("`/` holds this project"), "{}", output.stdout);
    assert_eq!(output.status, 2);
}

#[test]
fn what_cannot_be_seen_can_be_said() {
    let lasting = COMMON.replace(
        "fileSystems.\"/\" = { device = \"none\"; fsType = \"tmpfs\"; options = [ \"size=25%\" \"mode=755\" ]; };",
        "fileSystems.\"/\" = { device = \"/dev/sda3\"; fsType = \"ext4\"; };",
    );
    let dir = warned("");
    write(dir.path(), &[("common.nix", &lasting.replace("\"/etc/machine-id\"", ""))]);
    assert!(check(dir.path(), &[]).stdout.contains("no-ephemeral-root"));
    let said = "[[ephemeral]]\nmount = \"/\"\nwiped = true\nreason = \"the hypervisor\"\n";
    write(dir.path(), &[(FILE, said)]);
    let output = run(dir.path(), &["check"]);
    assert!(output.stdout.contains("[unpersisted-machine-id]"), "{}", output.stdout);
    assert!(
        output.stdout.contains("(the hypervisor) empties `/` at every boot"),
        "{}",
        output.stdout
    );
    let dir =
        warned("[[ephemeral]]\nmount = \"/\"\nwiped = false\nreason = \"a snapshot is kept\"\n");
    assert!(!check(dir.path(), &[]).stdout.contains("unpersisted-machine-id"));
}

#[test]
fn ignored_paths() {
    let ignore = |path: &str| format!("[[ignore]]\npath = \"{path}\"\nreason = \"made again\"\n");
    let output = check(warned(&ignore("/etc/machine-*")).path(), &[]);
    assert!(!output.stdout.contains("machine-id"), "{}", output.stdout);
    assert!(output.stdout.contains("1 more finding is not shown: 1 allowed."), "{}", output.stdout);
    assert_eq!(check(warned(&ignore("/etc")).path(), &[]).status, 1);
    let service = "{ services.forgejo.enable = true; }\n";
    let dir = project(service);
    assert!(check(dir.path(), &[]).stdout.contains("`services.forgejo` keeps state"));
    write(dir.path(), &[(FILE, &ignore("/var/lib/forgejo"))]);
    assert!(!check(dir.path(), &[]).stdout.contains("`services.forgejo` keeps state"));
}

#[test]
fn show_says_where_values_come_from() {
    let dir = warned("# mine\nfail-on = \"error\"\n[rules]\nduplicate-entry = \"off\"\n");
    let output = run(dir.path(), &["config", "show", "--mode", "offline"]);
    let has = |setting: &str, origin: &str| {
        let line = output.stdout.lines().find(|line| line.starts_with(setting));
        let line = line.unwrap_or_else(|| panic!("{setting}: {}", output.stdout));
        assert!(line.ends_with(origin), "{line}");
    };
    has("mode = \"offline\"", "# command line");
    has("fail-on = \"error\"", "# persist-lint.toml:2");
    has("rules.duplicate-entry = \"off\"", "# persist-lint.toml:4");
    has("rules.unpersisted-machine-id = \"warning\"", "# default");
    has("hosts.include = [\"*\"]", "# default");
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
}

#[test]
fn init_writes_a_file_that_holds_and_never_over_one() {
    let dir = warned("");
    std::fs::remove_file(dir.path().join(FILE)).unwrap();
    let output = run(dir.path(), &["config", "init"]);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    assert_eq!(check(dir.path(), &[]).status, 1, "nothing in it holds");
    let written = std::fs::read_to_string(dir.path().join(FILE)).unwrap();
    let output = run(dir.path(), &["config", "init"]);
    assert!(output.stderr.contains("exists and was left alone"), "{}", output.stderr);
    assert_eq!(output.status, 2);
    assert_eq!(std::fs::read_to_string(dir.path().join(FILE)).unwrap(), written);
    assert_eq!(run(files(&[]).path(), &["config", "init", "nowhere"]).status, 2);
}

#[test]
fn the_schema_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/persist-lint.schema.json");
    let printed = run(files(&[]).path(), &["config", "schema"]).stdout;
    if std::env::var_os("BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &printed).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(kept, printed, "run `BLESS=1 cargo test --test cli`");
}
