//! See `lints/unguarded-recursive-delete.md`.

use super::{Fixable, Rule, Sink};
use crate::{
    diagnostic::{Intent, Proposal, Safety, Severity},
    model::{Fact, Host, Script},
    source::Span,
};

pub(super) static RULE: Rule = Rule {
    id: "unguarded-recursive-delete",
    summary: "a script that throws old roots away can delete the other subvolumes",
    doc: include_str!("../../lints/unguarded-recursive-delete.md"),
    severity: Severity::Info,
    opt_in: false,
    fixable: Fixable::Sometimes,
    since: "0.1.0",
    check,
};

fn check(host: &Host, sink: &mut Sink) {
    let hooks = host.initrd.hooks.iter().map(|hook| (&hook.text, hook.text.span().or(hook.span)));
    let units = host.initrd.units.iter().map(|unit| (&unit.text, unit.span));
    let texts: Vec<(&Fact<String>, Option<Span>)> = hooks.chain(units).collect();
    for (text, span) in texts {
        if !text.known().is_some_and(|text| Script::read(text).trusts_list()) {
            continue;
        }
        let diagnostic = sink
            .diagnostic("old roots are deleted with what `btrfs subvolume list -o` says is in them, be they subvolumes or not")
            .at(span)
            .reason(
                "for a plain directory btrfs lists what is in the subvolume around it: `nix` and the storage as well, \
                 which are then deleted",
            )
            .help(format!("look first: `{GUARD}`; or use `btrfs subvolume delete --recursive`"))
            .propose(text.known().and_then(|text| guarded(text, span)));
        sink.report(diagnostic);
    }
}

/// A look at whether the argument of a function is a subvolume: the inode of its top is always this one.
const GUARD: &str = "[ \"$(stat -c %i \"$1\")\" = 256 ] || return 0";

/// The function looks first. Which of its arguments are old roots is for the user to see.
fn guarded(text: &str, span: Option<Span>) -> Option<Proposal> {
    let (at, after) = (span?, Script::deleting_function(text)?.to_owned());
    let intents = vec![Intent::InsertLine { at, after, line: GUARD.to_owned() }];
    let title = "delete only what is a subvolume".to_owned();
    Some(Proposal { title, safety: Safety::Unsafe, intents })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{model::testing::host, rules::tests::never_more_by_less_knowledge};

    fn config(guard: &str) -> Value {
        let script = format!(
            "wipe() {{\n{guard}\nfor i in $(btrfs subvolume list -o \"$1\"); do wipe \"/m/$i\"; done\n\
             btrfs subvolume delete \"$1\"\n}}\nfor i in $(find /m/old -maxdepth 1 -mtime +30); do wipe \"$i\"; done"
        );
        json!({ "boot": { "initrd": { "postResumeCommands": script } } })
    }

    #[test]
    fn a_look_at_the_inode_is_enough() {
        assert_eq!(RULE.check(&host(config(""))).len(), 1);
        assert_eq!(RULE.check(&host(config("[ \"$(stat -c %i \"$1\")\" = 256 ] || return"))), []);
        never_more_by_less_knowledge(&config(""));
    }
}
