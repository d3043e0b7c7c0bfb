//! Versions below which a dependency has a hole that matters to us. `SECURITY.md` tells the reasons.

use anyhow::{Context, Result};

use super::Findings;
use crate::project;

type Version = (u64, u64, u64);

/// A crate, and the oldest version that may stand in `Cargo.lock`.
const FLOORS: &[(&str, Version, &str)] = &[
    ("tauri", (2, 11, 1), "CVE-2026-42184: a remote page counts as local on Windows"),
    ("tauri-plugin-updater", (2, 14, 0), "CVE-2026-95624, CVE-2026-95625: downgrade to any old signed build"),
    ("tauri-plugin-single-instance", (2, 5, 4), "arguments split on a bar, a panic on odd arguments"),
    ("libsqlite3-sys", (0, 40, 0), "bundles SQLite 3.54.1; before 3.51.3 a race in the write-ahead log loses data"),
    ("quick-xml", (0, 41, 0), "RUSTSEC-2026-0194, RUSTSEC-2026-0195"),
    ("rustls-webpki", (0, 103, 13), "RUSTSEC-2026-0098, RUSTSEC-2026-0099, RUSTSEC-2026-0104"),
    ("idna", (1, 0, 3), "RUSTSEC-2024-0421"),
    ("tungstenite", (0, 20, 1), "RUSTSEC-2023-0065"),
    ("ammonia", (4, 1, 4), "RUSTSEC-2026-0193, RUSTSEC-2026-0213"),
];

/// Crates that may not be there at all.
const ABSENT: &[(&str, &str)] = &[
    ("tauri-plugin-shell", "CVE-2025-31477: opens file: and smb: links; links go through our own allow-list"),
    ("openssl-sys", "TLS is rustls everywhere, with the system's certificates"),
    ("native-tls", "TLS is rustls everywhere, with the system's certificates"),
];

pub fn check(findings: &mut Findings) -> Result<()> {
    let text = project::text("Cargo.lock")?.context("Cargo.lock is not text")?;
    let lock: toml::Table = toml::from_str(&text).context("Cargo.lock is not TOML")?;
    let packages = lock.get("package").and_then(toml::Value::as_array).context("Cargo.lock names no packages")?;
    let word = |package: &toml::Value, key: &str| package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned();
    let packages: Vec<(String, String)> =
        packages.iter().map(|package| (word(package, "name"), word(package, "version"))).collect();
    below(&packages, findings);
    Ok(())
}

fn below(packages: &[(String, String)], findings: &mut Findings) {
    for (name, version) in packages {
        for (_, floor, why) in FLOORS.iter().filter(|(floored, _, _)| floored == name) {
            if parse(version).is_none_or(|version| version < *floor) {
                let (major, minor, patch) = floor;
                findings.add(format!("Cargo.lock has {name} {version}, but {major}.{minor}.{patch} is the oldest allowed ({why})"));
            }
        }
        for (_, why) in ABSENT.iter().filter(|(absent, _)| absent == name) {
            findings.add(format!("Cargo.lock has {name}, which must not be there ({why})"));
        }
    }
}

fn parse(text: &str) -> Option<Version> {
    let plain = text.split(['+', '-']).next()?;
    let mut numbers = plain.split('.').map(|number| number.parse().ok());
    Some((numbers.next()??, numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(name: &str, version: &str) -> usize {
        let mut findings = Findings::default();
        below(&[(name.to_owned(), version.to_owned())], &mut findings);
        findings.serious.len()
    }

    #[test]
    fn a_version_below_its_floor_is_found() {
        assert_eq!(check_one("tauri", "2.11.0"), 1);
        assert_eq!(check_one("tauri", "2.11.1"), 0);
        assert_eq!(check_one("libsqlite3-sys", "0.35.0"), 1);
        assert_eq!(check_one("libsqlite3-sys", "0.40.0+3.54.1"), 0);
        assert_eq!(check_one("serde", "0.0.1"), 0);
    }

    #[test]
    fn crates_that_must_be_absent_are_found() {
        assert_eq!(check_one("tauri-plugin-shell", "9.9.9"), 1);
    }
}
