//! Licences and sources of every dependency, by the lists of `deny.toml`.
//!
//! `cargo deny` reads the same file and knows more (advisories, texts of licences). It takes minutes to
//! compile, so it runs in the GitHub workflow and wherever it is installed; this check needs nothing but
//! cargo, and runs everywhere and always.

use anyhow::{Context, Result};
use serde_json::Value;

use super::Findings;
use crate::{command, project};

struct Rules {
    allowed: Vec<String>,
    /// Crates with a licence allowed for them alone.
    exceptions: Vec<(String, Vec<String>)>,
    registries: Vec<String>,
}

pub fn check(findings: &mut Findings) -> Result<()> {
    let text = project::text("deny.toml")?.context("deny.toml is not text")?;
    let deny: toml::Table = toml::from_str(&text).context("deny.toml is not TOML")?;
    for reason in expired(&deny, &today()) {
        findings.note(format!("deny.toml: look at this again: {reason}"));
    }
    let rules = rules(&deny);
    let metadata = project::metadata(true)?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("cargo metadata names no packages")?;
    for package in packages {
        let name = package.get("name").and_then(Value::as_str).unwrap_or_default();
        if let Some(source) = package.get("source").and_then(Value::as_str)
            && !rules.registries.iter().any(|registry| source == format!("registry+{registry}"))
        {
            findings.add(format!("{name} comes from {source}, which deny.toml does not list"));
        }
        let licence = package.get("license").and_then(Value::as_str).unwrap_or_default();
        let extra =
            rules.exceptions.iter().find(|(excepted, _)| excepted == name).map(|(_, extra)| extra.as_slice()).unwrap_or_default();
        let allowed = |id: &str| rules.allowed.iter().chain(extra).any(|allowed| allowed == id);
        if !satisfied(licence, &allowed) {
            findings.add(format!("{name} has the licence `{licence}`, which deny.toml does not allow"));
        }
    }
    if command::succeeds(project::cargo().args(["deny", "--version"])) {
        let mut deny = project::cargo();
        deny.args(["deny", "--log-level", "error", "check", "--hide-inclusion-graph", "licenses", "bans", "sources"]);
        if let Err(error) = command::output(&mut deny) {
            findings.add(error.to_string());
        }
    }
    Ok(())
}

/// Reasons of ignored advisories whose day ("Until YYYY-MM-DD") has come.
fn expired<'a>(deny: &'a toml::Table, today: &str) -> Vec<&'a str> {
    let ignored = deny.get("advisories").and_then(|table| table.get("ignore")).and_then(toml::Value::as_array);
    let reasons =
        ignored.map(Vec::as_slice).unwrap_or_default().iter().filter_map(|entry| entry.get("reason").and_then(toml::Value::as_str));
    reasons.filter(|reason| reason.rsplit("Until ").next().is_none_or(|day| day <= today)).collect()
}

/// The day in UTC as `YYYY-MM-DD`: days since 1970 turned into a date, counted in years that start in March.
fn today() -> String {
    let seconds = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    date(seconds / 86_400)
}

fn date(days: u64) -> String {
    let days = days + 719_468; // from the first of March of the year 0
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

fn rules(deny: &toml::Table) -> Rules {
    let licences = deny.get("licenses");
    let exceptions = licences.and_then(|table| table.get("exceptions")).and_then(toml::Value::as_array);
    let exception = |table: &toml::Value| {
        let name = table.get("crate").or_else(|| table.get("name")).and_then(toml::Value::as_str)?;
        Some((name.to_owned(), words(table.get("allow"))))
    };
    Rules {
        allowed: words(licences.and_then(|table| table.get("allow"))),
        exceptions: exceptions.map(|list| list.iter().filter_map(exception).collect()).unwrap_or_default(),
        registries: words(deny.get("sources").and_then(|table| table.get("allow-registry"))),
    }
}

fn words(value: Option<&toml::Value>) -> Vec<String> {
    let list = value.and_then(toml::Value::as_array).map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(toml::Value::as_str).map(str::to_owned).collect()
}

/// Whether an SPDX expression can be fulfilled with allowed licences alone. AND binds closer than OR. One
/// that cannot be read is not fulfilled.
fn satisfied(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let fulfilled = any_of(&mut words, allowed);
    fulfilled == Some(true) && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut fulfilled = all_of(words, allowed)?;
    while words.next_if_eq(&"OR").is_some() {
        fulfilled |= all_of(words, allowed)?;
    }
    Some(fulfilled)
}

fn all_of(words: &mut Words<'_>, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let mut fulfilled = one(words, allowed)?;
    while words.next_if_eq(&"AND").is_some() {
        fulfilled &= one(words, allowed)?;
    }
    Some(fulfilled)
}

fn one(words: &mut Words<'_>, allowed: &dyn Fn(&str) -> bool) -> Option<bool> {
    let id = words.next()?;
    if id == "(" {
        let fulfilled = any_of(words, allowed)?;
        return words.next_if_eq(&")").map(|_| fulfilled);
    }
    // An exception only ever adds rights: the licence alone decides.
    if words.next_if_eq(&"WITH").is_some() {
        words.next()?;
    }
    Some(allowed(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine(expression: &str) -> bool {
        satisfied(expression, &|id| ["MIT", "Apache-2.0", "Unicode-3.0"].contains(&id))
    }

    #[test]
    fn days_are_dates() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(19_782), "2024-02-29");
        assert_eq!(date(20_819), "2027-01-01");
    }

    #[test]
    fn an_ignored_advisory_comes_up_again_on_its_day() {
        let deny: toml::Table =
            toml::from_str("[advisories]\nignore = [{ id = 'A', reason = 'x. Until 2027-03-31' }]").unwrap_or_default();
        assert!(expired(&deny, "2027-03-30").is_empty());
        assert_eq!(expired(&deny, "2027-03-31").len(), 1);
    }

    #[test]
    fn expressions_are_weighed() {
        assert!(fine("MIT OR GPL-3.0"));
        assert!(fine("GPL-3.0/MIT"));
        assert!(fine("(MIT OR GPL-3.0) AND Unicode-3.0"));
        assert!(fine("Apache-2.0 WITH LLVM-exception OR GPL-2.0"));
        assert!(!fine("GPL-3.0"));
        assert!(!fine("MIT AND GPL-3.0"));
        assert!(!fine("(MIT OR Apache-2.0) AND GPL-3.0"));
        assert!(fine("GPL-3.0 OR MIT AND Apache-2.0"));
        assert!(!fine(""));
        assert!(!fine("MIT OR"));
    }
}
