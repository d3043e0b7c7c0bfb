//! How often somebody may guess passwords (XEP-0205): a budget per network address, and a growing delay per account.
//!
//! Invariant: an account is never locked, only slowed, so that nobody can keep its owner out; known and unknown
//! accounts are treated alike. The tables are bounded.

use std::collections::HashMap;
use std::net::IpAddr;

/// Failures one address may make at once, and how long until one more is granted.
const BUDGET: u32 = 20;
const REFILL_MS: i64 = 15_000;
/// Failures of one account that cost nothing, what each further one adds, and the most.
const FREE: u32 = 3;
const STEP_MS: i64 = 500;
const LONGEST_MS: i64 = 5_000;
/// After this long an account's failures are forgotten.
const FORGET_MS: i64 = 15 * 60_000;
const MOST_ENTRIES: usize = 10_000;

#[derive(Debug, Default)]
pub struct Throttle {
    addresses: HashMap<IpAddr, Failures>,
    accounts: HashMap<String, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct Failures {
    count: u32,
    at: i64,
}

impl Throttle {
    /// Whether this address may try at all.
    pub fn admits(&self, address: IpAddr, now: i64) -> bool {
        self.addresses.get(&address).is_none_or(|failures| left(*failures, now) < BUDGET)
    }

    /// How long to wait before answering a try for this account, in milliseconds.
    pub fn delay(&self, account: &str, now: i64) -> i64 {
        match self.accounts.get(account) {
            Some(failures) if now - failures.at < FORGET_MS => {
                (i64::from(failures.count.saturating_sub(FREE)) * STEP_MS).min(LONGEST_MS)
            }
            _ => 0,
        }
    }

    pub fn failed(&mut self, address: IpAddr, account: &str, now: i64) {
        self.make_room(now);
        let entry = self.addresses.entry(address).or_insert(Failures { count: 0, at: now });
        *entry = Failures { count: left(*entry, now).saturating_add(1), at: now };
        let entry = self.accounts.entry(account.to_owned()).or_insert(Failures { count: 0, at: now });
        let count = if now - entry.at < FORGET_MS { entry.count } else { 0 };
        *entry = Failures { count: count.saturating_add(1), at: now };
    }

    /// The owner got in: their account is as new. The address keeps its failures, other accounts may be tried from it.
    pub fn succeeded(&mut self, account: &str) {
        self.accounts.remove(account);
    }

    fn make_room(&mut self, now: i64) {
        if self.addresses.len() >= MOST_ENTRIES {
            self.addresses.retain(|_, failures| left(*failures, now) > 0);
        }
        if self.accounts.len() >= MOST_ENTRIES {
            self.accounts.retain(|_, failures| now - failures.at < FORGET_MS);
        }
        // An attack wide enough to fill a table gets an empty one: the delays of others matter less than memory.
        if self.addresses.len() >= MOST_ENTRIES {
            self.addresses.clear();
        }
        if self.accounts.len() >= MOST_ENTRIES {
            self.accounts.clear();
        }
    }
}

/// What is left of the failures after the time since.
fn left(failures: Failures, now: i64) -> u32 {
    let granted = u32::try_from((now - failures.at).max(0) / REFILL_MS).unwrap_or(u32::MAX);
    failures.count.saturating_sub(granted)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const THERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    #[test]
    fn an_address_runs_out_and_recovers() {
        let mut throttle = Throttle::default();
        for number in 0..BUDGET {
            assert!(throttle.admits(HERE, 0));
            throttle.failed(HERE, &format!("user{number}"), 0);
        }
        assert!(!throttle.admits(HERE, 0));
        assert!(throttle.admits(THERE, 0));
        assert!(throttle.admits(HERE, REFILL_MS));
    }

    #[test]
    fn an_account_is_slowed_but_never_locked() {
        let mut throttle = Throttle::default();
        assert_eq!(throttle.delay("anna", 0), 0);
        for _ in 0..100 {
            throttle.failed(HERE, "anna", 0);
        }
        assert_eq!(throttle.delay("anna", 0), LONGEST_MS);
        assert_eq!(throttle.delay("bob", 0), 0);
        assert_eq!(throttle.delay("anna", FORGET_MS), 0);
        throttle.succeeded("anna");
        assert_eq!(throttle.delay("anna", 0), 0);
    }

    #[test]
    fn the_tables_stay_bounded() {
        let mut throttle = Throttle::default();
        for number in 0..(MOST_ENTRIES as u32 + 10) {
            throttle.failed(IpAddr::V4(number.into()), &format!("user{number}"), 0);
        }
        assert!(throttle.addresses.len() <= MOST_ENTRIES && throttle.accounts.len() <= MOST_ENTRIES);
    }
}
