//! `persist-lint explain`

use super::{arguments::Explain, print};
use crate::{output, rules};

/// How many letters may be wrong in what is suggested.
const TYPOS: usize = 3;

pub(super) fn run(command: &Explain) -> Result<u8, String> {
    let id = command.rule.trim().to_lowercase().replace('_', "-");
    let Some(rule) = rules::find(&id) else {
        let written = output::escape(&command.rule);
        return Err(format!("there is no rule `{written}`; {}", suggestion(&id)));
    };
    let page = rule.doc;
    print::stdout(&if page.ends_with('\n') { page.to_owned() } else { format!("{page}\n") })?;
    Ok(0)
}

/// The rules that may have been meant.
fn suggestion(id: &str) -> String {
    let ids = || rules::RULES.iter().map(|rule| rule.id);
    let similar = ids().min_by_key(|known| strsim::damerau_levenshtein(id, known));
    let near = similar.filter(|known| strsim::damerau_levenshtein(id, known) <= TYPOS);
    if let Some(known) = near {
        return format!("did you mean `{known}`?");
    }
    let holding: Vec<_> = ids()
        .filter(|known| !id.is_empty() && known.contains(id))
        .map(|id| format!("`{id}`"))
        .collect();
    if holding.is_empty() {
        "`persist-lint rules` lists them".to_owned()
    } else {
        format!("did you mean {}?", holding.join(" or "))
    }
}
