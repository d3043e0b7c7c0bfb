//! Database migrations are numbered without a hole, and a released one never changes.
//!
//! Somebody's database has run it already: a change would exist in new databases only.

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::Result;

use super::Findings;
use crate::{command, project};

pub fn check(files: &[String], findings: &mut Findings) -> Result<()> {
    let mut folders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in files.iter().filter(|path| path.ends_with(".sql")) {
        if let Some((folder, name)) = path.rsplit_once('/')
            && folder.ends_with("/migrations")
        {
            folders.entry(folder).or_default().push(name);
        }
    }
    for (folder, names) in &folders {
        for finding in names_in_order(names) {
            findings.add(format!("{folder}: {finding}"));
        }
    }
    for path in changed_since_release(folders.keys().copied()) {
        findings.add(format!("{path} was released and must not change: write a new migration"));
    }
    Ok(())
}

fn names_in_order(names: &[&str]) -> Vec<String> {
    let mut findings = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let wanted = format!("{:03}_", index + 1);
        let plain = name.strip_prefix(&wanted).and_then(|rest| rest.strip_suffix(".sql")).is_some_and(|title| {
            !title.is_empty()
                && title.chars().all(|character| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '_')
        });
        if !plain {
            findings.push(format!("{name} should be called {wanted}name_of_the_change.sql"));
        }
    }
    findings
}

/// Compared with the newest release tag; without one nothing has been released.
fn changed_since_release<'a>(folders: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut tags = Command::new("git");
    tags.current_dir(project::root()).args(["describe", "--tags", "--abbrev=0", "--match", "v*"]);
    let Ok(tag) = command::output(&mut tags) else { return Vec::new() };
    let mut diff = Command::new("git");
    diff.current_dir(project::root())
        .args(["diff", "--name-only", "--no-renames", "--diff-filter=MD", tag.trim(), "--"])
        .args(folders);
    command::output(&mut diff).map(|text| text.lines().map(str::to_owned).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::names_in_order;

    #[test]
    fn numbers_run_from_one_without_a_hole() {
        assert!(names_in_order(&["001_start.sql", "002_read_marks.sql"]).is_empty());
        assert_eq!(names_in_order(&["001_start.sql", "003_more.sql"]).len(), 1);
        assert_eq!(names_in_order(&["001-start.sql"]).len(), 1);
    }
}
