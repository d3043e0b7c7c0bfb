//! `cargo xtask run`: the real app on a demo intranet, from a fresh clone, with one command.
//!
//! With a screen the app opens and stays. Without one it is opened on a screen of its own, signed in as the
//! sample user, and photographed. Its data lies in `target/run-data`, apart from an installed Hallway's.

mod demo;
mod offscreen;
mod webdriver;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::setup::Purpose;
use crate::test::ALL_BUT_THIS;
use crate::{command, project, setup};
use demo::Demo;

/// The word by which this program calls itself inside the private session.
const INSIDE: &str = "--inside-session";

pub fn run(arguments: &[String]) -> Result<()> {
    match arguments.first().map(String::as_str) {
        None => {}
        Some(INSIDE) => return offscreen::inside_session(),
        Some(other) => bail!("run takes no arguments, and `{other}` is one"),
    }
    let screen = has_screen();
    let purposes: &[Purpose] = if screen { &[Purpose::Build] } else { &[Purpose::Build, Purpose::Desktop] };
    setup::packages(purposes)?;
    setup::page()?;
    setup::build_page()?;
    println!("building (the first time takes minutes)");
    let mut build = project::cargo();
    // All programs, with the features that `cargo xtask test` compiles too: whoever runs both compiles once.
    build.args(["build", "--bins", "--locked"]).args(ALL_BUT_THIS);
    command::run(&mut build)?;
    if screen { with_screen() } else { offscreen::start_session() }
}

fn has_screen() -> bool {
    if !cfg!(target_os = "linux") {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// The app in the person's own session, until it ends.
fn with_screen() -> Result<()> {
    let demo = Demo::start()?;
    println!(
        "\nSign in to {} as {} with the password {}. The demo ends with the app: tray icon, Exit.\n",
        demo.url(),
        demo::EMAIL,
        demo::PASSWORD
    );
    command::run(&mut app())
}

/// The app, with data of its own.
fn app() -> Command {
    let mut app = Command::new(project::built("hallway"));
    app.current_dir(project::root()).env("HALLWAY_DATA_DIR", data());
    app
}

fn data() -> PathBuf {
    project::target().join("run-data")
}
