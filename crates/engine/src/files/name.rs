//! File names as others gave them, made fit for showing and for every file system.
//!
//! Invariant: what comes out is one path component, has no control or direction characters, is not a device name of
//! Windows, hides no ending, and never begins with a dot or a dash. A file that is there is never written over.

use std::{
    fs::{File, OpenOptions},
    io,
    path::{Path, PathBuf},
};

/// Bytes; file systems take 255, and a number may have to fit in.
const LONGEST: usize = 180;
const LONGEST_ENDING: usize = 16;
/// Names that mean devices on Windows, with any ending.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// So many files of one name; then it is given up.
const MOST_OF_A_NAME: u32 = 10_000;

/// A name to show and to save under; `file` where nothing is left of it.
pub fn safe(given: &str) -> String {
    let cleaned: String = given.chars().filter(|c| !is_hidden(*c)).map(|c| if is_reserved(c) { '_' } else { c }).collect();
    let bare = cleaned.trim().trim_start_matches(['.', '-']).trim_end_matches(['.', ' ']).trim();
    let name = cut(if bare.is_empty() { "file" } else { bare });
    let stem = name.split('.').next().unwrap_or_default().trim().to_lowercase();
    let numbered = ["com", "lpt"].iter().any(|kind| stem.strip_prefix(kind).is_some_and(|rest| rest.chars().count() == 1));
    if numbered || DEVICES.contains(&stem.as_str()) { format!("_{name}") } else { name }
}

fn is_reserved(c: char) -> bool {
    matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
}

/// Controls, and what turns or hides text (Unicode categories Cc and Cf, and odd blanks).
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Shortens the stem and keeps the ending, which says what the file is.
fn cut(name: &str) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let (stem, ending) = match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= LONGEST_ENDING && !stem.is_empty() => (stem, format!(".{ending}")),
        _ => (name, String::new()),
    };
    let mut end = LONGEST - ending.len();
    while !stem.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{ending}", stem.get(..end).unwrap_or_default().trim_end())
}

/// Makes a file in a folder under this name, or under `name (2)` and so on where it is taken.
pub fn create_in(folder: &Path, name: &str) -> io::Result<(PathBuf, File)> {
    let name = safe(name);
    let (stem, ending) =
        name.rsplit_once('.').map_or((name.as_str(), String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    for number in 1..MOST_OF_A_NAME {
        let candidate = if number == 1 { name.clone() } else { format!("{stem} ({number}){ending}") };
        let path = folder.join(candidate);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many files of this name"))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_within_the_folder_and_show_what_they_are() {
        for (given, expected) in [
            ("plan.pdf", "plan.pdf"),
            ("Überblick 2026.xlsx", "Überblick 2026.xlsx"),
            ("../../etc/passwd", "_.._etc_passwd"),
            ("..\\..\\boot.ini", "_.._boot.ini"),
            ("%2e%2e%2fx", "%2e%2e%2fx"),
            ("C:\\x", "C__x"),
            ("a:ads", "a_ads"),
            ("CON", "_CON"),
            ("con.txt", "_con.txt"),
            ("Lpt1.log", "_Lpt1.log"),
            ("company.txt", "company.txt"),
            ("report.txt. ", "report.txt"),
            ("-rf", "rf"),
            (".desktop", "desktop"),
            ("a\0b\nc", "abc"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("..", "file"),
            ("", "file"),
            (" \u{200b} ", "file"),
        ] {
            assert_eq!(safe(given), expected, "{given:?}");
        }
        let long = safe(&format!("{}.tar", "ä".repeat(400)));
        assert!(long.len() <= LONGEST && long.ends_with("ä.tar"));
    }

    #[test]
    fn nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let names: Vec<String> = (0..3)
            .map(|_| create_in(folder.path(), "a.b.txt").unwrap().0.file_name().unwrap().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["a.b.txt", "a.b (2).txt", "a.b (3).txt"]);
    }
}
