//! The process tree of the application, read from `/proc`.

use std::{collections::HashMap, fs};

/// The ids of a process and all that descend from it.
pub fn tree(root: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
        // The name may hold anything, so fields are counted from its closing parenthesis: state, parent…
        let parent = stat.rsplit_once(')').and_then(|(_, rest)| rest.split_whitespace().nth(1)).and_then(|id| id.parse().ok());
        if let Some(parent) = parent {
            children.entry(parent).or_default().push(id);
        }
    }
    let mut found = vec![root];
    let mut next = 0;
    while let Some(id) = found.get(next).copied() {
        found.extend(children.get(&id).into_iter().flatten());
        next += 1;
    }
    found
}

/// The web view's processes among them.
pub fn web_processes(root: u32) -> usize {
    tree(root).into_iter().filter(|id| name(*id).starts_with("WebKit")).count()
}

/// What a process is called, as far as the system remembers it (15 bytes).
pub fn name(id: u32) -> String {
    fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default()
}

/// Proportional set size of the whole tree, in KiB (`/proc/PID/smaps_rollup`).
pub fn pss_kib(root: u32) -> u64 {
    sum(root, "Pss:")
}

/// What only this tree uses (USS), in KiB.
pub fn uss_kib(root: u32) -> u64 {
    sum(root, "Private_Clean:") + sum(root, "Private_Dirty:")
}

/// What only this tree uses and the system cannot read again from a file, in KiB.
pub fn dirty_kib(root: u32) -> u64 {
    sum(root, "Private_Dirty:")
}

fn sum(root: u32, field: &str) -> u64 {
    tree(root)
        .into_iter()
        .filter_map(|id| fs::read_to_string(format!("/proc/{id}/smaps_rollup")).ok())
        .flat_map(|text| {
            let found = text.lines().find(|line| line.starts_with(field));
            found.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok())
        })
        .sum()
}

/// User and system time of the tree so far, in milliseconds.
pub fn cpu_ms(root: u32) -> u64 {
    tree(root)
        .into_iter()
        .filter_map(|id| fs::read_to_string(format!("/proc/{id}/stat")).ok())
        .filter_map(|stat| {
            let fields: Vec<u64> =
                stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(4).filter_map(|f| f.parse().ok()).collect();
            // utime, stime, and those of children that have ended; a tick is 10 ms on Linux.
            Some(fields.iter().sum::<u64>() * 10)
        })
        .sum()
}
