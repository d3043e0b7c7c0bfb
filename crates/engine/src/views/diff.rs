//! What changed between the window last sent and the one just read, as keyed patches.
//!
//! Invariant: whoever applies the patches in order to the old rows holds the new rows. A row moves only
//! if it must: the longest run of rows that kept their order stays where it is.

use api::{
    Patch,
    rows::{
        AlertRow, ArchiveRow, ContactRow, ConversationHeader, ConversationRow, MemberRow, MessageInfoRow, NotificationRow,
        PublicRoomRow, QuickRow, RoomRow, SavedRow, SearchRow, SessionRow, SettingsRow, TimelineRow, UnreadRow, UpdateRow,
    },
};
use std::collections::{HashMap, HashSet};

/// A row with a key that is unique within its view.
pub trait Keyed: Clone + PartialEq {
    fn key(&self) -> &str;
}

macro_rules! keyed_by_id {
    ($($row:ty),*) => { $(impl Keyed for $row { fn key(&self) -> &str { &self.id } })* };
}
keyed_by_id!(
    AlertRow,
    ArchiveRow,
    ConversationHeader,
    ConversationRow,
    MessageInfoRow,
    MemberRow,
    NotificationRow,
    PublicRoomRow,
    RoomRow,
    SavedRow,
    SearchRow,
    SessionRow,
    SettingsRow,
    UnreadRow,
    UpdateRow
);

impl Keyed for ContactRow {
    fn key(&self) -> &str {
        self.id()
    }
}

impl Keyed for QuickRow {
    fn key(&self) -> &str {
        self.id()
    }
}

impl Keyed for TimelineRow {
    fn key(&self) -> &str {
        self.id()
    }
}

/// The window as the reader of a view has it.
#[derive(Debug)]
pub struct Sent<R> {
    rows: Vec<R>,
    before: u32,
    after: u32,
    /// Nothing was sent yet, or the next thing sent has to be everything.
    blank: bool,
}

impl<R> Default for Sent<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), before: 0, after: 0, blank: true }
    }
}

impl<R: Keyed> Sent<R> {
    /// The next update is a `Reset`, whatever changed.
    pub fn forget(&mut self) {
        self.blank = true;
    }

    pub fn rows(&self) -> &[R] {
        &self.rows
    }

    /// Takes the new window and says what has to be told of it; empty where nothing changed.
    pub fn update(&mut self, rows: Vec<R>, before: u32, after: u32) -> Vec<Patch<R>> {
        let extent_changed = (self.before, self.after) != (before, after);
        let patches = if self.blank {
            vec![Patch::Reset { rows: rows.clone(), before, after }]
        } else {
            let mut patches = patches(&self.rows, &rows);
            if patches.len() > rows.len() {
                patches = vec![Patch::Reset { rows: rows.clone(), before, after }];
            } else if extent_changed {
                patches.push(Patch::Extent { before, after });
            }
            patches
        };
        *self = Self { rows, before, after, blank: false };
        patches
    }
}

fn patches<R: Keyed>(old: &[R], new: &[R]) -> Vec<Patch<R>> {
    let place: HashMap<&str, usize> = old.iter().enumerate().map(|(at, row)| (row.key(), at)).collect();
    let wanted: HashSet<&str> = new.iter().map(Keyed::key).collect();
    let mut patches: Vec<Patch<R>> =
        old.iter().filter(|row| !wanted.contains(row.key())).map(|row| Patch::Drop { id: row.key().to_owned() }).collect();

    let kept: Vec<(usize, usize)> =
        new.iter().enumerate().filter_map(|(at, row)| place.get(row.key()).map(|before| (at, *before))).collect();
    let steady = longest_rising(&kept);
    let mut previous: Option<&str> = None;
    for (at, row) in new.iter().enumerate() {
        let unchanged =
            steady.contains(&at) && place.get(row.key()).and_then(|before| old.get(*before)).is_some_and(|before| before == row);
        if !unchanged {
            patches.push(Patch::Put { row: row.clone(), after: previous.map(str::to_owned) });
        }
        previous = Some(row.key());
    }
    patches
}

/// Of pairs (new place, old place), ordered by the new one, the new places of a longest run whose old places rise.
fn longest_rising(pairs: &[(usize, usize)]) -> HashSet<usize> {
    // `tails[n]` is the index of the pair that ends the best run of length n + 1; `link` leads back along a run.
    let mut tails: Vec<usize> = Vec::new();
    let mut link: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let old = |index: usize| pairs.get(index).map_or(0, |pair| pair.1);
    for (index, pair) in pairs.iter().enumerate() {
        let length = tails.partition_point(|tail| old(*tail) < pair.1);
        link.push(length.checked_sub(1).and_then(|shorter| tails.get(shorter).copied()));
        match tails.get_mut(length) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut steady = HashSet::new();
    let mut next = tails.last().copied();
    while let Some(index) = next {
        if let Some(pair) = pairs.get(index) {
            steady.insert(pair.0);
        }
        next = link.get(index).copied().flatten();
    }
    steady
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
pub mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq)]
    struct Row(String, u32);

    impl Keyed for Row {
        fn key(&self) -> &str {
            &self.0
        }
    }

    /// What a page does with patches.
    pub fn apply<R: Keyed>(rows: &mut Vec<R>, patches: &[Patch<R>]) {
        for patch in patches {
            match patch {
                Patch::Reset { rows: all, .. } => *rows = all.clone(),
                Patch::Put { row, after } => {
                    rows.retain(|old| old.key() != row.key());
                    let at = after.as_ref().map_or(0, |id| rows.iter().position(|old| old.key() == id).unwrap() + 1);
                    rows.insert(at, row.clone());
                }
                Patch::Drop { id } => rows.retain(|old| old.key() != id),
                Patch::Extent { .. } => {}
            }
        }
    }

    fn rows(text: &str) -> Vec<Row> {
        text.chars().map(|c| Row(c.to_ascii_lowercase().to_string(), u32::from(c.is_uppercase()))).collect()
    }

    fn sent(text: &str) -> Sent<Row> {
        let mut sent = Sent::default();
        sent.update(rows(text), 0, 0);
        sent
    }

    #[test]
    fn one_moved_row_is_one_patch_in_both_directions() {
        assert_eq!(sent("abcdef").update(rows("fabcde"), 0, 0), vec![Patch::Put { row: Row("f".into(), 0), after: None }]);
        assert_eq!(
            sent("abcdef").update(rows("bcdefa"), 0, 0),
            vec![Patch::Put { row: Row("a".into(), 0), after: Some("f".into()) }]
        );
    }

    #[test]
    fn nothing_changed_is_nothing_said_and_only_an_extent_is_an_extent() {
        let mut window = sent("abc");
        assert!(window.update(rows("abc"), 0, 0).is_empty());
        assert_eq!(window.update(rows("abc"), 1, 0), vec![Patch::Extent { before: 1, after: 0 }]);
    }

    #[test]
    fn first_and_after_forget_comes_a_reset() {
        let mut window = sent("abc");
        window.forget();
        assert!(matches!(window.update(rows("abc"), 0, 0).as_slice(), [Patch::Reset { .. }]));
    }

    #[test]
    fn applied_patches_give_the_new_rows_for_many_random_windows() {
        let mut seed = 7u64;
        let mut random = move |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        let mut window = Sent::default();
        let mut page: Vec<Row> = Vec::new();
        for _ in 0..3_000 {
            let mut keys: Vec<char> = ('a'..='p').filter(|_| random(3) > 0).collect();
            for _ in 0..random(4) {
                if keys.len() > 1 {
                    let from = random(keys.len() as u64) as usize;
                    let key = keys.remove(from);
                    keys.insert(random(keys.len() as u64 + 1) as usize, key);
                }
            }
            let new: Vec<Row> = keys.into_iter().map(|key| Row(key.to_string(), random(2) as u32)).collect();
            apply(&mut page, &window.update(new.clone(), 0, 0));
            assert_eq!(page, new);
        }
    }
}
