//! What must not stand in the project: one machine's paths, private registries, work left undone.
//!
//! A path of somebody's machine or a mirror's address in a lock file works for one person only.

use anyhow::Result;

use super::Findings;
use crate::project;

/// Folders of one machine. Written in parts, so that this file does not find itself.
const FOLDERS: &[&str] = &[concat!("/ro", "ot/"), concat!("/wo", "rk/"), concat!("/fa", "rm/"), concat!("/sha", "red/")];
/// Marks of unfinished work, in source files.
const UNFINISHED: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X "), concat!("unimplemented", "!("), concat!("todo", "!(")];
/// Tests that are switched off, or that switch the others off.
const SKIPPED: &[&str] = &[
    concat!("test.", "only("),
    concat!("it.", "only("),
    concat!("describe.", "only("),
    concat!("test.", "todo("),
    concat!("test.", "fixme("),
];
/// The public registry that lock files of npm may name.
const NPM: &str = "https://registry.npmjs.org/";

pub fn check(files: &[String], findings: &mut Findings) -> Result<()> {
    for path in files {
        let Some(text) = project::text(path)? else { continue };
        for (index, line) in text.lines().enumerate() {
            if let Some(what) = found(path, line) {
                findings.add(format!("{path}:{}: {what}", index + 1));
            }
        }
    }
    Ok(())
}

fn found(path: &str, line: &str) -> Option<String> {
    if path.ends_with("package-lock.json") {
        let address = line.trim().strip_prefix("\"resolved\": \"")?;
        let private = address.starts_with("http") && !address.starts_with(NPM);
        return private.then(|| format!("a package from another registry than {NPM}"));
    }
    if let Some(folder) = FOLDERS.iter().find(|folder| names_folder(line, folder)) {
        return Some(format!("a path of one machine ({folder}…)"));
    }
    let source = [".rs", ".ts", ".svelte", ".css", ".mjs", ".js", ".sh", ".sql", ".toml"].iter().any(|end| path.ends_with(end));
    if source && let Some(mark) = UNFINISHED.iter().find(|mark| line.contains(**mark)) {
        return Some(format!("unfinished work ({})", mark.trim()));
    }
    if (path.starts_with("ui/") || path.starts_with("tests/"))
        && let Some(mark) = SKIPPED.iter().find(|mark| line.contains(**mark))
    {
        return Some(format!("a test run alone or switched off ({mark})"));
    }
    None
}

/// Whether the line names the folder as an absolute path, not as a part of a longer one.
fn names_folder(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        before.is_none_or(|character| !character.is_alphanumeric() && !"._-~}$*)".contains(character))
    })
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn absolute_paths_of_a_machine_are_found_and_relative_ones_are_not() {
        let absolute = format!("cd {}main", FOLDERS[1]);
        assert!(found("a.md", &absolute).is_some());
        assert!(found("a.ts", &format!("import x from '..{}Avatar'", FOLDERS[3])).is_none());
        assert!(found("a.ts", &format!("import x from '$lib{}Avatar'", FOLDERS[3])).is_none());
    }

    #[test]
    fn lock_files_name_the_public_registry_only() {
        assert!(found("ui/package-lock.json", "      \"resolved\": \"https://registry.npmjs.org/a/-/a-1.tgz\",").is_none());
        assert!(found("ui/package-lock.json", "      \"resolved\": \"https://mirror.example/a/-/a-1.tgz\",").is_some());
        assert!(found("ui/package-lock.json", "      \"version\": \"1.0.0\",").is_none());
    }

    #[test]
    fn unfinished_work_is_found_in_sources_only() {
        let line = format!("// {} later", UNFINISHED[0]);
        assert!(found("a.rs", &line).is_some());
        assert!(found("a.md", &line).is_none());
    }
}
