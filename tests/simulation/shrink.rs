//! Makes a failing plan shorter, so that its trace can be read.

use super::{Plan, run};

/// Runs at most this often.
const MOST: usize = 300;

/// What is wrong, without names and numbers.
fn kind(wrong: &str) -> String {
    let is_general = |word: &&str| word.chars().all(|letter| letter.is_alphabetic() || letter == ':');
    wrong.lines().next().unwrap_or_default().split(' ').filter(is_general).collect::<Vec<_>>().join(" ")
}

/// The shortest plan found that still fails in the same way, leaving out ever smaller parts.
pub fn shrink(plan: &Plan) -> Plan {
    let kind_of = |plan: &Plan| run(plan, false).ok().and_then(|outcome| outcome.wrong).map(|wrong| kind(&wrong));
    let wanted = kind_of(plan);
    let fails = |plan: &Plan| kind_of(plan) == wanted;
    let mut best = plan.clone();
    let mut runs = 0;
    let mut size = best.steps.len().div_ceil(2).max(1);
    loop {
        let mut shorter = false;
        let mut from = 0;
        while from < best.steps.len() && runs < MOST {
            let mut candidate = best.clone();
            candidate.steps.drain(from..(from + size).min(best.steps.len()));
            runs += 1;
            if fails(&candidate) {
                best = candidate;
                shorter = true;
            } else {
                from += size;
            }
        }
        if runs >= MOST || (size == 1 && !shorter) {
            return best;
        }
        if !shorter {
            size = (size / 2).max(1);
        }
    }
}
