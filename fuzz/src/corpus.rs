//! The inputs that are kept: seeds written by hand from the examples of the XEPs, and everything that once broke
//! something.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Where the inputs of a target are.
pub fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target)
}

/// Name and content of every kept input of a target, in the order of names.
///
/// # Errors
/// Those of the file system.
pub fn inputs(target: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut inputs = Vec::new();
    for entry in fs::read_dir(folder(target))? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        inputs.push((name, fs::read(&path)?));
    }
    inputs.sort();
    Ok(inputs)
}

/// What often makes a difference (`dictionary.txt`, in libFuzzer's form): one scrap a line, between quotes.
pub fn dictionary() -> Vec<Vec<u8>> {
    let unquoted = |line: &str| line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).map(unescaped);
    include_str!("../dictionary.txt").lines().filter_map(unquoted).collect()
}

/// `\xHH`, `\\` and `\"` as the bytes they stand for.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match (byte, byte == b'\\') {
            (_, false) => bytes.push(byte),
            _ => match rest.next() {
                Some(b'x') => {
                    let digits: String = rest.by_ref().take(2).map(char::from).collect();
                    bytes.extend(u8::from_str_radix(&digits, 16));
                }
                other => bytes.extend(other),
            },
        }
    }
    bytes
}
