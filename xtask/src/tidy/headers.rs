//! Every source file opens with a comment that says what it is, and stays short enough to read.

use anyhow::Result;

use super::Findings;
use crate::project;

/// A file this long wants a split soon.
const LONG: usize = 450;
/// A file this long does not pass.
const TOO_LONG: usize = 600;

pub fn check(files: &[String], findings: &mut Findings) -> Result<()> {
    for path in files.iter().filter(|path| is_source(path)) {
        let Some(text) = project::text(path)? else {
            findings.add(format!("{path} is not UTF-8"));
            continue;
        };
        if !has_header(path, &text) {
            findings.add(format!("{path} does not open with a comment that says what it is"));
        }
        match text.lines().count() {
            lines if lines > TOO_LONG => findings.add(format!("{path} has {lines} lines: split it ({TOO_LONG} at most)")),
            lines if lines > LONG => findings.note(format!("{path} has {lines} lines")),
            _ => {}
        }
    }
    Ok(())
}

fn is_source(path: &str) -> bool {
    if path.contains("/generated/") {
        return false;
    }
    let of_page = path.starts_with("ui/") || path.starts_with("tests/");
    path.ends_with(".rs") || (of_page && [".ts", ".svelte", ".css", ".mjs", ".js"].iter().any(|end| path.ends_with(end)))
}

fn has_header(path: &str, text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    // An interpreter line may stand first; attributes of a file may not.
    let text = if text.starts_with("#!/") { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    let text = text.trim_start();
    if path.ends_with(".rs") {
        return text.starts_with("//! ");
    }
    if path.ends_with(".svelte") {
        // The comment may also be the first thing in the script.
        let script = text.starts_with("<script").then(|| text.split_once('>').map_or("", |(_, rest)| rest.trim_start()));
        return text.starts_with("<!--") || script.is_some_and(is_comment);
    }
    is_comment(text)
}

fn is_comment(text: &str) -> bool {
    text.starts_with("//") || text.starts_with("/*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_each_kind_of_file_are_known() {
        assert!(has_header("a.rs", "//! What it is.\n"));
        assert!(!has_header("a.rs", "use std::io;\n"));
        assert!(!has_header("a.rs", "// a plain comment\n"));
        assert!(has_header("a.ts", "// What it is.\n"));
        assert!(has_header("a.svelte", "<!-- What it is. -->\n<script>"));
        assert!(has_header("a.svelte", "<script lang=\"ts\">\n  // What it is.\n"));
        assert!(!has_header("a.svelte", "<script lang=\"ts\">\n  let a = 1\n"));
        assert!(has_header("a.mjs", "#!/usr/bin/env node\n// What it is.\n"));
    }

    #[test]
    fn generated_files_need_none() {
        assert!(!is_source("ui/src/ipc/generated/View.ts"));
        assert!(is_source("ui/src/state/list.ts"));
        assert!(!is_source("docs/example.js"));
    }
}
