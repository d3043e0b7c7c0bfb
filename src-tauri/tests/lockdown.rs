//! What the page may reach, read from the files that decide it: commands, capabilities, content security policy, release
//! settings. A change that opens more than was meant fails here.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use serde_json::Value;
use std::{collections::BTreeSet, fs, path::Path};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn capabilities() -> Vec<Value> {
    let folder = root().join("src-tauri/capabilities");
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    files.map(|path| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()).collect()
}

fn texts(value: &Value) -> BTreeSet<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// The commands that are registered, those that are declared (an undeclared one is open to every window), and those our
/// windows may call are the same five.
#[test]
fn five_commands_and_all_of_them_declared() {
    let expected = BTreeSet::from(["execute", "open_view", "close_view", "stage_begin", "stage_append"]);
    let between = |text: &str, start: &str| -> BTreeSet<String> {
        let inner = text.split_once(start).unwrap().1.split_once(']').unwrap().0;
        let names = inner.split(',').map(|name| name.trim().trim_matches('"').rsplit("::").next().unwrap().to_owned());
        names.filter(|name| !name.is_empty()).collect()
    };
    let registered = between(&fs::read_to_string(root().join("src-tauri/src/lib.rs")).unwrap(), "generate_handler![");
    let declared = between(&fs::read_to_string(root().join("src-tauri/build.rs")).unwrap(), ".commands(&[");
    assert_eq!(registered, expected.iter().map(|name| (*name).to_owned()).collect());
    assert_eq!(declared, registered);

    let mut commands = 0;
    for entry in walk(&root().join("src-tauri/src")) {
        commands += fs::read_to_string(entry).unwrap().matches("#[tauri::command]").count();
    }
    assert_eq!(commands, expected.len());
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn one_capability_for_our_own_windows() {
    let capabilities = capabilities();
    assert_eq!(capabilities.len(), 1);
    let main = &capabilities[0];
    let talks: Vec<String> = (1..=12).map(|number| format!("talk-{number}")).collect();
    let windows: BTreeSet<&str> = talks.iter().map(String::as_str).chain(["main"]).collect();
    assert_eq!(texts(&main["windows"]), windows);
    assert!(main["description"].as_str().unwrap().len() > 40);
    for open in ["remote", "webviews", "local"] {
        assert!(main.get(open).is_none(), "{open}");
    }
    assert_eq!(
        texts(&main["permissions"]),
        BTreeSet::from([
            "allow-execute",
            "allow-open-view",
            "allow-close-view",
            "allow-stage-begin",
            "allow-stage-append",
            "core:event:allow-listen",
            "core:event:allow-unlisten"
        ])
    );
    assert_eq!(texts(&json("tauri.conf.json")["app"]["security"]["capabilities"]), BTreeSet::from(["main"]));
}

#[test]
fn the_content_security_policy_lets_nothing_in() {
    let security = &json("tauri.conf.json")["app"]["security"];
    let csp = security["csp"].as_object().unwrap();
    let policy = |directive: &str| csp[directive].as_str().unwrap();
    assert_eq!(policy("default-src"), "'self'");
    assert_eq!(policy("script-src"), "'self'");
    assert_eq!(policy("connect-src"), "ipc: http://ipc.localhost");
    assert_eq!(policy("img-src"), "'self' media: http://media.localhost data: blob:");
    // What was picked or recorded is seen and heard before it is sent.
    assert_eq!(policy("media-src"), "'self' media: http://media.localhost blob:");
    for closed in ["object-src", "frame-src", "worker-src", "base-uri", "form-action"] {
        assert_eq!(policy(closed), "'none'", "{closed}");
    }
    for (directive, sources) in csp {
        let sources = sources.as_str().unwrap();
        assert!(
            !sources.contains('*') && !sources.contains("unsafe-eval") && !sources.contains("https:"),
            "{directive}: {sources}"
        );
        assert!(directive == "style-src" || !sources.contains("unsafe-inline"), "{directive}: {sources}");
    }
    assert_eq!(security["freezePrototype"], true);
    // Tauri would add nonces to styles, which switches 'unsafe-inline' off; scripts keep their nonces and hashes.
    assert_eq!(texts(&security["dangerousDisableAssetCspModification"]), BTreeSet::from(["style-src"]));
    assert!(security.get("assetProtocol").is_none());
    assert!(security.get("dangerousUseHttpScheme").is_none());
}

#[test]
fn a_release_has_no_tools_and_no_doors() {
    let config = json("tauri.conf.json");
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(config["app"]["windows"], serde_json::json!([]), "windows are made in Rust, where their locks are");
    let cargo = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for feature in ["\"devtools\"", "isolation", "protocol-asset", "http-range", "unstable"] {
        let tauri_lines = cargo.lines().filter(|line| line.starts_with("tauri"));
        assert!(tauri_lines.into_iter().all(|line| !line.contains(feature)), "{feature}");
    }
    for plugin in ["shell", "fs", "http", "opener", "dialog", "global-shortcut", "process", "clipboard"] {
        assert!(!cargo.contains(&format!("tauri-plugin-{plugin}")), "{plugin}");
    }
}

#[test]
fn updates_are_signed_for_their_version_and_come_over_https() {
    let updater = &json("tauri.conf.json")["plugins"]["updater"];
    assert_eq!(updater["requireSignedVersion"], true);
    assert_eq!(updater["endpoints"], serde_json::json!([]), "the feed is the intranet's to name");
    assert!(updater["pubkey"].as_str().unwrap().len() > 80);
    let text = serde_json::to_string(updater).unwrap().to_lowercase();
    assert!(!text.contains("dangerous") && !text.contains("downgrade"));
}

/// Floors below which known holes lie: origin confusion in the IPC, downgrades by the updater, argument splitting.
#[test]
fn versions_are_above_their_floors() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    for (name, floor) in [("tauri", (2, 11, 1)), ("tauri-plugin-updater", (2, 13, 3)), ("tauri-plugin-single-instance", (2, 5, 4))]
    {
        let version = lock.split_once(&format!("name = \"{name}\"\nversion = \"")).unwrap().1.split_once('"').unwrap().0;
        let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap());
        let found = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
        assert!(found >= floor && found.0 == floor.0, "{name} {version}");
    }
}
