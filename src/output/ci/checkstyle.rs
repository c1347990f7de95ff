//! Checkstyle's XML, as Jenkins, reviewdog and others read it.

use std::collections::BTreeMap;

use super::{TOOL, body, findings, place, xml};
use crate::{output::Places, source::ColumnUnit};

/// Findings by file.
#[must_use]
pub fn checkstyle(reports: &[Places<'_>]) -> String {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for (found, places) in findings(reports) {
        let at = place(found, places, ColumnUnit::Characters);
        *files.entry(at.file).or_default() += &format!(
            "    <error line=\"{}\" column=\"{}\" severity=\"{}\" message=\"{}\" \
             source=\"{TOOL}.{}\"/>\n",
            at.start.line,
            at.start.column,
            found.severity.as_str(),
            xml::escape(&body(found, places)),
            found.rule,
        );
    }
    let mut out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n".to_owned();
    for (file, errors) in files {
        out += &format!("  <file name=\"{}\">\n{errors}  </file>\n", xml::escape(&file));
    }
    out + "</checkstyle>\n"
}
