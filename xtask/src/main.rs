//! `cargo xtask COMMAND`: everything that is done to this project goes through here, on every system and in CI.
//!
//! Invariant: a command that needs something installs it where it may, and otherwise names exactly what
//! is missing. Nothing here is part of what users get.

// Talking to the terminal is what these commands do.
#![allow(clippy::print_stdout)]

mod bench;
mod codegen;
mod command;
#[cfg_attr(not(target_os = "linux"), path = "cross/elsewhere.rs")]
mod cross;
mod fuzz;
mod project;
mod run;
mod setup;
mod simulate;
mod steps;
mod test;
mod tidy;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask COMMAND

  run       install what is missing, build, start the demo intranet, open the app
  test      install what is missing, then every check and every test
  ci        the same as test, with the settings of a build machine
  tidy      the project's own rules: dependency arrows, file headers, generated types, licences, version floors
  codegen   write the TypeScript types that the page shares with the core
  cross     check and lint for Windows and macOS, run the portable tests under Wine (Debian only)
  fuzz      throw bytes at everything that reads some: `cargo xtask fuzz [--seconds N] [TARGET]`
  simulate  clients and the server with made-up breaks: `cargo xtask simulate [--seeds N] [--first S]`
  bench     measure; `cargo xtask bench --json FILE` also writes the figures to FILE, `--only app|room|store|page` measures less
";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Err(error) = dispatch(&arguments) {
        eprintln!("\nxtask: {error:#}");
        std::process::exit(1);
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match command {
        "run" => run::run(rest),
        "test" => test::test(test::Settings::of_this_machine()),
        "ci" => test::test(test::Settings::BuildMachine),
        "tidy" => tidy::tidy(),
        "codegen" => codegen::write(),
        "cross" => cross::cross(rest),
        "fuzz" => fuzz::fuzz(rest),
        "simulate" => simulate::simulate(rest),
        "bench" => bench::bench(rest),
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}
