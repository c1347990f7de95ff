//! What holds for the shipped knowledge.

use std::{collections::BTreeSet, path::Path};

use super::*;

fn known() -> &'static Knowledge {
    Knowledge::shipped()
}

/// All options a record reads, triggers apart.
fn options_of(entry: &Entry) -> Vec<&OptionPattern> {
    let subjects = entry.conditions().filter_map(|condition| match &condition.subject {
        Subject::Option(option) => Some(option),
        _ => None,
    });
    let facts = entry.paths.iter().flat_map(|fact| {
        let templates = [Some(&fact.path), fact.persist.as_ref(), fact.owner.as_ref()];
        let templates = templates.into_iter().flatten().chain(&fact.default);
        templates.flat_map(Template::options).chain(&fact.relocate)
    });
    entry.implies.iter().chain(subjects).chain(facts).collect()
}

#[test]
fn every_file_of_the_directory_is_shipped() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("lints/state");
    let on_disk: BTreeSet<String> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "toml"))
        .collect();
    let shipped: BTreeSet<String> = AREAS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(on_disk, shipped);
}

#[test]
fn the_files_are_read() {
    if let Err(error) = Knowledge::parse(AREAS, BASE) {
        panic!("{error}");
    }
    assert!(known().entries().len() > 950);
    assert_eq!(known().release(), "26.11");
    assert_eq!(OptionDefaults::shipped().release(), known().release());
}

#[test]
fn a_wrong_file_is_refused_with_its_name() {
    let broken = |text: &str| Knowledge::parse(&[("a.toml", text)], BASE).unwrap_err();
    assert!(broken("schema = 1\n[[entry]]\noption = \"a.b\"\npth = 1").contains("a.toml"));
    assert!(broken("schema = 2").contains("schema 2"));
    let entry = "schema = 1\n[[entry]]\noption = \"a.b\"\n[[entry.path]]\n";
    assert!(
        broken(&format!("{entry}path = \"/x\"\nkind = \"magic\"\nsource = \"script\""))
            .contains("magic")
    );
}

#[test]
fn no_option_is_described_twice() {
    let mut seen = BTreeSet::new();
    for entry in known().entries() {
        for trigger in &entry.triggers {
            if *trigger != Trigger::Always {
                assert!(seen.insert(trigger.to_string()), "`{trigger}` is in two entries");
            }
        }
        assert!(!entry.triggers.is_empty());
    }
}

#[test]
fn every_path_is_absolute_or_in_a_home() {
    for entry in known().entries() {
        for fact in &entry.paths {
            let all = std::iter::once(&fact.path).chain(&fact.default).chain(&fact.persist);
            for template in all {
                let text = template.to_string();
                let starts_well = match &template.segments()[0] {
                    Segment::Text(text) => text.starts_with('/'),
                    Segment::Option(_) | Segment::HomeOption(_) | Segment::Home(_) => true,
                    Segment::Name => false,
                };
                assert!(starts_well, "`{text}` is relative");
                assert!(!text.ends_with('/'), "`{text}` ends in a slash");
                for segment in template.segments() {
                    let Segment::Text(text) = segment else { continue };
                    for part in ["//", "/../", "/./", ":", "/var/lib/private/"] {
                        assert!(!text.contains(part), "`{text}` has `{part}`");
                    }
                }
            }
        }
    }
}

#[test]
fn a_path_that_an_option_moves_has_a_usual_place() {
    // One file per interface or repository, where nothing is usual.
    let none = ["${networking.wireguard.interfaces.<name>.privateKeyFile}"];
    for entry in known().entries() {
        for fact in &entry.paths {
            let reads_options = fact.path.options().next().is_some();
            let text = fact.path.to_string();
            let excused = none.contains(&&*text) || text == "${services.postgresql.dataDir}";
            assert!(
                !reads_options || !fact.default.is_empty() || excused,
                "`{text}` has no default"
            );
            assert!(!fact.may_be_dynamic() || !fact.path.is_home());
        }
    }
}

#[test]
fn a_recommended_parent_is_a_parent() {
    for entry in known().entries() {
        for fact in &entry.paths {
            let Some(parent) = &fact.persist else { continue };
            let parent = parent.to_string();
            let below = |path: &Template| path.to_string().starts_with(&format!("{parent}/"));
            let paths = if fact.default.is_empty() {
                std::slice::from_ref(&fact.path)
            } else {
                &fact.default
            };
            assert!(
                paths.iter().all(|p| below(p) || p.to_string().starts_with("${")),
                "`{parent}`"
            );
        }
    }
}

#[test]
fn a_name_is_used_only_where_there_is_one() {
    for entry in known().entries() {
        let named = entry.triggers.iter().all(
            |trigger| matches!(trigger, Trigger::Nixos(option) if option.components().contains(&Component::Any)),
        );
        for option in options_of(entry) {
            let uses = option.components().contains(&Component::Any);
            let elsewhere = entry.implies.contains(option);
            assert!(named || !uses || elsewhere, "`{option}` in an entry without `<name>`");
        }
        for fact in &entry.paths {
            let uses = fact.path.segments().contains(&Segment::Name);
            assert!(named || !uses, "`{}` in an entry without `<name>`", fact.path);
        }
    }
}

#[test]
fn implied_options_are_options() {
    let roots = ["hardware", "networking", "programs", "security", "services", "virtualisation"];
    for entry in known().entries() {
        for option in options_of(entry) {
            let Component::Name(first) = &option.components()[0] else { panic!("`{option}`") };
            let usual = roots.contains(&&**first)
                || ["boot", "containers", "environment", "i18n", "system", "users"]
                    .contains(&&**first);
            assert!(usual && option.components().len() > 1, "`{option}` is no option");
        }
        for option in &entry.implies {
            let text = option.to_string();
            let path: Vec<&str> = text.split('.').collect();
            let is_known = !known().by_option(&path).is_empty()
                || known().default_of(&path).is_some()
                || text.contains("<name>");
            assert!(is_known, "`{text}` is implied and unknown");
        }
    }
}

#[test]
fn generated_entries_are_sorted() {
    let base: file::Base = serde_json::from_str(BASE).unwrap();
    let names: Vec<String> =
        base.entries.iter().map(|entry| entry.triggers[0].to_string()).collect();
    assert!(names.is_sorted());
    for line in BASE.lines().filter(|line| line.starts_with("{\"option\"")) {
        assert!(!line.contains(": "), "one entry in a line, no spaces");
    }
}

#[test]
fn accounts_are_sorted_and_found() {
    assert!(known().accounts.is_sorted());
    assert!(known().makes_account("crowdsec"));
    assert!(!known().makes_account("microbin"));
}

#[test]
fn losses_are_of_generated_options_and_sorted() {
    let (_, text) = AREAS.iter().find(|(name, _)| *name == "losses.toml").unwrap();
    let options: Vec<&str> = text.lines().filter(|line| line.starts_with('"')).collect();
    assert!(options.is_sorted());
    let refused = |option: &str| {
        let text = format!("schema = 1\n[loss]\n\"{option}\" = {{ class = \"cosmetic\" }}");
        let mut areas = AREAS.to_vec();
        areas.push(("more.toml", &text));
        Knowledge::parse(&areas, BASE).is_err_and(|error| error.contains(option))
    };
    assert!(refused("services.unheard-of.enable"));
    assert!(refused("services.forgejo.enable"), "has an entry by hand");
    assert_eq!(known().loss("/var/lib/blocky", StateKind::State), Loss::Cosmetic);
    assert_eq!(known().loss("/var/log/blocky", StateKind::Log), Loss::Cosmetic);
    assert_eq!(known().loss("/var/cache/gokapi", StateKind::Cache), Loss::Recreatable);
    assert_eq!(known().loss("/var/lib/gokapi", StateKind::State), Loss::Data);
    let of = |option: &str| {
        let entry = &known().by_option(&["services", option, "enable"])[0].entry;
        (entry.origin, entry.paths[0].kind, entry.paths[0].note.is_some())
    };
    assert_eq!(of("athens"), (Origin::Generated, StateKind::Cache, false));
    assert_eq!(of("tang"), (Origin::Generated, StateKind::State, true));
}

#[test]
fn options_lead_to_entries() {
    let postgresql = &known().by_option(&["services", "postgresql", "enable"])[0];
    assert_eq!(postgresql.entry.origin, Origin::Curated);
    let fact = &postgresql.entry.paths[0];
    assert_eq!(fact.loss(), Loss::Data);
    assert_eq!(fact.persist.as_ref().unwrap().to_string(), "/var/lib/postgresql");

    let redis = &known().by_option(&["services", "redis", "servers", "immich"])[0];
    assert_eq!(redis.name.as_deref(), Some("immich"));
    let main = &known().by_option(&["services", "redis", "servers", ""])[0];
    assert_eq!(main.entry.paths[0].path.literal(), Some("/var/lib/redis"));

    assert!(known().by_option(&["services", "unheard-of", "enable"]).is_empty());
    assert!(known().always().any(|entry| {
        entry.paths.iter().any(|fact| fact.path.literal() == Some("/etc/machine-id"))
    }));
    let gdm = known().by_option(&["services", "xserver", "displayManager", "gdm", "enable"]);
    assert!(!gdm.is_empty(), "an earlier name");
}

#[test]
fn homes_and_packages_lead_to_entries() {
    let zoxide = &known().by_home_option(&["programs", "zoxide", "enable"])[0];
    assert_eq!(zoxide.entry.paths[0].path.plain().as_deref(), Some("~/.local/share/zoxide"));
    assert_eq!(known().by_package("signal-desktop").count(), 1);
    assert_eq!(known().by_package("hello").count(), 0);
    assert!(known().home_entries().count() > 80);
}

#[test]
fn paths_lead_to_entries() {
    let triggers = |path: &str| -> Vec<String> {
        known().by_path(path).iter().map(|found| found.entry.triggers[0].to_string()).collect()
    };
    assert_eq!(triggers("/var/lib/forgejo"), ["services.forgejo.enable"]);
    assert_eq!(triggers("/var/lib/private/ntfy-sh"), ["services.ntfy-sh.enable"]);
    assert_eq!(triggers("/var/lib/redis-mine"), ["services.redis.servers.<name>"]);
    assert_eq!(
        triggers("/var/lib/acme/example.org"),
        ["security.acme.certs.<name>", "services.nginx.virtualHosts.<name>"]
    );
    assert!(triggers("/var/lib/unheard-of").is_empty());
    assert!(triggers("/var/lib").is_empty());
    assert!(triggers("/").is_empty());

    let parent = &known().by_path("/var/lib/postgresql/")[0];
    assert_eq!(parent.fact.loss(), Loss::Data);
    let inside = &known().by_path("/var/lib/hass/.storage")[0];
    assert_eq!(inside.relation, Relation::Inside);
    assert_eq!(known().by_path("~/.local/share/Steam/steamapps")[0].relation, Relation::Inside);
    let named = &known().by_path("/var/lib/redis-mine")[0];
    assert_eq!(named.name.as_deref(), Some("mine"));
    // A sibling of a known path below the recommended parent is not explained by it.
    assert!(known().by_path("/var/lib/radarr")[0].relation == Relation::Parent);
    assert!(known().by_path("/var/lib/radarr/other").is_empty());
}

#[test]
fn units_lead_to_paths() {
    let paths: Vec<String> =
        known().by_unit("bluetooth.service").map(|(_, fact)| fact.path.to_string()).collect();
    assert_eq!(paths, ["/var/lib/bluetooth"]);
    assert_eq!(known().by_unit("unheard-of.service").count(), 0);
}

#[test]
fn losses_are_judged_or_usual() {
    let known = known();
    assert_eq!(known.loss("/var/lib/tailscale", StateKind::State), Loss::Identity);
    assert_eq!(known.loss("/var/lib/private/alloy", StateKind::State), Loss::Recreatable);
    assert_eq!(known.loss("/var/lib/unheard-of", StateKind::State), Loss::Data);
    assert_eq!(known.loss("/var/cache/unheard-of", StateKind::Cache), Loss::Recreatable);
    assert_eq!(known.loss("/var/log/unheard-of", StateKind::Log), Loss::Cosmetic);
    assert_eq!(known.loss("/var/lib/redis-immich", StateKind::State), Loss::Recreatable);
    assert_eq!(known.loss("/var/lib/redis-mine", StateKind::State), Loss::Data);
    assert_eq!(known.loss("/var/lib/forgejo/log", StateKind::Log), Loss::Cosmetic);
    let directory = |unit, name| known.directory_loss(unit, ServiceDirectory::State, name);
    assert_eq!(directory("unheard-of.service", "unheard-of"), Loss::Data);
    assert_eq!(directory("tailscaled.service", "elsewhere"), Loss::Identity);
    assert_eq!(directory("x.service", "tailscale"), Loss::Identity);
}

#[test]
fn special_paths_are_found() {
    let known = known();
    assert!(known.ignored("/var/lib/private").is_some());
    assert!(known.ignored("/var/lib/private/x").is_none());
    assert!(known.ignored("/var/lib/systemd/timers").is_some());
    assert!(known.ignored("/var/lib/systemd2").is_none());
    let replaced = |file: &str| {
        let is_file = |path: &Template| path.to_string() == file;
        known.replaced_files().iter().find(|replaced| replaced.paths.iter().any(is_file))
    };
    let fish = replaced("~/.local/share/fish/fish_history").unwrap();
    assert_eq!(fish.persist.as_ref().unwrap().plain().unwrap(), "~/.local/share/fish");
    assert!(known.avoid().iter().any(|avoid| avoid.path.to_string() == "~/.nix-profile"));
    for ignored in known.all_ignored() {
        assert!(ignored.path.starts_with('/') && !ignored.path.ends_with('/'));
    }
    for reason in known.all_ignored().iter().map(|ignored| &ignored.reason) {
        assert!(!reason.ends_with('.'));
    }
}

#[test]
fn generated_facts_complete_handwritten_ones() {
    let jellyfin = &known().by_option(&["services", "jellyfin", "enable"])[0];
    assert_eq!(known().by_option(&["services", "jellyfin", "enable"]).len(), 1);
    assert!(jellyfin.entry.paths.iter().all(|fact| fact.mode.is_some()));
    let actual = &known().by_option(&["services", "actual", "enable"])[0].entry.paths[0];
    assert!(actual.may_be_dynamic());
    assert_eq!(actual.relocate_effect, Some(RelocateEffect::Partial));
    // What an entry suppresses does not come back from the generated ones.
    let networkmanager = &known().by_option(&["networking", "networkmanager", "enable"])[0];
    let places: Vec<_> =
        networkmanager.entry.paths.iter().map(|fact| fact.path.to_string()).collect();
    assert!(!places.iter().any(|path| path == "/var/lib/misc"), "{places:?}");
}

#[test]
fn systemd_gives_directories_to_the_group_of_their_user() {
    let is_given = |fact: &&PathFact| {
        let makes = [Source::StateDirectory, Source::CreateHome].contains(&fact.source);
        makes && fact.owner.is_some() && !fact.may_be_dynamic()
    };
    for entry in known().entries() {
        for fact in entry.paths.iter().filter(is_given) {
            assert!(fact.group.is_some(), "{}: {}", entry.triggers[0], fact.path);
        }
    }
}

#[test]
fn what_makes_a_path_is_said_alike_by_hand_and_by_the_generated_entry() {
    let of_entries = |(name, _): &&(&str, &str)| *name != "losses.toml";
    let areas: Vec<_> = AREAS.iter().filter(of_entries).copied().collect();
    let base = r#"{"schema":1,"nixpkgs":"26.11","entries":[]}"#;
    let by_hand = Knowledge::parse(&areas, base).unwrap();
    let generated: file::Base = serde_json::from_str(BASE).unwrap();
    for entry in &generated.entries {
        let same_option = |other: &&Entry| other.triggers.contains(&entry.triggers[0]);
        for fact in by_hand.entries.iter().filter(same_option).flat_map(|other| &other.paths) {
            let usual = fact.usual_paths();
            let is_same =
                |path: &PathFact| path.usual_paths().iter().any(|path| usual.contains(path));
            for other in entry.paths.iter().filter(|path| is_same(path)) {
                assert_eq!(fact.source, other.source, "{}: {}", entry.triggers[0], fact.path);
            }
        }
    }
}

#[test]
fn only_what_systemd_makes_is_moved_for_a_dynamic_user() {
    for entry in known().entries() {
        for fact in entry.paths.iter().filter(|fact| fact.may_be_dynamic()) {
            assert_eq!(fact.source, Source::StateDirectory, "{}: {}", entry.triggers[0], fact.path);
        }
    }
}

#[test]
fn an_owner_that_an_option_names_is_written_with_it() {
    for entry in known().entries() {
        let [Trigger::Nixos(option)] = entry.triggers.as_slice() else { continue };
        for fact in &entry.paths {
            for (name, owner) in [("user", &fact.owner), ("group", &fact.group)] {
                let option = option.sibling(name).to_string();
                let usual = known().default_of(&option.split('.').collect::<Vec<_>>());
                let Some(Default::Str(usual)) = usual else { continue };
                let literal = owner.as_ref().and_then(Template::literal);
                assert_ne!(literal, Some(usual), "`{option}` names who owns `{}`", fact.path);
            }
        }
    }
}
