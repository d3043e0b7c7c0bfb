//! Seeds that failed once, each with what it found. They are run with every test run, for ever.
//!
//! Invariant: a seed stands for a plan only as long as plans are made the same way. Who changes how they are made looks for
//! a seed that fails without the mending, and puts it in the old one's place.

pub const FOUND: &[(u64, &str)] = &[
    (89, "words for a room went out while a resumed stream was in no room any more"),
    (117, "the same, with nothing else under way"),
    (201, "who appeared offline had a message as a copy, and never told its sender when it came itself"),
    (211, "the same, with another device of theirs that came later"),
    (304, "a correction that was taken back with its message left a second stone"),
    (724, "what was in doubt was sent again before the archive was read down to it, on an account that had been empty"),
    (1198, "none of ours: what was taken back was counted as unread by the check alone"),
    (1322, "a program that was killed right after something was read never told the other devices"),
    (20641, "who wrote was not told that it arrived, where it was missed while the first history was being fetched"),
    (20786, "an answer that could not go was never sent: a device heard nothing of what others had read"),
    (20941, "the contact list came later than it was waited for, with a stream that came back, and was thrown away"),
    (25035, "a page of history brought what was missed before the catch-up did, and its author was not told that it arrived"),
    (25663, "own words taken over right before a cut were not put in the archive's order afterwards"),
    (46084, "a message that came in live was put below what the archive still had to show, after a page without messages"),
    (54723, "what was written to a room before the bookmarks said that it is one went out as to a person"),
    (20964, "none of ours: a refusal went down with its stream"),
];
