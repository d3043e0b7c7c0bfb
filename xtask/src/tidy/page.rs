//! The arrows inside the page: features -> {state, shared} -> ipc, and no feature uses another.

use anyhow::Result;

use super::Findings;
use crate::project;

const SOURCE: &str = "ui/src/";

pub fn check(files: &[String], findings: &mut Findings) -> Result<()> {
    let of_page = |path: &&String| path.starts_with(SOURCE) && (path.ends_with(".ts") || path.ends_with(".svelte"));
    for path in files.iter().filter(of_page) {
        let Some(text) = project::text(path)? else { continue };
        for import in imports(&text) {
            let Some(to) = resolve(path, import) else { continue };
            if let Some(why) = refused(path, &to) {
                findings.add(format!("{path} imports {import}: {why}"));
            }
        }
    }
    Ok(())
}

/// What a file imports, statically or not: the quoted words after `from`, `import` and `import(`.
fn imports(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, word) in text.match_indices("from").chain(text.match_indices("import")) {
        let Some(rest) = text.get(at + word.len()..) else { continue };
        let rest = rest.trim_start_matches([' ', '(', '\n', '\t']);
        let Some(quote) = rest.chars().next().filter(|character| *character == '\'' || *character == '"') else { continue };
        if let Some(name) = rest.get(1..).and_then(|rest| rest.split(quote).next()) {
            found.push(name);
        }
    }
    found
}

/// The file's place from the top folder, for an import of the page's own; `None` for a package.
fn resolve(from: &str, import: &str) -> Option<String> {
    for alias in ["$lib/", "@/", "~/"] {
        if let Some(rest) = import.strip_prefix(alias) {
            return Some(format!("{SOURCE}{rest}"));
        }
    }
    if !import.starts_with('.') {
        return None;
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in import.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts.pop();
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// A layer of the page, and the feature's name where it is one.
#[derive(PartialEq, Eq, Debug)]
enum Place<'a> {
    Feature(&'a str),
    State,
    Shared,
    Ipc,
    Top,
}

fn place(path: &str) -> Option<Place<'_>> {
    let rest = path.strip_prefix(SOURCE)?;
    let mut parts = rest.split('/');
    Some(match parts.next()? {
        "features" => Place::Feature(parts.next()?),
        "state" => Place::State,
        "shared" => Place::Shared,
        "ipc" => Place::Ipc,
        _ => Place::Top,
    })
}

fn refused(from: &str, to: &str) -> Option<&'static str> {
    // Tests of the page may bring together what they need.
    if from.ends_with(".test.ts") {
        return None;
    }
    match (place(from)?, place(to)?) {
        (Place::Top, _) => None,
        (Place::Feature(one), Place::Feature(other)) if one != other => Some("features do not know each other"),
        (Place::Feature(_), Place::Top) => Some("a feature is used by the top, not the other way round"),
        (Place::Shared, Place::Feature(_) | Place::State | Place::Top) => Some("shared parts know no feature and no state"),
        (Place::State, Place::Feature(_) | Place::Shared | Place::Top) => Some("state knows only what comes over ipc"),
        (Place::Ipc, Place::Feature(_) | Place::Shared | Place::State | Place::Top) => {
            Some("ipc is the bottom: it knows nothing of the page")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_of_every_form_are_read() {
        let text = "import a from './a'\nimport { b } from \"../b\"\nimport '../c.css'\nconst d = await import('./d')\nexport * from './e'";
        let mut found = imports(text);
        found.sort_unstable();
        assert_eq!(found, ["../b", "../c.css", "./a", "./d", "./e"]);
    }

    #[test]
    fn relative_imports_are_resolved() {
        assert_eq!(
            resolve("ui/src/features/contacts/Tree.svelte", "../../shared/Avatar.svelte").as_deref(),
            Some("ui/src/shared/Avatar.svelte")
        );
        assert_eq!(resolve("ui/src/main.ts", "svelte"), None);
    }

    #[test]
    fn a_feature_uses_no_other_feature() {
        let tree = "ui/src/features/contacts/Tree.svelte";
        assert!(refused(tree, "ui/src/features/composer/Composer.svelte").is_some());
        assert!(refused(tree, "ui/src/features/contacts/Row.svelte").is_none());
        assert!(refused(tree, "ui/src/state/list").is_none());
        assert!(refused("ui/src/shared/Avatar.svelte", "ui/src/state/list").is_some());
        assert!(refused("ui/src/App.svelte", tree).is_none());
    }
}
