//! See `lints/unpersisted-network-credentials.md`.

use super::{
    Fixable, Rule, Sink,
    advice::{self, NewEntry},
    state_loss::{self, Group, Topic},
    storage,
};
use crate::{
    diagnostic::Severity,
    model::{Host, Loss, Source, path},
};

pub(super) static RULE: Rule = Rule {
    id: "unpersisted-network-credentials",
    summary: "passwords of networks that were joined by hand are lost",
    doc: include_str!("../../lints/unpersisted-network-credentials.md"),
    severity: Severity::Warning,
    fixable: Fixable::Sometimes,
    opt_in: false,
    since: "0.1.0",
    check,
};

const NETWORK_MANAGER: &str = "networking.networkmanager";
const IWD: &str = "networking.wireless.iwd";
/// What wpa_supplicant was told at run time.
const BY_HAND: &str = "/etc/wpa_supplicant/imperative.conf";

fn check(host: &Host, sink: &mut Sink) {
    let groups = state_loss::groups(host, |state| {
        state_loss::topic(state) == Topic::Network
            && state_loss::matters(state)
            && state.loss > Loss::Recreatable
    });
    for group in groups {
        if group.worst().path == BY_HAND {
            by_hand(host, sink, &group);
            continue;
        }
        // Who declares connections may have no others, and behind NetworkManager iwd's networks are NetworkManager's too.
        let elsewhere = match group.owner {
            NETWORK_MANAGER => host.state_options.declared_connections,
            IWD => host.state.iter().any(|state| state.owner == NETWORK_MANAGER),
            _ => false,
        };
        let severity = if elsewhere { Severity::Info } else { RULE.severity };
        state_loss::report_safe(host, sink, severity, &group);
    }
}

/// wpa_supplicant replaces the file by a new one, which fails on a bind mount and breaks a link; and NixOS links `nixos.conf`
/// into its directory, which a bind that comes later hides. Only a directory that is there early keeps both.
fn by_hand(host: &Host, sink: &mut Sink, group: &Group<'_>) {
    let directory = path::parent(BY_HAND);
    let entry = NewEntry::directory(directory).early();
    let root = advice::root(host);
    if root.is_some_and(|root| root.source == Source::Preservation) {
        let proposal = entry.proposal(host, &[], group.worst().span);
        let help = entry.help(host);
        state_loss::report_with(host, sink, RULE.severity, group, help, proposal);
        return;
    }
    let storage = storage::place(host);
    let help = format!(
        "make the directory `{storage}{directory}` and mount it in the initrd: `fileSystems.{directory:?} = {{ device = \
        \"{storage}{directory}\"; fsType = \"none\"; options = [ \"bind\" ]; neededForBoot = true; }};`, because \
        wpa_supplicant replaces the file, and an entry for the directory would hide `nixos.conf`; or declare the networks"
    );
    state_loss::report_with(host, sink, RULE.severity, group, help, None);
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::model::testing::{ephemeral, merge};

    fn found(networking: Value) -> Vec<(Severity, Option<String>)> {
        let mut config = json!({ "environment": { "persistence": { "/persist": { "directories": ["/srv"] } } } });
        merge(&mut config, json!({ "networking": networking }));
        RULE.check(&ephemeral(config))
            .into_iter()
            .map(|found| (found.severity, found.path))
            .collect()
    }

    #[test]
    fn connections_and_not_the_rest() {
        let path = || Some("/etc/NetworkManager/system-connections".to_owned());
        assert_eq!(
            found(json!({ "networkmanager": { "enable": true } })),
            [(Severity::Warning, path())]
        );
        let declared = json!({ "networkmanager": { "enable": true, "ensureProfiles": { "profiles": { "a": {} } } } });
        assert_eq!(found(declared), [(Severity::Info, path())]);
        // NetworkManager turns wpa_supplicant on, which then keeps nothing.
        let both = json!({ "networkmanager": { "enable": true }, "wireless": { "enable": true } });
        assert_eq!(found(both).len(), 1);
        let iwd = json!({ "wireless": { "iwd": { "enable": true } } });
        assert_eq!(found(iwd), [(Severity::Warning, Some("/var/lib/iwd".to_owned()))]);
        let behind = json!({ "networkmanager": { "enable": true, "wifi": { "backend": "iwd" } }, "wireless": { "iwd": { "enable": true } } });
        let behind = found(behind);
        assert!(behind.contains(&(Severity::Info, Some("/var/lib/iwd".to_owned()))), "{behind:?}");
        let by_hand =
            json!({ "wireless": { "enable": true, "allowAuxiliaryImperativeNetworks": true } });
        assert_eq!(
            found(by_hand),
            [(Severity::Warning, Some("/etc/wpa_supplicant/imperative.conf".to_owned()))]
        );
    }
}
