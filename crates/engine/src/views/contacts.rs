//! The contacts view: the company as a tree or a list, narrowed while typing (F17, F23, F24, F27).
//!
//! Invariant: the counts outside the window are exact. A filter finds everyone, folded away, offline or not,
//! each person once; only the rows of the window are made.

use super::{
    Lines, Live, Scene, Waiting,
    circle::{Circle, FAVOURITES, UNLISTED},
    diff::Sent,
    directory::{Directory, Employee, Found, Line},
    names::{Query, fold},
};
use api::{Anchor, Patches, rows::ContactRow};
use store::{Change, StoreError};

/// Rows of a fresh window, and of one that was extended as far as it goes.
const WINDOW: usize = 200;
/// Rows of the answer to a key: what a tall pane shows, as each key makes them all anew.
const FOUND: usize = 64;
const MOST: usize = 400;
const STEP: usize = 100;

/// A group beside the company's departments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Favourites,
    Unlisted,
}

impl Section {
    fn id(self) -> &'static str {
        match self {
            Self::Favourites => FAVOURITES,
            Self::Unlisted => UNLISTED,
        }
    }

    /// In English: the page has it in all languages, by the id.
    fn name(self) -> &'static str {
        match self {
            Self::Favourites => "Favourites",
            Self::Unlisted => "Not in list",
        }
    }

    /// Counted when it is shown: who comes online changes no line.
    fn online(self, scene: &Scene<'_>, directory: &Directory) -> u32 {
        let Some(circle) = scene.circle else { return 0 };
        let stranger = |address: &String| circle.unlisted().iter().find(|one| one.address == *address);
        let listed = |address: &String| directory.find(address).and_then(|at| directory.get(at)).map(|entry| &entry.employee);
        let online = |employee: &&Employee| employee.state.online();
        super::count(match self {
            Self::Favourites => {
                circle.favourites().iter().filter_map(|one| listed(one).or_else(|| stranger(one))).filter(online).count()
            }
            Self::Unlisted => circle.unlisted().iter().filter(online).count(),
        })
    }
}

/// A line of the view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Section {
        section: Section,
        total: u32,
    },
    /// Someone of the company, by place in the directory.
    Favourite {
        at: usize,
    },
    /// Someone who is not in the list.
    Stranger {
        section: Option<Section>,
        at: usize,
    },
    Company(Line),
}

#[derive(Debug)]
pub struct Contacts {
    query: Query,
    lines: Vec<Row>,
    /// The lines are out of date: people, folds, the filter or who is hidden changed.
    stale: bool,
    /// Whom the last filter found, while they are the same people: one typed further looks only there.
    found: Option<Found>,
    /// Who is offline has a line as well.
    everybody: bool,
    start: usize,
    length: usize,
    sent: Sent<ContactRow>,
}

impl Contacts {
    pub fn new(filter: &str) -> Self {
        Self {
            query: Query::new(filter),
            lines: Vec::new(),
            stale: true,
            found: None,
            everybody: false,
            start: 0,
            length: WINDOW,
            sent: Sent::default(),
        }
    }

    fn list(&mut self, scene: &Scene<'_>, directory: &Directory) {
        let settings = &scene.app.settings;
        let company = if !self.query.is_empty() {
            let found = directory.search(&self.query, self.found.take());
            self.found.insert(found).lines()
        } else if settings.show_groups {
            directory.tree(scene.folded, settings.show_offline)
        } else {
            directory.flat(settings.show_offline)
        };
        let company = company.into_iter().map(Row::Company);
        self.lines = match scene.circle {
            Some(circle) => {
                let (before, behind) = self.beside(circle, scene, directory);
                before.into_iter().chain(company).chain(behind).collect()
            }
            None => company.collect(),
        };
        self.stale = false;
        self.everybody = settings.show_offline || !self.query.is_empty();
    }

    /// People came, went or are called otherwise.
    fn outdated(&mut self) {
        self.stale = true;
        self.found = None;
    }

    /// What stands above the company and below it. While searching there are no sections, only people.
    fn beside(&self, circle: &Circle, scene: &Scene<'_>, directory: &Directory) -> (Vec<Row>, Vec<Row>) {
        let strangers = || 0..circle.unlisted().len();
        if !self.query.is_empty() {
            let found = |at: &usize| circle.unlisted().get(*at).is_some_and(|one| self.query.matches(&fold(&one.name)));
            return (Vec::new(), strangers().filter(found).map(|at| Row::Stranger { section: None, at }).collect());
        }
        let show_offline = scene.app.settings.show_offline;
        let seen = |employee: &Employee| show_offline || employee.state.online();
        let favourite = |address: &String| match directory.find(address) {
            Some(at) => directory.get(at).filter(|entry| seen(&entry.employee)).map(|_| Row::Favourite { at }),
            None => {
                let at = circle.unlisted().iter().position(|one| one.address == *address)?;
                circle.unlisted().get(at).filter(|one| seen(one)).map(|_| Row::Stranger { section: Some(Section::Favourites), at })
            }
        };
        let favourites = circle.favourites().iter().filter_map(favourite).collect();
        let unlisted = strangers().filter(|at| circle.unlisted().get(*at).is_some_and(seen));
        let unlisted = unlisted.map(|at| Row::Stranger { section: Some(Section::Unlisted), at }).collect();
        (under(Section::Favourites, favourites, scene), under(Section::Unlisted, unlisted, scene))
    }

    fn row(&self, line: Row, scene: &Scene<'_>, directory: &Directory) -> Option<ContactRow> {
        match line {
            Row::Company(Line::Department(at)) => {
                let department = directory.department(at)?;
                Some(ContactRow::Department {
                    id: format!("group:{}", department.id),
                    name: department.name.clone(),
                    depth: department.depth,
                    folded: scene.folded.contains(&department.id),
                    online: department.online,
                    total: department.total,
                })
            }
            Row::Company(Line::Person { department, person }) => {
                let employee = &directory.get(person)?.employee;
                let department = department.and_then(|at| directory.department(at));
                let depth = department.map_or(0, |department| department.depth.saturating_add(1));
                Some(self.person(department.map_or("", |department| department.id.as_str()), depth, employee, scene))
            }
            Row::Section { section, total } => Some(ContactRow::Department {
                id: format!("group:{}", section.id()),
                name: section.name().to_owned(),
                depth: 0,
                folded: scene.folded.contains(section.id()),
                online: section.online(scene, directory),
                total,
            }),
            Row::Favourite { at } => Some(self.person(FAVOURITES, 1, &directory.get(at)?.employee, scene)),
            Row::Stranger { section, at } => {
                let depth = u8::from(section.is_some());
                Some(self.person(section.map_or("", Section::id), depth, scene.circle?.unlisted().get(at)?, scene))
            }
        }
    }

    fn person(&self, department: &str, depth: u8, employee: &Employee, scene: &Scene<'_>) -> ContactRow {
        let Waiting { unread, mentions, marked, calling } = scene.waiting_in(&employee.address);
        ContactRow::Person {
            id: format!("{department}/{}", employee.address),
            address: employee.address.clone(),
            name: employee.name.clone(),
            depth,
            availability: employee.state.availability,
            status: employee.state.status.clone(),
            title: employee.title.clone(),
            avatar: employee.avatar.clone(),
            unread,
            mentions,
            marked,
            calling,
            favourite: scene.circle.is_some_and(|circle| circle.favourites().contains(&employee.address)),
            matches: self.query.ranges(&employee.name),
        }
    }
}

/// A section with those who are in it; none where there is nobody.
fn under(section: Section, people: Vec<Row>, scene: &Scene<'_>) -> Vec<Row> {
    if people.is_empty() {
        return Vec::new();
    }
    let head = Row::Section { section, total: super::count(people.len()) };
    let folded = scene.folded.contains(section.id());
    std::iter::once(head).chain(people.into_iter().filter(|_| !folded)).collect()
}

impl Live for Contacts {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Contacts | Change::Fold => {
                self.outdated();
                true
            }
            // Their title may be another: whom a search finds by it is not known from before.
            Change::Person { .. } => {
                self.found = None;
                true
            }
            // Whether someone's line comes or goes is only known to the directory: see `lines_changed`.
            Change::Presence { .. } | Change::Conversation { .. } | Change::Preferences { .. } => true,
            _ => false,
        }
    }

    fn note_app(&mut self, before: &crate::state::AppState, now: &crate::state::AppState) -> bool {
        let (before, now) = (&before.settings, &now.settings);
        let changed = (before.show_offline, before.show_groups) != (now.show_offline, now.show_groups);
        self.stale |= changed;
        changed
    }

    fn needs_directory(&self) -> bool {
        true
    }

    fn lines_changed(&mut self, how: Lines) {
        if how == Lines::Anything {
            self.outdated();
        }
        self.stale |= !self.everybody;
    }

    fn refresh(&mut self, scene: &Scene<'_>) -> Result<Option<Patches>, StoreError> {
        let Some(directory) = scene.directory else {
            return Ok(super::some(self.sent.update(Vec::new(), 0, 0)).map(Patches::Contacts));
        };
        if self.stale {
            self.list(scene, directory);
        }
        self.start = self.start.min(self.lines.len().saturating_sub(1));
        let end = (self.start + self.length).min(self.lines.len());
        let window = self.lines.get(self.start..end).unwrap_or_default();
        let rows = window.iter().filter_map(|line| self.row(*line, scene, directory)).collect();
        let patches = self.sent.update(rows, super::count(self.start), super::count(self.lines.len() - end));
        Ok(super::some(patches).map(Patches::Contacts))
    }

    fn forget(&mut self) {
        self.sent.forget();
        self.outdated();
        self.start = 0;
        self.length = WINDOW;
    }

    fn older(&mut self, _scene: &Scene<'_>) {
        let end = self.start + self.length;
        self.start = self.start.saturating_sub(STEP);
        self.length = (end - self.start).min(MOST);
    }

    fn newer(&mut self, _scene: &Scene<'_>) {
        self.length += STEP;
        if self.length > MOST {
            self.start += self.length - MOST;
            self.length = MOST;
        }
    }

    fn jump(&mut self, anchor: &Anchor, _scene: &Scene<'_>) {
        let index = match anchor {
            Anchor::Index { index } => usize::try_from(*index).unwrap_or(usize::MAX),
            _ => 0,
        };
        // A little of what lies before, so that a first flick upwards finds something.
        self.start = index.min(self.lines.len().saturating_sub(1)).saturating_sub(WINDOW / 4);
        self.length = WINDOW;
    }

    fn filter(&mut self, text: &str) {
        let query = Query::new(text);
        if query != self.query {
            if !query.narrows(&self.query) {
                self.found = None;
            }
            self.query = query;
            self.stale = true;
            self.start = 0;
            self.length = if self.query.is_empty() { WINDOW } else { FOUND };
        }
    }
}
