//! The contacts view: the company as a tree or a list, narrowed while typing (F17, F23, F24, F27).
//!
//! Invariant: the counts outside the window are exact. A filter finds everyone, folded away, offline or not,
//! each person once; only the rows of the window are made.

use super::{
    Live, Scene,
    diff::Sent,
    directory::{Directory, Line},
    names::Query,
};
use api::{Anchor, Patches, rows::ContactRow};
use store::{Change, StoreError};

/// Rows of a fresh window, and of one that was extended as far as it goes.
const WINDOW: usize = 200;
const MOST: usize = 400;
const STEP: usize = 100;

#[derive(Debug)]
pub struct Contacts {
    query: Query,
    lines: Vec<Line>,
    /// The lines are out of date: people, folds, the filter or who is hidden changed.
    stale: bool,
    start: usize,
    length: usize,
    sent: Sent<ContactRow>,
}

impl Contacts {
    pub fn new(filter: &str) -> Self {
        Self { query: Query::new(filter), lines: Vec::new(), stale: true, start: 0, length: WINDOW, sent: Sent::default() }
    }

    fn list(&mut self, scene: &Scene<'_>, directory: &Directory) {
        let settings = &scene.app.settings;
        self.lines = if !self.query.is_empty() {
            directory.search(&self.query)
        } else if settings.show_groups {
            directory.tree(scene.folded, settings.show_offline)
        } else {
            directory.flat(settings.show_offline)
        };
        self.stale = false;
    }

    fn row(&self, line: Line, scene: &Scene<'_>, directory: &Directory) -> Option<ContactRow> {
        match line {
            Line::Department(at) => {
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
            Line::Person { department, person } => {
                let employee = &directory.get(person)?.employee;
                let department = department.and_then(|at| directory.department(at));
                Some(ContactRow::Person {
                    id: format!("{}/{}", department.map_or("", |department| department.id.as_str()), employee.address),
                    address: employee.address.clone(),
                    name: employee.name.clone(),
                    depth: department.map_or(0, |department| department.depth.saturating_add(1)),
                    availability: employee.state.availability,
                    status: employee.state.status.clone(),
                    title: employee.title.clone(),
                    avatar: employee.avatar.clone(),
                    unread: scene.unread_of(&employee.address),
                    matches: self.query.ranges(&employee.name),
                })
            }
        }
    }
}

impl Live for Contacts {
    fn note(&mut self, change: &Change) -> bool {
        match change {
            Change::Contacts | Change::Fold => {
                self.stale = true;
                true
            }
            // Whether someone's line comes or goes is only known to the directory: see `lines_changed`.
            Change::Person { .. } | Change::Presence { .. } | Change::Conversation { .. } => true,
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

    fn lines_changed(&mut self) {
        self.stale = true;
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
        self.stale = true;
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
            self.query = query;
            self.stale = true;
            self.start = 0;
            self.length = WINDOW;
        }
    }
}
