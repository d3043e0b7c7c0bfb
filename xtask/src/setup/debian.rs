//! Packages of Debian and Ubuntu, by purpose.
//!
//! Invariant: only what is missing is installed, only from the configured package sources, and no package
//! starts a service.

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, bail};

use super::Purpose;
use crate::command;

const BUILD: &[&str] = &[
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "libgtk-3-dev",
    "libsoup-3.0-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "libdbus-1-dev",
];
const DESKTOP: &[&str] = &[
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "dbus",
    "openbox",
    "gnome-keyring",
    "imagemagick",
    "x11-utils",
    "xdotool",
    "xdg-utils",
    "desktop-file-utils",
    "fonts-dejavu-core",
    "fonts-noto-color-emoji",
    "adwaita-icon-theme",
];
const BROWSER: &[&str] = &["chromium", "fonts-dejavu-core", "fonts-noto-color-emoji"];
const SERVERS: &[&str] =
    &["prosody", "prosody-modules", "lua-dbi-sqlite3", "lua-unbound", "lua-zlib", "ejabberd", "openssl", "curl"];
const CROSS: &[&str] = &[
    "rustc-web",
    "cargo-web",
    "rust-web-src",
    "rust-web-clippy",
    "gcc-mingw-w64-x86-64-posix",
    "g++-mingw-w64-x86-64-posix",
    "binutils-mingw-w64-x86-64",
    "wine",
    "wine64",
    "xvfb",
    "xauth",
];

fn list(purpose: Purpose) -> &'static [&'static str] {
    match purpose {
        Purpose::Build => BUILD,
        Purpose::Desktop => DESKTOP,
        Purpose::Browser => BROWSER,
        Purpose::Servers => SERVERS,
        Purpose::Cross => CROSS,
    }
}

/// Whether this is Debian or one of its children.
pub fn here() -> bool {
    cfg!(target_os = "linux") && Path::new("/etc/debian_version").exists() && Path::new("/usr/bin/dpkg-query").exists()
}

/// Whether every package for this purpose is installed, or can be.
pub fn known(purpose: Purpose) -> bool {
    let missing = missing(list(purpose));
    if missing.is_empty() {
        return true;
    }
    let all_known = |names: &[&str]| {
        command::output(Command::new("apt-cache").arg("policy").args(names))
            .is_ok_and(|text| text.matches("Candidate:").count() == names.len() && !text.contains("Candidate: (none)"))
    };
    // On a new machine the lists are empty: an answer of "no" counts only after they were fetched.
    all_known(&missing) || (update().is_ok() && all_known(&missing))
}

/// Installs what is missing, or says which line would.
pub fn install(purposes: &[Purpose]) -> Result<()> {
    let wanted: BTreeSet<&str> = purposes.iter().flat_map(|purpose| list(*purpose)).copied().collect();
    install_names(&wanted.into_iter().collect::<Vec<_>>())
}

/// The version that `apt-get install` would bring, where there is one.
pub fn candidate(package: &str) -> Option<String> {
    let text = command::output(Command::new("apt-cache").args(["policy", package])).ok()?;
    let version = text.lines().find_map(|line| line.trim().strip_prefix("Candidate: "))?;
    (version != "(none)").then(|| version.to_owned())
}

pub fn install_names(names: &[&str]) -> Result<()> {
    let missing = missing(names);
    if missing.is_empty() {
        return Ok(());
    }
    println!("installing {}", missing.join(" "));
    if install_now(&missing).is_ok() {
        return Ok(());
    }
    // The usual reason: package lists that are old, or not there yet.
    update()?;
    install_now(&missing)
}

/// What apt-get says of each package is thrown away; what goes wrong it says on standard error.
fn install_now(names: &[&str]) -> Result<()> {
    command::run(apt_get(&["install", "--yes", "--quiet", "--no-install-recommends"], names)?.stdout(Stdio::null()))
}

fn update() -> Result<()> {
    command::run(apt_get(&["update", "--quiet"], &[])?.stdout(Stdio::null()))
}

fn missing<'a>(names: &[&'a str]) -> Vec<&'a str> {
    // Fails when it does not know one of the names, and still lists the others.
    let listing = Command::new("dpkg-query").args(["-W", "-f", "${Package} ${db:Status-Status}\n"]).args(names).output();
    let text = listing.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    let installed: BTreeSet<&str> = text.lines().filter_map(|line| line.strip_suffix(" installed")).collect();
    names.iter().copied().filter(|name| !installed.contains(name)).collect()
}

/// apt-get with the rights it needs; an error with the line to type where they cannot be had.
fn apt_get(arguments: &[&str], names: &[&str]) -> Result<Command> {
    // RUNLEVEL=1 keeps packages of servers from starting them.
    let settings = ["DEBIAN_FRONTEND=noninteractive", "RUNLEVEL=1"];
    let mut apt = match rights() {
        Rights::Root => Command::new("env"),
        Rights::Sudo => {
            let mut sudo = Command::new("sudo");
            sudo.arg("env");
            sudo
        }
        Rights::None => {
            bail!("these packages are missing, and there is no right to install them here. As root:\n    {}", line(names))
        }
    };
    apt.args(settings).args(["apt-get", "-o", "DPkg::Lock::Timeout=300"]).args(arguments).args(names);
    apt.stdin(Stdio::inherit());
    Ok(apt)
}

fn line(names: &[&str]) -> String {
    format!("RUNLEVEL=1 apt-get install --no-install-recommends {}", names.join(" "))
}

enum Rights {
    Root,
    Sudo,
    None,
}

fn rights() -> Rights {
    if command::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Rights::Root;
    }
    let silent = command::succeeds(Command::new("sudo").args(["-n", "true"]));
    // With a person at the terminal sudo may ask for a password.
    if silent || (std::io::stdin().is_terminal() && command::exists("sudo")) { Rights::Sudo } else { Rights::None }
}
