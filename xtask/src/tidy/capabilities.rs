//! What the page may do is written down narrowly: window capabilities and the content security policy.
//!
//! The page is assumed to be hostile one day. It gets named permissions for one window each, no other
//! origin, no inline script; and an update must carry its version inside its signature.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::Findings;
use crate::project;

const FOLDER: &str = "src-tauri/capabilities/";
const CONFIGURATION: &str = "tauri.conf.json";
/// Plugins that act on files, programs, the network or the whole desktop: for Rust alone.
const NOT_FOR_THE_PAGE: &[&str] = &["fs:", "shell:", "http:", "updater:", "global-shortcut:", "process:", "opener:"];
const NONE: &[&str] = &["object-src", "frame-src", "base-uri", "form-action"];

pub fn check(files: &[String], findings: &mut Findings) -> Result<()> {
    let mut windows: BTreeMap<String, String> = BTreeMap::new();
    for path in files.iter().filter(|path| path.starts_with(FOLDER) && path.ends_with(".json")) {
        let capability = read(path)?;
        for finding in weigh(&capability) {
            findings.add(format!("{path}: {finding}"));
        }
        for window in names(capability.get("windows")) {
            if let Some(other) = windows.insert(window.to_owned(), path.clone()) {
                findings.add(format!("{path}: window {window} has a capability in {other} too; rights would add up unseen"));
            }
        }
    }
    if !files.iter().any(|path| path == CONFIGURATION) {
        return Ok(());
    }
    let configuration = read(CONFIGURATION)?;
    match configuration.pointer("/app/security/csp") {
        Some(policy) => policy_of(policy, findings),
        None => findings.add(format!("{CONFIGURATION}: no content security policy (app.security.csp)")),
    }
    if let Some(updater) = configuration.pointer("/plugins/updater")
        && updater.get("requireSignedVersion") != Some(&Value::Bool(true))
    {
        findings.add(format!(
            "{CONFIGURATION}: the updater must have requireSignedVersion, or an old signed build passes for a new one"
        ));
    }
    Ok(())
}

fn read(path: &str) -> Result<Value> {
    let text = project::text(path)?.with_context(|| format!("{path} is not text"))?;
    serde_json::from_str(&text).with_context(|| format!("{path} is not JSON"))
}

fn weigh(capability: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    if capability.get("description").and_then(Value::as_str).is_none_or(str::is_empty) {
        findings.push("a capability says in its description what it is for".to_owned());
    }
    if capability.get("remote").is_some() {
        findings.push("no other origin may call the core".to_owned());
    }
    let windows: Vec<&str> = names(capability.get("windows")).chain(names(capability.get("webviews"))).collect();
    if windows.is_empty() || windows.iter().any(|window| window.contains('*')) {
        findings.push("a capability names its windows one by one".to_owned());
    }
    let permissions = capability.get("permissions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for permission in permissions.iter().filter_map(|it| it.as_str().or_else(|| it.get("identifier").and_then(Value::as_str))) {
        if permission.ends_with(":default") {
            findings.push(format!("{permission} stands for a set that changes with versions: name the permissions"));
        }
        if NOT_FOR_THE_PAGE.iter().any(|plugin| permission.starts_with(plugin)) {
            findings.push(format!("{permission} is not for the page: the shell does this itself, and checks first"));
        }
    }
    findings
}

fn names(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_str)
}

/// The policy stands as one text, or as a table of directives.
fn policy_of(policy: &Value, findings: &mut Findings) {
    let mut directives: BTreeMap<String, String> = BTreeMap::new();
    match policy {
        Value::String(text) => {
            for directive in text.split(';').map(str::trim).filter(|directive| !directive.is_empty()) {
                let (name, sources) = directive.split_once(' ').unwrap_or((directive, ""));
                directives.insert(name.to_owned(), sources.trim().to_owned());
            }
        }
        Value::Object(table) => {
            for (name, sources) in table {
                let text = sources.as_str().map_or_else(|| names(Some(sources)).collect::<Vec<_>>().join(" "), str::to_owned);
                directives.insert(name.clone(), text);
            }
        }
        _ => {}
    }
    let scripts = directives.get("script-src").or_else(|| directives.get("default-src"));
    match scripts {
        Some(sources) if sources.contains("'unsafe-") || sources.split_whitespace().any(|source| source == "*") => {
            findings.add(format!("{CONFIGURATION}: the policy lets foreign or inline scripts run ({sources})"));
        }
        Some(_) => {}
        None => findings.add(format!("{CONFIGURATION}: the policy says nothing of scripts")),
    }
    for name in NONE {
        if directives.get(*name).map(String::as_str) != Some("'none'") {
            findings.add(format!("{CONFIGURATION}: the policy must have {name} 'none'"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn policy(text: &str) -> usize {
        let mut findings = Findings::default();
        policy_of(&json!(text), &mut findings);
        findings.serious.len()
    }

    #[test]
    fn a_narrow_capability_passes_and_a_wide_one_does_not() {
        let narrow = json!({"description": "The main window", "windows": ["main"], "permissions": ["core:event:allow-listen"]});
        assert!(weigh(&narrow).is_empty());
        let wide = json!({"windows": ["*"], "remote": {"urls": ["https://x"]}, "permissions": ["core:default", {"identifier": "fs:allow-read"}]});
        assert_eq!(weigh(&wide).len(), 5);
    }

    #[test]
    fn the_policy_forbids_inline_scripts_and_frames() {
        let rest = "; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'none'";
        assert_eq!(policy(&format!("default-src 'self'{rest}")), 0);
        assert_eq!(policy(&format!("default-src 'self'; script-src 'self' 'unsafe-inline'{rest}")), 1);
        assert_eq!(policy("default-src 'self'"), 4);
    }
}
