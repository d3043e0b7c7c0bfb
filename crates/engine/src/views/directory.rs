//! The company in memory: people and departments, sorted and folded once, for the contacts views.
//!
//! Invariant: departments stand in display order (a parent before its children, names folded and sorted), and
//! a department counts each person of its subtree once. A presence change touches one person and the counts
//! above them, nothing else; however many come, go or change their department, all is arranged once, by
//! [`Directory::settle`], before it is looked at. Groups nest by the delimiter of XEP-0083.

use super::names::{Query, fold};
use api::rows::Availability;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Sub-departments below this are shown at this depth.
const MAX_DEPTH: usize = 32;

/// What is known of someone, whatever it was read from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Employee {
    pub address: String,
    pub name: String,
    /// Group names as the server has them.
    pub groups: Vec<String>,
    pub title: String,
    pub avatar: Option<String>,
    /// Asked for their presence, not answered yet.
    pub awaiting: bool,
    pub state: State,
}

/// What changes often.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub availability: Availability,
    pub status: String,
}

impl Default for State {
    fn default() -> Self {
        Self { availability: Availability::Offline, status: String::new() }
    }
}

impl State {
    pub fn online(&self) -> bool {
        !matches!(self.availability, Availability::Offline | Availability::AwaitingConfirmation)
    }
}

#[derive(Debug)]
pub struct Entry {
    pub employee: Employee,
    /// The folded name, to sort by and to search in.
    words: String,
    /// Title and departments, folded: a weaker match.
    about: String,
    /// The departments this person stands in, and all above those.
    above: Vec<usize>,
}

impl Entry {
    /// What people are sorted by.
    fn order(&self) -> (&str, &str, &str) {
        (&self.words, &self.employee.name, &self.employee.address)
    }
}

#[derive(Debug)]
pub struct Department {
    /// The full path as the server names it: stable between runs.
    pub id: String,
    pub name: String,
    pub depth: u8,
    pub online: u32,
    pub total: u32,
    /// How many departments follow that lie inside this one.
    inside: usize,
    members: Vec<usize>,
}

/// One line of a contacts view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Department(usize),
    Person { department: Option<usize>, person: usize },
}

#[derive(Debug)]
pub struct Directory {
    delimiter: String,
    entries: Vec<Entry>,
    by_address: HashMap<String, usize>,
    departments: Vec<Department>,
    /// People of no department, sorted.
    loose: Vec<usize>,
    /// Everyone, sorted.
    sorted: Vec<usize>,
    /// Somebody came, went or has other departments.
    disordered: bool,
}

impl Directory {
    pub fn new(people: Vec<Employee>, delimiter: &str) -> Self {
        let mut directory = Self {
            delimiter: delimiter.to_owned(),
            entries: Vec::new(),
            by_address: HashMap::new(),
            departments: Vec::new(),
            loose: Vec::new(),
            sorted: Vec::new(),
            disordered: false,
        };
        directory.entries = people.into_iter().map(|employee| directory.entry(employee)).collect();
        directory.arrange();
        directory
    }

    fn entry(&self, employee: Employee) -> Entry {
        let words = fold(&employee.name);
        let mut about = fold(&employee.title);
        for group in &employee.groups {
            about.push_str(&fold(&group.replace(&self.delimiter, " ")));
        }
        Entry { employee, words, about, above: Vec::new() }
    }

    pub fn get(&self, person: usize) -> Option<&Entry> {
        self.entries.get(person)
    }

    /// Who matches by name, in order of names.
    pub fn by_name<'a>(&'a self, query: &'a Query) -> impl Iterator<Item = usize> + 'a {
        let matches = |person: &usize| self.entries.get(*person).is_some_and(|entry| query.matches(&entry.words));
        self.sorted.iter().copied().filter(matches)
    }

    /// Where someone stands, by address.
    pub fn find(&self, address: &str) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    /// Whether they were asked for their presence and have not answered; `None` where they are not in the list.
    pub fn awaiting(&self, address: &str) -> Option<bool> {
        self.get(self.find(address)?).map(|entry| entry.employee.awaiting)
    }

    pub fn department(&self, at: usize) -> Option<&Department> {
        self.departments.get(at)
    }

    /// Takes what is newly known of someone. True where lines came, went or moved.
    pub fn put(&mut self, employee: Employee) -> bool {
        let Some(&at) = self.by_address.get(&employee.address) else {
            let entry = self.entry(employee);
            self.by_address.insert(entry.employee.address.clone(), self.entries.len());
            self.entries.push(entry);
            self.disordered = true;
            return true;
        };
        let entry = self.entry(employee);
        let Some(old) = self.entries.get_mut(at) else { return false };
        let renamed = old.employee.name != entry.employee.name;
        if old.employee.groups != entry.employee.groups {
            *old = Entry { above: std::mem::take(&mut old.above), ..entry };
            self.disordered = true;
            return true;
        }
        let address = entry.employee.address.clone();
        let state = entry.employee.state.clone();
        let employee = Employee { state: old.employee.state.clone(), ..entry.employee };
        *old = Entry { employee, above: std::mem::take(&mut old.above), ..entry };
        if renamed {
            self.move_to_place(at);
        }
        self.set_state(&address, state) || renamed
    }

    /// Names come one by one with people's cards: nobody else has to move for that.
    fn move_to_place(&mut self, person: usize) {
        if self.disordered {
            return;
        }
        let Self { entries, departments, loose, sorted, .. } = self;
        let key = |at: &usize| entries.get(*at).map(Entry::order);
        let above = entries.get(person).map(|entry| entry.above.as_slice()).unwrap_or_default();
        let move_in = |list: &mut Vec<usize>| {
            let Some(from) = list.iter().position(|other| *other == person) else { return };
            list.remove(from);
            let to = list.partition_point(|other| key(other) < key(&person));
            list.insert(to, person);
        };
        move_in(sorted);
        if above.is_empty() {
            move_in(loose);
        }
        for at in above {
            if let Some(department) = departments.get_mut(*at) {
                move_in(&mut department.members);
            }
        }
    }

    /// True where someone was there to be removed.
    pub fn remove(&mut self, address: &str) -> bool {
        let Some(at) = self.by_address.remove(address) else { return false };
        self.entries.swap_remove(at);
        if let Some(moved) = self.entries.get(at) {
            self.by_address.insert(moved.employee.address.clone(), at);
        }
        self.disordered = true;
        true
    }

    /// Before it is looked at: everybody in their place.
    pub fn settle(&mut self) {
        if self.disordered {
            self.arrange();
        }
    }

    /// Takes someone's presence. True where they came online or went offline.
    pub fn set_state(&mut self, address: &str, state: State) -> bool {
        let Some(entry) = self.by_address.get(address).and_then(|at| self.entries.get_mut(*at)) else { return false };
        let (was, is) = (entry.employee.state.online(), state.online());
        entry.employee.state = state;
        if was == is {
            return false;
        }
        for at in &entry.above {
            if let Some(department) = self.departments.get_mut(*at) {
                department.online = if is { department.online + 1 } else { department.online.saturating_sub(1) };
            }
        }
        true
    }

    /// Sorts people and builds the departments anew.
    fn arrange(&mut self) {
        self.disordered = false;
        self.by_address = self.entries.iter().enumerate().map(|(at, entry)| (entry.employee.address.clone(), at)).collect();
        let mut sorted: Vec<usize> = (0..self.entries.len()).collect();
        sorted.sort_by(|a, b| {
            let key = |at: &usize| self.entries.get(*at).map(Entry::order);
            key(a).cmp(&key(b))
        });
        let mut root = Branch::default();
        self.loose.clear();
        for &person in &sorted {
            let Some(entry) = self.entries.get(person) else { continue };
            let mut placed = false;
            for group in &entry.employee.groups {
                placed |= root.place(group, &self.delimiter, person);
            }
            if !placed {
                self.loose.push(person);
            }
        }
        self.sorted = sorted;
        self.departments.clear();
        for entry in &mut self.entries {
            entry.above.clear();
        }
        root.lay_out("", 0, &self.delimiter, &mut self.departments);
        self.count();
    }

    /// Whom each department's subtree holds, each person once.
    fn count(&mut self) {
        for at in 0..self.departments.len() {
            let Some(inside) = self.departments.get(at).map(|department| department.inside) else { continue };
            let mut people = HashSet::new();
            for department in self.departments.get(at..=at + inside).unwrap_or_default() {
                people.extend(department.members.iter().copied());
            }
            let mut online = 0;
            for person in &people {
                if let Some(entry) = self.entries.get_mut(*person) {
                    entry.above.push(at);
                    online += u32::from(entry.employee.state.online());
                }
            }
            if let Some(department) = self.departments.get_mut(at) {
                department.total = u32::try_from(people.len()).unwrap_or(u32::MAX);
                department.online = online;
            }
        }
    }

    fn shown(&self, person: usize, show_offline: bool) -> bool {
        show_offline || self.entries.get(person).is_some_and(|entry| entry.employee.state.online())
    }

    /// Departments with what is in them: first their own people, then their sub-departments.
    pub fn tree(&self, folded: &HashSet<String>, show_offline: bool) -> Vec<Line> {
        let mut lines = Vec::new();
        self.branch(0..self.departments.len(), folded, show_offline, &mut lines);
        lines.extend(
            self.loose
                .iter()
                .filter(|person| self.shown(**person, show_offline))
                .map(|&person| Line::Person { department: None, person }),
        );
        lines
    }

    fn branch(&self, range: std::ops::Range<usize>, folded: &HashSet<String>, show_offline: bool, lines: &mut Vec<Line>) {
        let mut at = range.start;
        while at < range.end {
            let Some(department) = self.departments.get(at) else { return };
            let next = at + department.inside + 1;
            if show_offline || department.online > 0 {
                lines.push(Line::Department(at));
                if !folded.contains(&department.id) {
                    let people = department.members.iter().filter(|person| self.shown(**person, show_offline));
                    lines.extend(people.map(|&person| Line::Person { department: Some(at), person }));
                    self.branch(at + 1..next, folded, show_offline, lines);
                }
            }
            at = next;
        }
    }

    /// Everyone in one alphabetical list.
    pub fn flat(&self, show_offline: bool) -> Vec<Line> {
        let people = self.sorted.iter().filter(|person| self.shown(**person, show_offline));
        people.map(|&person| Line::Person { department: None, person }).collect()
    }

    /// Who matches, each once, online or not: by name first, then by title and department. `among`: where a shorter
    /// query found everybody who can match.
    pub fn search(&self, query: &Query, among: Option<Found>) -> Found {
        let among = among.map_or_else(|| self.sorted.clone(), |found| found.people);
        let mut found = Found::default();
        for person in among {
            let Some(entry) = self.entries.get(person) else { continue };
            if query.matches(&entry.words) {
                found.by_name.push(person);
            } else if query.matches_either(&entry.words, &entry.about) {
                found.by_more.push(person);
            } else {
                continue;
            }
            found.people.push(person);
        }
        found
    }
}

/// Whom a search found, each list in order of names.
#[derive(Debug, Default)]
pub struct Found {
    people: Vec<usize>,
    by_name: Vec<usize>,
    by_more: Vec<usize>,
}

impl Found {
    pub fn lines(&self) -> Vec<Line> {
        self.by_name.iter().chain(&self.by_more).map(|&person| Line::Person { department: None, person }).collect()
    }
}

/// A department while the tree is built; children by folded name, then by name.
#[derive(Default)]
struct Branch {
    children: BTreeMap<(String, String), Branch>,
    members: Vec<usize>,
}

impl Branch {
    /// False where the group has no name to stand under.
    fn place(&mut self, group: &str, delimiter: &str, person: usize) -> bool {
        let pieces: Vec<&str> = if delimiter.is_empty() { vec![group] } else { group.splitn(MAX_DEPTH, delimiter).collect() };
        let mut branch = self;
        let mut placed = false;
        for piece in pieces.iter().map(|piece| piece.trim()).filter(|piece| !piece.is_empty()) {
            branch = branch.children.entry((fold(piece), piece.to_owned())).or_default();
            placed = true;
        }
        if placed && branch.members.last() != Some(&person) {
            branch.members.push(person);
        }
        placed
    }

    fn lay_out(self, path: &str, depth: u8, delimiter: &str, out: &mut Vec<Department>) {
        for ((_, name), branch) in self.children {
            let id = if path.is_empty() { name.clone() } else { format!("{path}{delimiter}{name}") };
            let at = out.len();
            let Branch { children, members } = branch;
            out.push(Department { id: id.clone(), name, depth, online: 0, total: 0, inside: 0, members });
            Branch { children, members: Vec::new() }.lay_out(&id, depth.saturating_add(1), delimiter, out);
            let inside = out.len() - at - 1;
            if let Some(department) = out.get_mut(at) {
                department.inside = inside;
            }
        }
    }
}
