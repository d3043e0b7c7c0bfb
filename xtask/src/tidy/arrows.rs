//! Which crate may depend on which: the arrows of `ARCHITECTURE.md`, and what must stay absent.
//!
//! Only normal dependencies count: a crate's tests may use more.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Findings;

/// A crate, and those of ours that it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("api", &[]),
    ("wire", &[]),
    ("store", &[]),
    ("session", &["wire"]),
    ("engine", &["api", "session", "store", "wire"]),
    ("server", &["wire"]),
    ("intranet", &["server", "wire"]),
    ("hallway", &["api", "engine"]),
    ("xtask", &[]),
    ("faulty-disk", &[]),
    ("fuzz", &["api", "engine", "session", "wire"]),
    ("bench", &["api", "engine", "server", "session", "store", "tests", "wire"]),
    ("tests", &["api", "engine", "faulty-disk", "hallway", "intranet", "server", "session", "store", "wire"]),
];

/// A crate, what it must never use, and why.
const ABSENT: &[(&str, &[&str], &str)] = &[
    ("api", &["tokio", "rusqlite", "minidom", "xmpp-parsers", "tauri"], "it is plain data"),
    ("wire", &["tokio", "tokio-tungstenite", "reqwest", "rusqlite", "tauri"], "it does no input or output"),
    ("store", &["reqwest", "tokio-tungstenite", "rustls", "minidom", "xmpp-parsers", "tauri"], "it knows no network and no XMPP"),
    ("session", &["rusqlite", "tauri"], "it knows no store"),
    (
        "engine",
        &["rusqlite", "tokio-tungstenite", "tauri"],
        "SQL is the store's, sockets are the session's, windows are the shell's",
    ),
    ("server", &["tauri"], "it runs without a desktop"),
    ("hallway", &["rusqlite", "minidom", "xmpp-parsers", "tokio-tungstenite"], "the shell knows nothing of XMPP or SQL"),
];

pub fn check(metadata: &Value, findings: &mut Findings) {
    let none = Vec::new();
    let packages = metadata.get("packages").and_then(Value::as_array).unwrap_or(&none);
    let ours: BTreeSet<&str> = packages.iter().filter_map(|package| text(package, "name")).collect();
    for package in packages {
        let Some(name) = text(package, "name") else { continue };
        let uses = normal_dependencies(package);
        match ARROWS.iter().find(|(from, _)| *from == name) {
            None => findings.add(format!("crate {name} has no line in the list of arrows (xtask/src/tidy/arrows.rs)")),
            Some((_, allowed)) => {
                for to in uses.iter().filter(|to| ours.contains(*to) && !allowed.contains(*to)) {
                    findings.add(format!("crate {name} depends on {to}: there is no such arrow in ARCHITECTURE.md"));
                }
            }
        }
        for (_, absent, why) in ABSENT.iter().filter(|(from, _, _)| *from == name) {
            for to in uses.iter().filter(|to| absent.contains(*to)) {
                findings.add(format!("crate {name} depends on {to}: {why}"));
            }
        }
    }
}

fn normal_dependencies(package: &Value) -> BTreeSet<&str> {
    let dependencies = package.get("dependencies").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    dependencies
        .iter()
        .filter(|dependency| dependency.get("kind").is_none_or(Value::is_null))
        .filter_map(|it| text(it, "name"))
        .collect()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check_one(name: &str, dependencies: &[(&str, Option<&str>)]) -> Vec<String> {
        let dependencies: Vec<Value> = dependencies.iter().map(|(name, kind)| json!({"name": name, "kind": kind})).collect();
        let mut packages = vec![json!({"name": name, "dependencies": dependencies})];
        packages
            .extend(["api", "engine", "store"].iter().filter(|it| **it != name).map(|it| json!({"name": it, "dependencies": []})));
        let mut findings = Findings::default();
        check(&json!({"packages": packages}), &mut findings);
        findings.serious
    }

    #[test]
    fn an_arrow_that_is_not_drawn_is_found() {
        assert_eq!(check_one("hallway", &[("store", None)]).len(), 1);
        assert_eq!(check_one("hallway", &[("engine", None), ("serde", None)]).len(), 0);
    }

    #[test]
    fn tests_of_a_crate_may_use_more() {
        assert_eq!(check_one("session", &[("store", Some("dev"))]).len(), 0);
    }

    #[test]
    fn what_must_be_absent_is_found() {
        assert_eq!(check_one("wire", &[("tokio", None)]).len(), 1);
    }

    #[test]
    fn a_crate_nobody_drew_is_found() {
        assert_eq!(check_one("newcomer", &[]).len(), 1);
    }
}
