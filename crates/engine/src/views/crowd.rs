//! Everybody who is in a room or belongs to it, in the order in which they are shown.
//!
//! Invariant: somebody is one entry, whatever they are called. Whoever comes, goes or changes is moved alone: nobody else is
//! looked at, so that a room of thousands costs no more than a small one.

use super::names::fold;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};
use store::{Affiliation, MemberRecord, Occupant, Role, Show};

/// Somebody who is there, or belongs to the room.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Bare JID where it is known, else `room/nick`.
    pub id: String,
    pub address: Option<String>,
    pub nick: String,
    pub name: String,
    pub show: Show,
    pub affiliation: Affiliation,
    pub role: Role,
    /// The name, folded: to sort by and to search in.
    pub words: String,
    /// Nickname and address, folded.
    pub about: String,
}

impl Entry {
    /// Who is there stands first, who is banned last.
    fn order(&self) -> (bool, bool, &str, &str) {
        (self.show == Show::Offline, self.affiliation == Affiliation::Outcast, &self.words, &self.id)
    }
}

#[derive(Debug, Default)]
pub struct Crowd {
    room: String,
    listed: HashMap<String, MemberRecord>,
    /// Those who are there, by id, then by nickname: somebody may be there under several.
    there: HashMap<String, BTreeMap<String, Occupant>>,
    /// Ids by nickname.
    ids: HashMap<String, String>,
    entries: HashMap<String, Arc<Entry>>,
    sorted: Vec<Arc<Entry>>,
}

impl Crowd {
    pub fn new(room: &str, listed: Vec<MemberRecord>, there: Vec<Occupant>) -> Self {
        let mut crowd = Self { room: room.to_owned(), ..Self::default() };
        crowd.listed = listed.into_iter().map(|member| (member.address.clone(), member)).collect();
        for occupant in there {
            crowd.seat(occupant);
        }
        let ids = crowd.listed.keys().chain(crowd.there.keys().filter(|id| !crowd.listed.contains_key(*id)));
        let entries: Vec<Arc<Entry>> = ids.filter_map(|id| crowd.entry(id)).map(Arc::new).collect();
        crowd.entries = entries.iter().map(|entry| (entry.id.clone(), Arc::clone(entry))).collect();
        crowd.sorted = entries;
        crowd.sorted.sort_by(|one, other| one.order().cmp(&other.order()));
        crowd
    }

    /// Everybody.
    pub fn all(&self) -> &[Arc<Entry>] {
        &self.sorted
    }

    /// Whether they are on the room's list.
    pub fn lists(&self, address: &str) -> bool {
        self.listed.contains_key(address)
    }

    /// Who has this nickname now, if anybody.
    pub fn occupant(&mut self, nick: &str, now: Option<Occupant>) {
        let before = self.ids.remove(nick);
        if let Some(id) = &before
            && let Some(there) = self.there.get_mut(id)
        {
            there.remove(nick);
            if there.is_empty() {
                self.there.remove(id);
            }
        }
        let now = now.map(|occupant| self.seat(occupant));
        for id in before.iter().chain(now.iter().filter(|id| before.as_ref() != Some(*id))) {
            self.place(id);
        }
    }

    /// What somebody is to the room now, if anything.
    pub fn member(&mut self, address: &str, now: Option<MemberRecord>) {
        match now {
            Some(member) => drop(self.listed.insert(address.to_owned(), member)),
            None => drop(self.listed.remove(address)),
        }
        self.place(address);
    }

    fn seat(&mut self, occupant: Occupant) -> String {
        let id = occupant.address.clone().unwrap_or_else(|| format!("{}/{}", self.room, occupant.nick));
        self.ids.insert(occupant.nick.clone(), id.clone());
        self.there.entry(id.clone()).or_default().insert(occupant.nick.clone(), occupant);
        id
    }

    /// Brings one entry up to date.
    fn place(&mut self, id: &str) {
        let now = self.entry(id);
        if let Some(old) = self.entries.remove(id) {
            if now.as_ref() == Some(&*old) {
                self.entries.insert(id.to_owned(), old);
                return;
            }
            let at = self.sorted.partition_point(|other| other.order() < old.order());
            if self.sorted.get(at).is_some_and(|found| found.id == id) {
                self.sorted.remove(at);
            }
        }
        if let Some(entry) = now.map(Arc::new) {
            let at = self.sorted.partition_point(|other| other.order() < entry.order());
            self.sorted.insert(at, Arc::clone(&entry));
            self.entries.insert(id.to_owned(), entry);
        }
    }

    fn entry(&self, id: &str) -> Option<Entry> {
        let listed = self.listed.get(id);
        // Under two names: the one that is more there.
        let there = self.there.get(id).and_then(|nicks| nicks.values().rev().min_by_key(|occupant| occupant.show));
        let mut name = listed.map(|member| member.name.clone()).unwrap_or_default();
        let (address, nick, show, affiliation, role) = match (there, listed) {
            (Some(one), _) => (one.address.clone(), one.nick.clone(), one.show, one.affiliation, one.role),
            (None, Some(member)) => (
                Some(member.address.clone()),
                member.nick.clone().unwrap_or_default(),
                Show::Offline,
                member.affiliation,
                Role::None,
            ),
            (None, None) => return None,
        };
        if name.is_empty() {
            name = if nick.is_empty() { super::faces::local_part(id) } else { nick.clone() };
        }
        let words = fold(&name);
        let about = fold(&format!("{nick} {id}"));
        Some(Entry { id: id.to_owned(), address, nick, name, show, affiliation, role, words, about })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;

    const ROOM: &str = "tea@r";

    fn member(address: &str, name: &str, affiliation: Affiliation) -> MemberRecord {
        MemberRecord { address: address.into(), name: name.into(), affiliation, nick: None, show: None }
    }

    fn occupant(nick: &str, address: Option<&str>, show: Show) -> Occupant {
        Occupant {
            nick: nick.into(),
            address: address.map(str::to_owned),
            occupant_id: None,
            affiliation: Affiliation::Member,
            role: Role::Participant,
            show,
            status: String::new(),
        }
    }

    fn names(crowd: &Crowd) -> Vec<String> {
        crowd.all().iter().map(|entry| format!("{}{}", entry.name, if entry.show == Show::Offline { "" } else { "*" })).collect()
    }

    #[test]
    fn somebody_is_one_entry_whatever_they_are_called() {
        let listed = vec![
            member("ann@x", "Ann", Affiliation::Member),
            member("bob@x", "Bob", Affiliation::Outcast),
            member("cid@x", "Cid", Affiliation::Owner),
        ];
        let mut crowd = Crowd::new(ROOM, listed, vec![occupant("c", Some("cid@x"), Show::Away), occupant("Zoe", None, Show::Away)]);
        assert_eq!(names(&crowd), ["Cid*", "Zoe*", "Ann", "Bob"]);
        crowd.occupant("phone", Some(occupant("phone", Some("cid@x"), Show::Available)));
        assert_eq!(
            (names(&crowd), crowd.all()[0].show),
            (["Cid*", "Zoe*", "Ann", "Bob"].map(str::to_owned).to_vec(), Show::Available)
        );
        crowd.occupant("c", None);
        crowd.occupant("a", Some(occupant("a", Some("ann@x"), Show::Available)));
        crowd.occupant("Zoe", None);
        assert_eq!(names(&crowd), ["Ann*", "Cid*", "Bob"]);
        crowd.occupant("phone", None);
        crowd.member("bob@x", None);
        crowd.member("ann@x", Some(member("ann@x", "Zann", Affiliation::Member)));
        assert_eq!(names(&crowd), ["Zann*", "Cid"]);
    }

    /// Whatever happened one after the other, the list is the one that is made at once.
    #[test]
    fn changes_one_by_one_give_the_same_list_as_all_at_once() {
        let mut seed = 11u64;
        let mut below = move |bound: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % bound
        };
        let mut crowd = Crowd::new(ROOM, Vec::new(), Vec::new());
        let (mut listed, mut there) = (BTreeMap::new(), BTreeMap::new());
        let shows = [Show::Available, Show::Away, Show::DoNotDisturb, Show::Offline];
        for _ in 0..4_000 {
            let address = format!("p{}@x", below(12));
            let nick = format!("n{}", below(20));
            match below(4) {
                0 => {
                    listed.remove(&address);
                    crowd.member(&address, None);
                }
                1 => {
                    let affiliation = if below(5) == 0 { Affiliation::Outcast } else { Affiliation::Member };
                    let name = if below(3) == 0 { String::new() } else { format!("Name {}", below(6)) };
                    let member = member(&address, &name, affiliation);
                    listed.insert(address.clone(), member.clone());
                    crowd.member(&address, Some(member));
                }
                2 => {
                    there.remove(&nick);
                    crowd.occupant(&nick, None);
                }
                _ => {
                    let known = (below(4) > 0).then_some(address.as_str());
                    let occupant = occupant(&nick, known, shows[below(4) as usize]);
                    there.insert(nick.clone(), occupant.clone());
                    crowd.occupant(&nick, Some(occupant));
                }
            }
            let at_once = Crowd::new(ROOM, listed.values().cloned().collect(), there.values().cloned().collect());
            assert_eq!(crowd.all(), at_once.all());
        }
    }
}
