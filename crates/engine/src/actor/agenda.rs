//! What is to be done later, and when.

use tokio::time::{Duration, Instant};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Try again to write down what the disk refused.
    Commit,
    /// Ask the archive for the ids of what was sent.
    Settle,
    /// Look for questions that nobody answered.
    Overdue,
    /// Ask for some more cards.
    Cards,
    /// One more page of history.
    History,
    /// Tell other devices and people what was read, chosen and viewed.
    Personal,
    /// Write down what is owed to those who wrote.
    Owed,
    /// Someone said they were typing and never said that they stopped.
    TypingEnds(String),
    /// Somebody in a room said they were typing and never said that they stopped.
    TypingInEnds { room: String, nick: String },
    /// Rooms that may have forgotten one, or do not answer.
    Rooms,
    /// Knock again at this room.
    EnterRoom(String),
    /// One has been out of all rooms: into them again.
    RoomsAnew,
    /// The room is gone: so is its bookmark.
    Unbookmark(String),
    /// Go out of this room.
    LeaveRoom(String),
    /// One more page of the past of some room.
    RoomHistory,
    /// Own presence may have become idle.
    Idle,
    /// Disconnected for so long that others' presence is not true any more.
    PresenceStale,
}

#[derive(Debug, Default)]
pub struct Agenda {
    due: Vec<(Instant, Task)>,
}

impl Agenda {
    /// The earlier one counts where the task stands on the agenda already.
    pub fn add(&mut self, task: Task, after: Duration) {
        let at = Instant::now() + after;
        match self.due.iter_mut().find(|(_, other)| *other == task) {
            Some(entry) => entry.0 = entry.0.min(at),
            None => self.due.push((at, task)),
        }
    }

    /// The later one counts.
    pub fn postpone(&mut self, task: Task, after: Duration) {
        self.remove(&task);
        self.add(task, after);
    }

    pub fn remove(&mut self, task: &Task) {
        self.due.retain(|(_, other)| other != task);
    }

    pub fn has(&self, task: &Task) -> bool {
        self.due.iter().any(|(_, other)| other == task)
    }

    pub fn next(&self) -> Option<Instant> {
        self.due.iter().map(|(at, _)| *at).min()
    }

    /// Takes everything whose time has come, earliest first.
    pub fn take_due(&mut self) -> Vec<Task> {
        let now = Instant::now();
        let (mut due, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.due).into_iter().partition(|(at, _)| *at <= now);
        self.due = later;
        due.sort_by_key(|(at, _)| *at);
        due.into_iter().map(|(_, task)| task).collect()
    }
}
