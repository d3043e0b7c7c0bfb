//! What a command needs beside cargo: installed where that can be done, named exactly where it cannot.
//!
//! Invariant: on a machine that has everything this takes less than a second and changes nothing.

mod debian;
mod node;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::{command, project};

/// What packages are for. Each command names only what it needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Purpose {
    /// Compiling the app and the server.
    Build,
    /// A screen, a session bus, a keyring and a driver for the app's window, where there is no desktop.
    Desktop,
    /// A browser for the tests of the page.
    Browser,
    /// Other XMPP servers to talk with.
    Servers,
    /// Compilers for Windows and macOS, and Wine.
    Cross,
}

/// System packages.
pub fn packages(purposes: &[Purpose]) -> Result<()> {
    if debian::here() {
        return debian::install(purposes);
    }
    if purposes.contains(&Purpose::Build) {
        other_system()?;
    }
    Ok(())
}

/// Whether the compilers for other systems can be had here, and are new enough for this project.
pub fn cross_compilers() -> bool {
    debian::here()
        && debian::known(Purpose::Cross)
        && debian::candidate("rustc-web").is_some_and(|version| compiler_suits(&version))
}

/// Debian's version of its compiler, against the oldest that the workspace compiles with.
fn compiler_suits(version: &str) -> bool {
    version_of(version) >= version_of(env!("CARGO_PKG_RUST_VERSION"))
}

/// A browser for the tests of the page: one that is there, or Debian's.
pub fn browser() -> Result<()> {
    if chromium().is_none() && debian::here() {
        debian::install(&[Purpose::Browser])?;
    }
    if chromium().is_none() {
        bail!("the tests of the page need Chromium or Chrome. Install one of them, or set HALLWAY_CHROMIUM to its program");
    }
    Ok(())
}

/// The browser's program.
pub fn chromium() -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os("HALLWAY_CHROMIUM") {
        return Some(PathBuf::from(chosen));
    }
    const PLACES: &[&str] = &[
        "/usr/bin/chromium",
        "/usr/bin/google-chrome",
        "/usr/bin/chromium-browser",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    ];
    PLACES.iter().map(PathBuf::from).find(|place| place.exists())
}

/// Node and the page's packages.
pub fn page() -> Result<()> {
    node::present()?;
    node::packages(&project::root().join("ui"))
}

/// The npm packages of tests: the browser's, and the clients of other makers.
pub fn test_packages() -> Result<()> {
    ["tests/web", "tests/interop/clients"].iter().try_for_each(|folder| node::packages(&project::root().join(folder)))
}

/// `npm` with these arguments in one of the project's folders.
pub fn npm(folder: &str, arguments: &[&str]) -> Command {
    let mut npm = node::npm();
    npm.current_dir(project::root().join(folder)).args(arguments);
    npm
}

/// Builds the page into `ui/dist`, unless it is newer than everything it is made of.
pub fn build_page() -> Result<()> {
    let made = project::root().join("ui/dist/index.html");
    if let Ok(made) = made.metadata().and_then(|file| file.modified())
        && !sources()?.iter().any(|path| path.metadata().and_then(|file| file.modified()).is_ok_and(|changed| changed >= made))
    {
        return Ok(());
    }
    command::run(&mut npm("ui", &["run", "build"]))
}

fn sources() -> Result<Vec<PathBuf>> {
    let files = project::files()?;
    Ok(files.iter().filter(|path| path.starts_with("ui/")).map(|path| project::root().join(path)).collect())
}

/// The toolchain's parts that the checks need.
pub fn toolchain() -> Result<()> {
    for (part, component) in [("clippy", "clippy"), ("fmt", "rustfmt")] {
        if !command::succeeds(project::cargo().args([part, "--version"])) {
            bail!("cargo {part} is missing. Install it with:\n    rustup component add {component}");
        }
    }
    Ok(())
}

/// Where packages are not installed for the person: say what is missing.
fn other_system() -> Result<()> {
    if cfg!(target_os = "macos") {
        if !command::succeeds(Command::new("xcode-select").arg("-p")) {
            bail!("the Xcode command line tools are missing. Install them with:\n    xcode-select --install");
        }
        return Ok(());
    }
    if cfg!(windows) {
        return windows();
    }
    for (library, what) in [("webkit2gtk-4.1", "WebKitGTK 4.1"), ("gtk+-3.0", "GTK 3"), ("dbus-1", "D-Bus")] {
        if !command::succeeds(Command::new("pkg-config").args(["--exists", library])) {
            bail!(
                "{what} with its development files is missing (pkg-config knows no {library}).\n\
                 This system is neither Debian nor Ubuntu: install with its package manager a C compiler, pkg-config, and the \
                 development packages of WebKitGTK 4.1, GTK 3, libsoup 3, librsvg 2, libayatana-appindicator 3, libxdo and D-Bus."
            );
        }
    }
    Ok(())
}

/// The linker comes with Visual Studio's build tools; WebView2 with Windows 11 and most Windows 10.
fn windows() -> Result<()> {
    let host = command::output(project::cargo().arg("-vV"))?;
    if host.contains("windows-msvc") && !visual_studio() {
        bail!(
            "the Microsoft C++ build tools are missing. Install \"Build Tools for Visual Studio\" with the workload \
             \"Desktop development with C++\", for example with:\n    \
             winget install Microsoft.VisualStudio.2022.BuildTools --override \"--add Microsoft.VisualStudio.Workload.VCTools --includeRecommended\""
        );
    }
    if !webview2() {
        bail!("the WebView2 runtime is missing. Install it with:\n    winget install Microsoft.EdgeWebView2Runtime");
    }
    Ok(())
}

fn visual_studio() -> bool {
    let Some(programs) = std::env::var_os("ProgramFiles(x86)") else { return false };
    let finder = PathBuf::from(programs).join("Microsoft Visual Studio/Installer/vswhere.exe");
    let mut find = Command::new(finder);
    find.args([
        "-latest",
        "-products",
        "*",
        "-requires",
        "Microsoft.VisualStudio.Component.VC.Tools.x86.x64",
        "-property",
        "installationPath",
    ]);
    command::output(&mut find).is_ok_and(|found| !found.trim().is_empty())
}

/// The runtime's own entry under both registry roots, as its documentation gives it.
fn webview2() -> bool {
    const CLIENT: &str = r"EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}";
    [r"HKLM\SOFTWARE\WOW6432Node\Microsoft", r"HKCU\Software\Microsoft"]
        .iter()
        .any(|root| command::succeeds(Command::new("reg").args(["query", &format!(r"{root}\{CLIENT}"), "/v", "pv"])))
}

/// Major and minor number of `v20.19.1` or `20.19.1+dfsg-2`.
fn version_of(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim_start_matches('v').split(|character: char| !character.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::version_of;

    #[test]
    fn versions_of_programs_and_of_packages_are_read() {
        assert_eq!(version_of("v20.19.1"), Some((20, 19)));
        assert_eq!(version_of("18.20.4+dfsg-1~deb12u1"), Some((18, 20)));
        assert_eq!(version_of("none"), None);
    }
}
