//! One device of a person: its disk, its keyring, the program that runs on it or does not, and what its windows show.

use super::{
    company::{self, PASSWORD, ROOM, SimulatedClock, jid},
    life::{Fuse, Life},
    plan::{Plan, Role},
    road::{DeviceRoad, Running, URL, Weather},
    trace::Trace,
};
use crate::mirror::{Mirror, Row, Window};
use anyhow::{Context, Result};
use api::{
    Command, Secret, Setting, View, ViewId,
    rows::{Availability, Connection, MessageRight, MessageState, Phase, RoomStanding, SessionRow, TimelineRow},
};
use engine::{Engine, EngineConfig, MemoryCredentials, Stage};
use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::time::{Duration, Instant, sleep};

/// One program from its start to its end.
struct Program {
    life: Arc<Life>,
    engine: Engine,
    windows: BTreeMap<String, (ViewId, Mirror)>,
    session: Mirror,
    unread: Mirror,
    conversations: Mirror,
    room: Mirror,
}

pub struct Device {
    pub name: String,
    pub person: usize,
    pub weather: Arc<Mutex<Weather>>,
    number: usize,
    seed: u64,
    clock: Arc<SimulatedClock>,
    credentials: Arc<MemoryCredentials>,
    folder: PathBuf,
    /// How often a program was started here; its disk is named by it.
    runs: usize,
    /// Everybody whose conversation is looked at.
    others: Vec<String>,
    /// Some program here was on line, with all that was said before.
    been_online: Arc<AtomicBool>,
    been_in_room: Arc<AtomicBool>,
    program: Option<Program>,
    server: Running,
    trace: Trace,
}

/// A message as a window shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub id: String,
    pub mine: bool,
    pub body: String,
    pub state: Option<MessageState>,
    /// As it is compared with the archive.
    pub text: String,
    pub can: Vec<MessageRight>,
}

impl Shown {
    /// What it is known by, however often it was corrected.
    pub fn name(&self) -> &str {
        name_of(&self.body)
    }
}

/// The part of a body that a correction keeps.
pub fn name_of(body: &str) -> &str {
    body.split('.').next().unwrap_or_default()
}

/// The name of a device: the person's initial, and which of theirs it is.
fn device_name(plan: &Plan, number: usize, role: Role) -> String {
    let place = plan.cast.iter().take(number).filter(|other| other.person == role.person).count();
    format!("{}{}", company::name(role.person).chars().next().unwrap_or('?'), place + 1)
}

impl Device {
    pub fn new(plan: &Plan, number: usize, role: Role, folder: &Path, begun: Instant, server: Running, trace: Trace) -> Self {
        let name = device_name(plan, number, role);
        let others = company::talks(role.person).map(jid).collect();
        Self {
            folder: folder.join(&name),
            person: role.person,
            weather: Arc::default(),
            number,
            seed: plan.seed,
            clock: Arc::new(SimulatedClock::new(begun, role.skew_ms)),
            credentials: Arc::default(),
            runs: 0,
            others,
            been_online: Arc::default(),
            been_in_room: Arc::default(),
            program: None,
            server,
            trace,
            name,
        }
    }

    fn disk(&self, run: usize) -> PathBuf {
        self.folder.join(run.to_string())
    }

    /// The program, if it runs.
    fn living(&self) -> Option<&Program> {
        self.program.as_ref().filter(|program| !program.life.is_dead())
    }

    pub fn runs(&self) -> bool {
        self.living().is_some()
    }

    pub fn life(&self) -> Option<Arc<Life>> {
        self.living().map(|program| Arc::clone(&program.life))
    }

    /// Starts the program where it does not run; signs in where nobody is signed in.
    pub async fn come(&mut self) -> Result<()> {
        if !self.runs() {
            self.bury().await;
            self.start().await?;
        }
        let is_out = self.session().is_some_and(|session| matches!(session.phase, Phase::SignedOut { .. }));
        if is_out {
            let (account, password) = (company::name(self.person).to_owned(), Secret::new(PASSWORD));
            self.does(Command::SignIn { url: URL.to_owned(), account, password }).await;
        }
        Ok(())
    }

    async fn start(&mut self) -> Result<()> {
        let disk = self.disk(self.runs);
        self.runs += 1;
        self.trace.write(&self.name, "starts");
        let life = Arc::new(Life::new(&self.name, &disk, &self.disk(self.runs), self.trace.clone()));
        let road = DeviceRoad {
            name: self.name.clone(),
            server: Arc::clone(&self.server),
            weather: Arc::clone(&self.weather),
            life: Arc::clone(&life),
            trace: self.trace.clone(),
        };
        let writes = Arc::clone(&life);
        let stage = Stage { road: Arc::new(road), wrote: Arc::new(move || writes.committed()) };
        let config = EngineConfig {
            data_dir: disk,
            net: engine::NetConfig::default(),
            clock: self.clock.clone(),
            entropy: company::entropy(self.seed, self.number, self.runs),
            version: "0.0.0-simulated".to_owned(),
            credentials: self.credentials.clone(),
            downloads: self.folder.join("downloads"),
            mark_downloaded: |_| {},
        };
        let engine = Engine::start_staged(stage, config).await;
        let mut program = Program {
            life,
            engine,
            windows: BTreeMap::new(),
            session: Mirror::default(),
            unread: Mirror::default(),
            conversations: Mirror::default(),
            room: Mirror::default(),
        };
        program.session = self.look(&program, 1, View::Session).await?;
        program.unread = self.look(&program, 2, View::Unread).await?;
        program.conversations = self.look(&program, 3, View::Conversations).await?;
        program.room = self.look(&program, 4, View::Room { room: jid(ROOM) }).await?;
        for (view, other) in (5..).zip(&self.others) {
            let mirror = self.look(&program, view, View::Timeline { conversation: other.clone() }).await?;
            program.windows.insert(other.clone(), (ViewId(view), mirror));
        }
        self.program = Some(program);
        // What is owed for reading is one more thing that must not be lost.
        self.does(Command::Set { setting: Setting::ReadMarkers(true) }).await;
        Ok(())
    }

    /// Opens a view whose every update is checked.
    async fn look(&self, program: &Program, id: u32, view: View) -> Result<Mirror> {
        let mirror = Mirror::default();
        let (sink, trace, name, life) = (mirror.clone(), self.trace.clone(), self.name.clone(), Arc::clone(&program.life));
        let (online, inside) = (Arc::clone(&self.been_online), Arc::clone(&self.been_in_room));
        let hears = move |update| {
            sink.apply(update);
            if !life.is_dead() {
                sink.look(|window| check_window(window, &name, &trace));
                online.fetch_or(sink.look(shows_online), Ordering::Relaxed);
                inside.fetch_or(sink.look(shows_room), Ordering::Relaxed);
            }
        };
        program.engine.open_view(ViewId(id), view.clone(), hears).await.with_context(|| format!("{view:?}"))?;
        Ok(mirror)
    }

    /// A program that was killed goes on in the simulation, cut off from everything: it is ended.
    async fn bury(&mut self) {
        if let Some(program) = self.program.take() {
            tokio::spawn(async move { program.engine.shut_down().await });
        }
    }

    /// Ends the program in order.
    pub async fn leave(&mut self) -> Result<()> {
        let Some(program) = self.program.take().filter(|program| !program.life.is_dead()) else { return Ok(()) };
        self.trace.write(&self.name, "leaves");
        program.engine.shut_down().await;
        // The store closes its files a moment later.
        sleep(Duration::from_millis(1)).await;
        if !program.life.is_dead() {
            // The next run has its disk under the next name.
            std::fs::rename(self.disk(self.runs - 1), self.disk(self.runs))?;
        }
        Ok(())
    }

    pub fn kill(&self, fuse: Fuse) {
        if let Some(program) = self.living() {
            program.life.light(fuse);
        }
    }

    /// Carries out a command. True if it surely was; it was not surely when the program is killed meanwhile.
    pub async fn does(&self, command: Command) -> Option<Result<(), api::Error>> {
        let program = self.living()?;
        let done = program.engine.execute(command).await;
        (!program.life.is_dead()).then_some(done)
    }

    pub async fn appear(&self, there: bool) {
        let availability = if there { Availability::Available } else { Availability::Offline };
        self.does(Command::SetPresence { availability, status: String::new() }).await;
    }

    pub fn session(&self) -> Option<SessionRow> {
        self.living()?.session.look(|window| match window.rows.first() {
            Some(Row::Session(row)) => Some(row.clone()),
            _ => None,
        })
    }

    pub fn is_online(&self) -> bool {
        self.living().is_some_and(|program| program.session.look(shows_online))
    }

    /// On line, and in the room.
    pub fn is_back(&self) -> bool {
        self.is_online() && self.living().is_some_and(|program| program.room.look(shows_room))
    }

    /// Whether it has been where this is said to before.
    pub fn has_been_at(&self, talk: usize) -> bool {
        let been = if talk == ROOM { &self.been_in_room } else { &self.been_online };
        been.load(Ordering::Relaxed)
    }

    /// Unread messages of a conversation.
    pub fn unread_of(&self, with: &str) -> u32 {
        let count = |window: &Window| {
            window.rows.iter().find_map(|row| match row {
                Row::Conversation(row) if row.id == with => Some(row.unread),
                _ => None,
            })
        };
        self.living().and_then(|program| program.conversations.look(count)).unwrap_or(0)
    }

    /// Unread messages, in all.
    pub fn unread(&self) -> Option<u32> {
        self.living()?.unread.look(|window| match window.rows.first() {
            Some(Row::Unread(row)) => Some(row.messages),
            _ => None,
        })
    }

    pub fn conversations(&self) -> Vec<String> {
        self.others.clone()
    }

    fn window<T>(&self, with: &str, look: impl FnOnce(&Window) -> T) -> Option<T> {
        Some(self.living()?.windows.get(with)?.1.look(look))
    }

    /// What the window of a conversation shows, and whether there is more above, and a hole in it.
    pub fn shown(&self, with: &str) -> Option<(Vec<Shown>, bool, bool)> {
        self.window(with, |window| {
            let holes = window.rows.iter().any(|row| matches!(row, Row::Timeline(TimelineRow::Gap { .. })));
            (window.rows.iter().filter_map(shown).collect(), window.before > 0, holes)
        })
    }

    pub async fn older(&self, with: &str) {
        let Some(view) = self.living().and_then(|program| program.windows.get(with)).map(|window| window.0) else { return };
        self.does(Command::LoadOlder { view }).await;
    }

    /// Reads a conversation to its end.
    pub async fn read(&self, with: &str) {
        let last = self.window(with, |window| window.rows.iter().rev().find_map(shown));
        if let Some(message) = last.flatten() {
            self.does(Command::MarkRead { conversation: with.to_owned(), message: message.id }).await;
        }
    }

    /// Everything that stands in its windows, to see whether anything still moves.
    pub fn picture(&self) -> String {
        let Some(program) = self.living() else { return String::new() };
        let mirrors = program.windows.values().map(|window| &window.1).chain([
            &program.session,
            &program.unread,
            &program.conversations,
            &program.room,
        ]);
        mirrors.map(|mirror| mirror.look(crate::render::text)).collect::<Vec<_>>().join("\n--\n")
    }

    /// Stanzas it has sent and received.
    pub fn frames(&self) -> u64 {
        self.living().map_or(0, |program| program.life.frames())
    }
}

fn shows_online(window: &Window) -> bool {
    let online = |row: &SessionRow| row.phase == Phase::SignedIn && row.connection == Connection::Online;
    matches!(window.rows.first(), Some(Row::Session(row)) if online(row))
}

fn shows_room(window: &Window) -> bool {
    matches!(window.rows.first(), Some(Row::Room(row)) if row.standing == RoomStanding::Joined)
}

fn shown(row: &Row) -> Option<Shown> {
    match row {
        Row::Timeline(TimelineRow::Message { id, mine, body, state, edited, retracted, reactions, can, .. }) => {
            let reactions = reactions.iter().map(|reaction| (reaction.emoji.as_str(), reaction.count)).collect();
            let text = super::archive::text(body, *edited, retracted.is_some(), &reactions);
            Some(Shown { id: id.clone(), mine: *mine, body: body.clone(), state: *state, text, can: can.clone() })
        }
        _ => None,
    }
}

/// What must be so at every moment: no message twice, no patch that makes no sense.
fn check_window(window: &Window, name: &str, trace: &Trace) {
    if let Some(fault) = window.faults.first() {
        trace.fault(name, fault);
    }
    let mut names = HashSet::new();
    for message in window.rows.iter().filter_map(shown).filter(|message| !message.body.is_empty()) {
        if !names.insert(message.name().to_owned()) {
            trace.fault(name, &format!("shows \"{}\" twice", message.body));
        }
    }
}
