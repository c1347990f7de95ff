//! Overlays that are not known.

use super::filter_slot;
use crate::eval::{Entries, Env, ErrorKind, Evaluator, Kind, builtins::Builtin};

/// `extends overlay f final`: an overlay that is not known adds nothing that is known; what is asked for and not there
/// is unknown then.
pub(super) fn known<'a>(ev: &Evaluator<'a>, env: &'a Env<'a>) {
    if let Some(env) = env.up.and_then(|env| env.up) {
        filter_slot(ev, env, &KNOWN_OVERLAY, &[]);
    }
}

static KNOWN_OVERLAY: Builtin = Builtin {
    name: "knownOverlay",
    arity: 1,
    run: |ev, args, _| {
        let overlay = ev.force(args[0])?;
        Ok(match overlay.kind() {
            Kind::Unknown(_) | Kind::Lambda(_) => ev.partial(&KNOWN_RESULT, &[overlay]),
            _ => overlay,
        })
    },
};

/// `knownResult overlay final prev`: what is known of the set that an overlay gives.
static KNOWN_RESULT: Builtin = Builtin {
    name: "knownResult",
    arity: 3,
    run: |ev, args, at| {
        let result = ev.call(args[0], &args[1..], at);
        let (known, unknown, place) = match result.map(|result| (result, result.kind())) {
            Ok((result, Kind::Unknown(unknown))) => (Entries::EMPTY, unknown, result.pos()),
            Ok((result, Kind::Attrs(attrs))) => match attrs.open {
                Some(unknown) => (attrs.entries, unknown, result.pos()),
                None => return Ok(result),
            },
            Ok((result, _)) => return Ok(result),
            Err(error) => match error.kind {
                ErrorKind::Unknown(unknown) => (Entries::EMPTY, unknown, error.pos),
                _ => return Err(error),
            },
        };
        let place = args[0].pos().or(place).or(at);
        ev.note(format!("an overlay is left out: {}", unknown.reason), place);
        let Kind::Attrs(known) = ev.set_in(known, None).kind() else {
            unreachable!("a set was made")
        };
        Ok(ev.lenient(known, unknown, place))
    },
};
