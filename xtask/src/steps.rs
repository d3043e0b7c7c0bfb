//! The list of steps of a long command: names, times, and how many tests passed.
//!
//! Invariant: the steps run in the order written, the first that fails ends the list, and the last line
//! printed is always `N passed, N failed`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::command;

#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration)>,
    tests: Tests,
}

/// Tests counted from the closing lines of the test runners.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Tests {
    pub passed: u64,
    pub failed: u64,
}

impl Steps {
    /// Does one step, with its name before it and its time after it.
    pub fn step(&mut self, name: &str, action: impl FnOnce(&mut Tests) -> Result<()>) -> Result<()> {
        println!("\n==> {name}");
        let start = Instant::now();
        let before = self.tests;
        let outcome = action(&mut self.tests);
        self.done.push((name.to_owned(), start.elapsed()));
        if outcome.is_err() && self.tests.failed == before.failed {
            self.tests.failed += 1;
        }
        outcome.with_context(|| format!("step `{name}` failed"))
    }

    /// The times of all steps, and the closing line.
    pub fn close(&self) {
        println!();
        for (name, time) in &self.done {
            println!("{:>7.1} s  {name}", time.as_secs_f64());
        }
        let all: Duration = self.done.iter().map(|(_, time)| *time).sum();
        println!("{:>7.1} s  together", all.as_secs_f64());
        println!("{} passed, {} failed", self.tests.passed, self.tests.failed);
    }
}

/// Runs a test command, shows what it prints, and counts the tests it says it ran.
pub fn counted(command: &mut Command, tests: &mut Tests) -> Result<()> {
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("`{}` could not be started", command::shown(command)))?;
    let mut count = Tests::default();
    if let Some(output) = child.stdout.take() {
        let mut shown = std::io::stdout().lock();
        for line in BufReader::new(output).split(b'\n') {
            let line = line?;
            shown.write_all(&line)?;
            shown.write_all(b"\n")?;
            count.read(&String::from_utf8_lossy(&line));
        }
        shown.flush()?;
    }
    let status = child.wait()?;
    tests.passed += count.passed;
    tests.failed += count.failed;
    if !status.success() {
        if count.failed == 0 {
            tests.failed += 1;
        }
        bail!("`{}` failed ({status})", command::shown(command));
    }
    Ok(())
}

impl Tests {
    /// Adds what a closing line of cargo test, Vitest or Playwright says.
    fn read(&mut self, line: &str) {
        let line = plain(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            // test result: ok. 12 passed; 0 failed; …
            ["test", "result:", _, passed, "passed;", failed, "failed;", ..] => {
                self.passed += number(passed);
                self.failed += number(failed);
            }
            // Tests  1 failed | 12 passed (13)
            ["Tests", rest @ ..] => {
                for pair in rest.windows(2) {
                    match pair {
                        [count, "passed"] => self.passed += number(count),
                        [count, "failed"] => self.failed += number(count),
                        _ => {}
                    }
                }
            }
            // 12 passed (9.8s)
            [passed, "passed", time] if time.starts_with('(') => self.passed += number(passed),
            // 1 failed
            [failed, "failed"] => self.failed += number(failed),
            _ => {}
        }
    }
}

fn number(word: &str) -> u64 {
    word.parse().unwrap_or(0)
}

/// The line without terminal colours.
fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            for skipped in characters.by_ref() {
                if skipped.is_ascii_alphabetic() {
                    break;
                }
            }
        } else {
            text.push(character);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::Tests;

    fn count(lines: &[&str]) -> (u64, u64) {
        let mut tests = Tests::default();
        lines.iter().for_each(|line| tests.read(line));
        (tests.passed, tests.failed)
    }

    #[test]
    fn closing_lines_of_each_runner_are_counted() {
        assert_eq!(
            count(&["test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s"]),
            (12, 0)
        );
        assert_eq!(count(&["test result: \u{1b}[31mFAILED\u{1b}[0m. 3 passed; 2 failed; 0 ignored"]), (3, 2));
        assert_eq!(count(&["\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m7 passed\u{1b}[39m\u{1b}[22m (7)"]), (7, 0));
        assert_eq!(count(&["      Tests  1 failed | 6 passed (7)"]), (6, 1));
        assert_eq!(count(&["  2 failed", "  4 passed (9.8s)"]), (4, 2));
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            count(&["running 12 tests", "test a ... ok", "12 messages passed through", " Test Files  2 passed (2)"]),
            (0, 0)
        );
    }
}
