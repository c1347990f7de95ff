//! JUnit's XML, as Jenkins, GitLab and others read it.

use std::collections::BTreeMap;

use super::{TOOL, body, fails, findings, place, xml};
use crate::{check::is_about_input, diagnostic::Diagnostic, output::Places, source::ColumnUnit};

/// A suite for each file, a case for each finding: a failure when it makes the run fail, an error when something could
/// not be checked. Without findings there is one case, and it passes.
#[must_use]
pub fn junit(reports: &[Places<'_>]) -> String {
    let mut suites: BTreeMap<String, Vec<(&Diagnostic, &Places<'_>)>> = BTreeMap::new();
    for (found, places) in findings(reports) {
        let file = place(found, places, ColumnUnit::Characters).file;
        suites.entry(file).or_default().push((found, places));
    }
    let all: Vec<_> = suites.values().flatten().copied().collect();
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    out += &format!("<testsuites name=\"{TOOL}\" {}>\n", counts(&all));
    if suites.is_empty() {
        out += &format!(
            "  <testsuite name=\"{TOOL}\" tests=\"1\" failures=\"0\" errors=\"0\">\n    <testcase \
             name=\"no problems found\" classname=\"{TOOL}\"/>\n  </testsuite>\n"
        );
    }
    for (file, cases) in &suites {
        let file = xml::escape(file);
        out += &format!("  <testsuite name=\"{file}\" {}>\n", counts(cases));
        for (found, places) in cases {
            out += &case(found, places, &file);
        }
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn counts(cases: &[(&Diagnostic, &Places<'_>)]) -> String {
    let errors = cases.iter().filter(|(found, _)| is_about_input(found)).count();
    let failing = cases.iter().filter(|(found, places)| fails(found, places)).count();
    // A run without findings is one case.
    let tests = cases.len().max(1);
    format!("tests=\"{tests}\" failures=\"{}\" errors=\"{errors}\"", failing - errors)
}

fn case(found: &Diagnostic, places: &Places<'_>, file: &str) -> String {
    let at = place(found, places, ColumnUnit::Characters).start;
    let text = xml::escape(&format!("{}:{}\n{}", at.line, at.column, body(found, places)));
    let message = xml::escape(&found.message);
    let content = match (is_about_input(found), fails(found, places)) {
        (true, _) => ("error", Some(message)),
        (false, true) => ("failure", Some(message)),
        (false, false) => ("system-out", None),
    };
    let (element, message) = content;
    let attributes = message.map_or_else(String::new, |message| {
        format!(" message=\"{message}\" type=\"{}\"", found.severity.as_str())
    });
    let name = match &found.path {
        Some(path) => format!("{} {path}", found.rule),
        None => found.rule.to_owned(),
    };
    format!(
        "    <testcase name=\"{}\" classname=\"{file}\" file=\"{file}\" line=\"{}\">\n      \
         <{element}{attributes}>{text}</{element}>\n    </testcase>\n",
        xml::escape(&name),
        at.line,
    )
}
