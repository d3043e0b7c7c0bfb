//! `simulate [--seeds N] [--first S] [--jobs J] [--trace]`: runs seeds of the simulation. The first that fails is made
//! shorter, and shown with its plan and what happened in it.

#![allow(clippy::print_stdout, reason = "what it finds is its answer")]

use anyhow::{Context, Result, bail};
use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Instant,
};
use tests::simulation::{Plan, run, shrink};

struct Wanted {
    first: u64,
    seeds: u64,
    jobs: usize,
    /// Go on after a failure, and only name the seeds.
    all: bool,
    trace: bool,
}

fn wanted() -> Result<Wanted> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let mut wanted = Wanted { first: 0, seeds: 1_000, jobs: processors, all: false, trace: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<u64> {
            let value = arguments.next().with_context(|| format!("{argument} NUMBER"))?;
            value.parse().with_context(|| format!("{value} is no number"))
        };
        match argument.as_str() {
            "--first" => wanted.first = number()?,
            "--seeds" => wanted.seeds = number()?,
            "--jobs" => wanted.jobs = usize::try_from(number()?)?.max(1),
            "--all" => wanted.all = true,
            "--trace" => wanted.trace = true,
            other => bail!("{other} means nothing here"),
        }
    }
    Ok(wanted)
}

fn main() -> std::process::ExitCode {
    match simulate() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn simulate() -> Result<()> {
    let wanted = wanted()?;
    let begun = Instant::now();
    let (next, done, stop) = (AtomicU64::new(wanted.first), AtomicU64::new(0), AtomicBool::new(false));
    let end = wanted.first.saturating_add(wanted.seeds);
    let work = || -> Result<Vec<u64>> {
        let mut found = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= end {
                break;
            }
            let outcome = run(&Plan::of(seed), false).with_context(|| format!("seed {seed}"))?;
            if let Some(wrong) = outcome.wrong {
                println!("seed {seed}: {}", wrong.lines().next().unwrap_or_default());
                found.push(seed);
                stop.store(!wanted.all, Ordering::Relaxed);
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            if done.is_multiple_of(500) {
                println!("{done} seeds in {:.0} s", begun.elapsed().as_secs_f64());
            }
        }
        Ok(found)
    };
    let mut found: Vec<u64> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..wanted.jobs).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().map_err(|_| anyhow::anyhow!("a run panicked"))?).collect::<Result<Vec<_>>>()
    })?
    .concat();
    found.sort_unstable();
    let seconds = begun.elapsed().as_secs_f64();
    let done = done.into_inner();
    if wanted.trace && wanted.seeds == 1 && found.is_empty() {
        println!("{}", run(&Plan::of(wanted.first), true)?.trace);
    }
    let Some(first) = found.first() else {
        println!("{done} seeds from {} on without a break, in {seconds:.0} s", wanted.first);
        return Ok(());
    };
    if !wanted.all {
        show(*first)?;
    }
    bail!("{} of {done} seeds failed: {found:?}", found.len())
}

/// The shortest plan that still fails, and its trace.
fn show(seed: u64) -> Result<()> {
    let plan = shrink(&Plan::of(seed));
    let outcome = run(&plan, true)?;
    println!("{}", outcome.trace);
    println!("seed {seed}, made shorter:\n{plan}");
    println!("{}", outcome.wrong.unwrap_or_default());
    Ok(())
}
