//! `cargo xtask fuzz [--seconds N] [TARGET]`: libFuzzer over the targets of `fuzz/`, one after the other.
//!
//! Works with the stable toolchain and a C++ compiler: the counters that libFuzzer steers by come from a compiler pass that
//! is not bound to nightly; only the memory sanitizers are, and our own code has no unsafe part for them to watch.
//! `cargo fuzz run TARGET` works as well, where it and a nightly toolchain are installed.
//!
//! Invariant: what is committed in `fuzz/corpus` is read, never written. New inputs gather in cargo's output folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::{command, project, setup};

const PROFILE: &str = "fuzz";
/// Seconds for each target, where nothing else is asked for.
const SECONDS: u32 = 60;
/// An input that takes longer than this many seconds is a find: what we read takes time in proportion to its length.
const SLOW: u32 = 5;
/// Bytes of an input, and megabytes of memory.
const LONGEST: u32 = 16 * 1024;
const MEMORY: u32 = 1024;
/// Counters in every block, and the comparisons that inputs have to pass.
const COUNTERS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

#[derive(Debug, PartialEq, Eq)]
struct Wanted {
    seconds: u32,
    target: Option<String>,
}

pub fn fuzz(arguments: &[String]) -> Result<()> {
    let wanted = read(arguments)?;
    ensure!(!cfg!(windows), "libFuzzer runs on Linux and macOS; the tests do the short run everywhere");
    setup::packages(&[setup::Purpose::Build])?;
    let mut targets = targets()?;
    if let Some(name) = &wanted.target {
        targets.retain(|target| target == name);
        ensure!(!targets.is_empty(), "there is no target `{name}` in fuzz/fuzz_targets");
    }
    let programs = build(&targets)?;
    let mut broken = Vec::new();
    for target in &targets {
        println!("\n==> {target}, {} seconds", wanted.seconds);
        if command::run(&mut run(&programs, target, wanted.seconds)?).is_err() {
            broken.push(target.as_str());
        }
    }
    if !broken.is_empty() {
        let found = found();
        bail!(
            "something broke in {}. The inputs are in {}: mend it, and keep the input in fuzz/corpus/TARGET",
            broken.join(", "),
            found.display()
        );
    }
    Ok(())
}

fn read(arguments: &[String]) -> Result<Wanted> {
    let mut wanted = Wanted { seconds: SECONDS, target: None };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seconds" => {
                let number = arguments.next().and_then(|text| text.parse().ok()).filter(|seconds| *seconds > 0);
                wanted.seconds = number.context("--seconds needs a number")?;
            }
            name if !name.starts_with('-') && wanted.target.is_none() => wanted.target = Some(name.to_owned()),
            other => bail!("`{other}` is not understood: cargo xtask fuzz [--seconds N] [TARGET]"),
        }
    }
    Ok(wanted)
}

fn targets() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(project::root().join("fuzz/fuzz_targets"))? {
        let path = entry?.path();
        if let Some(name) = path.file_stem().and_then(|name| name.to_str()) {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Everything apart from the usual output: other flags would build all of it anew each time.
fn folder() -> PathBuf {
    project::target().join("fuzzing")
}

fn found() -> PathBuf {
    folder().join("found")
}

fn build(targets: &[String]) -> Result<PathBuf> {
    // Named, so that the flags are not those of build scripts and macros, which run without libFuzzer.
    let machine = machine()?;
    let mut build = project::cargo();
    build.env("CARGO_TARGET_DIR", folder()).env("RUSTFLAGS", COUNTERS);
    build.args(["build", "--locked", "--package", "fuzz", "--features", "libfuzzer", "--profile", PROFILE, "--target", &machine]);
    for target in targets {
        build.args(["--bin", &format!("fuzz-{target}")]);
    }
    command::run(&mut build)?;
    Ok(folder().join(machine).join(PROFILE))
}

/// The target triple of this machine.
fn machine() -> Result<String> {
    let version = command::output(project::cargo().arg("-vV"))?;
    version
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("cargo does not say what it compiles for")
}

fn run(programs: &Path, target: &str, seconds: u32) -> Result<Command> {
    let (gathered, found) = (folder().join("gathered").join(target), found());
    std::fs::create_dir_all(&gathered)?;
    std::fs::create_dir_all(&found)?;
    let kept = project::root().join("fuzz");
    let mut program = Command::new(programs.join(format!("fuzz-{target}")));
    program.current_dir(&found).arg(&gathered).arg(kept.join("corpus").join(target));
    program.args([
        format!("-max_total_time={seconds}"),
        format!("-timeout={SLOW}"),
        format!("-max_len={LONGEST}"),
        format!("-rss_limit_mb={MEMORY}"),
        format!("-dict={}", kept.join("dictionary.txt").display()),
        format!("-artifact_prefix={target}-"),
        "-print_final_stats=1".to_owned(),
        "-verbosity=0".to_owned(),
    ]);
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(arguments: &[&str]) -> Option<Wanted> {
        read(&arguments.iter().map(|argument| (*argument).to_owned()).collect::<Vec<_>>()).ok()
    }

    #[test]
    fn seconds_and_one_target_are_understood() {
        let of = |seconds, target: Option<&str>| Some(Wanted { seconds, target: target.map(str::to_owned) });
        assert_eq!(wanted(&[]), of(SECONDS, None));
        assert_eq!(wanted(&["text", "--seconds", "5"]), of(5, Some("text")));
        assert_eq!(wanted(&["--seconds", "5", "text"]), of(5, Some("text")));
        for wrong in [&["--seconds"][..], &["--seconds", "0"], &["--seconds", "x"], &["a", "b"], &["--fast"]] {
            assert_eq!(wanted(wrong), None, "{wrong:?}");
        }
    }
}
