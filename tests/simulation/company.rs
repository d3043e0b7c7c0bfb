//! The server's side: its data, its people, what it archived.

use super::{
    archive::{self as read, Archived},
    dice::Dice,
    life,
    plan::Plan,
    room,
    trace::Trace,
};
use anyhow::{Context, Result, anyhow};
use server::{
    Server, ServerConfig,
    administration::{self, Person},
    core::{Handle, Turn, lifecycle},
    storage::{
        StorageError,
        accounts::Details,
        archive::{self, Owner},
    },
};
use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock},
};
use tempfile::TempDir;
use tokio::time::Instant;
use wire::{ids::SeededEntropy, limits::Limits, secret::Password, stanza, time::Clock};

pub const DOMAIN: &str = "localhost";
/// Colleagues, who see each other's presence.
pub const PEOPLE: [&str; 3] = ["alice", "bob", "carol"];
/// The number of a person who has no account at first.
pub const LATE: usize = PEOPLE.len();
const LATE_NAME: &str = "late";
/// The number of the room, among those one can write to.
pub const ROOM: usize = LATE + 1;
pub const PASSWORD: &str = "correct horse battery staple";
/// The fewest rounds a client takes part in.
const ITERATIONS: u32 = 4_096;
/// When every run begins.
const BEGINNING: i64 = 1_735_689_600_000;

pub fn name(person: usize) -> &'static str {
    PEOPLE.get(person).copied().unwrap_or(LATE_NAME)
}

/// The address of a person, or of the room.
pub fn jid(talk: usize) -> String {
    if talk == ROOM { room::ADDRESS.to_owned() } else { format!("{}@{DOMAIN}", name(talk)) }
}

/// Everything that someone can write to.
pub fn talks(person: usize) -> impl Iterator<Item = usize> {
    (0..=ROOM).filter(move |talk| *talk != person)
}

/// A clock that goes with the runtime's time.
pub struct SimulatedClock {
    begun: Instant,
    skew_ms: i64,
}

impl SimulatedClock {
    pub fn new(begun: Instant, skew_ms: i64) -> Self {
        Self { begun, skew_ms }
    }
}

impl Clock for SimulatedClock {
    fn now_ms(&self) -> i64 {
        BEGINNING + self.skew_ms + i64::try_from(self.begun.elapsed().as_millis()).unwrap_or(i64::MAX)
    }
}

pub struct Company {
    pub server: super::road::Running,
    config: ServerConfig,
    trace: Trace,
}

fn person(account: &str) -> Result<Person> {
    let password = Password::new(PASSWORD.to_owned());
    let verifier = administration::hash(&password, ITERATIONS, &SeededEntropy::new(7))?;
    let details = Details { full_name: account.to_owned(), ..Details::default() };
    Ok(Person {
        account: account.to_owned(),
        details,
        departments: vec!["All".to_owned()],
        verifier: Some(verifier),
        picture: None,
    })
}

/// A data folder with everybody in it, made once: hashing passwords is not what is simulated.
fn furnished() -> Result<&'static Path> {
    static MADE: OnceLock<Result<TempDir, String>> = OnceLock::new();
    let make = || -> Result<TempDir> {
        let folder = tempfile::Builder::new().prefix("hallway-company").tempdir_in(super::memory())?;
        let people: Vec<Person> = PEOPLE.into_iter().map(person).collect::<Result<_>>()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
        let data = folder.path().to_owned();
        runtime.block_on(async {
            let server = Server::start_staged(config(&data))?;
            let furnish = move |turn: &mut Turn<'_>| {
                administration::put_people(turn, &people)?;
                Ok::<_, administration::AdminError>(room::furnish(turn)?)
            };
            server.handle().transact(furnish).await?;
            server.stop().await;
            anyhow::Ok(())
        })?;
        Ok(folder)
    };
    // Another thread of its own: this one may be within a runtime already.
    let made = MADE.get_or_init(|| {
        let made = std::thread::scope(|scope| scope.spawn(make).join());
        made.map_err(|_| "panicked".to_owned()).and_then(|made| made.map_err(|error| format!("{error:#}")))
    });
    made.as_ref().map(TempDir::path).map_err(|error| anyhow!("{error}"))
}

fn config(data: &Path) -> ServerConfig {
    let mut config = ServerConfig::new(data, std::net::SocketAddr::from(([127, 0, 0, 1], 5280)));
    config.iterations = ITERATIONS;
    config
}

impl Company {
    /// With a server that runs already.
    pub fn open(plan: &Plan, folder: &Path, begun: Instant, trace: Trace) -> Result<Self> {
        let data: PathBuf = folder.join("server");
        life::copy(furnished()?, &data)?;
        let mut config = config(&data);
        config.clock = Arc::new(SimulatedClock::new(begun, 0));
        config.entropy = Arc::new(SeededEntropy::new(plan.seed ^ 0x5e57));
        config.bounds.resume_ms = plan.resume_ms;
        config.bounds.queue_detached = plan.queue_detached;
        config.bounds.page = plan.page;
        // Nobody is slowed down: what a program sent before it was killed is read before the next one signs in.
        config.bounds.bytes_per_second = 0;
        let company = Self { server: Arc::new(Mutex::new(None)), config, trace };
        company.start()?;
        Ok(company)
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Server>> {
        self.server.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn core(&self) -> Option<Handle> {
        self.slot().as_ref().map(Server::handle)
    }

    pub fn start(&self) -> Result<()> {
        let mut slot = self.slot();
        if slot.is_none() {
            self.trace.write("server", "starts");
            *slot = Some(Server::start_staged(self.config.clone())?);
        }
        Ok(())
    }

    pub async fn stop(&self) {
        let server = self.slot().take();
        if let Some(server) = server {
            self.trace.write("server", "stops");
            server.stop().await;
        }
    }

    pub async fn crash(&self) {
        let server = self.slot().take();
        if let Some(server) = server {
            self.trace.write("server", "crashes");
            server.kill().await;
        }
    }

    pub async fn hire_late(&self) -> Result<()> {
        let Some(core) = self.core() else { return Ok(()) };
        let late = person(LATE_NAME)?;
        core.transact(move |turn| administration::put_people(turn, &[late]).map(|_| ())).await?;
        Ok(())
    }

    /// Sessions of this person that wait for their connection are over.
    pub async fn expire(&self, person: usize) -> Result<()> {
        let Some(core) = self.core() else { return Ok(()) };
        core.ask(move |turn| {
            for session in turn.sessions_of(name(person), |session| session.outlet.is_none()) {
                lifecycle::end(turn, session, None)?;
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Delivers again what was archived in the room as the last but `back`.
    pub async fn repeat_in_room(&self, back: usize) -> Result<()> {
        let Some(core) = self.core() else { return Ok(()) };
        core.ask(move |turn| {
            room::repeat(turn, back);
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// The same for this person, to every session that takes messages.
    pub async fn repeat(&self, person: usize, back: usize) -> Result<()> {
        let Some(core) = self.core() else { return Ok(()) };
        core.ask(move |turn| {
            let most = back + 1;
            let page = archive::query(turn.db, name(person), &archive::Filter::default(), &archive::Page::Last, most);
            let Some(entry) = page.ok().and_then(|page| page.entries.into_iter().next()) else { return Ok(()) };
            let Ok(mut message) = wire::frame::parse(&entry.stanza, &Limits::READING) else { return Ok(()) };
            let own = turn.bare_of(name(person));
            if message.attr("from").and_then(stanza::bare).as_deref() == Some(own.as_str()) {
                return Ok(());
            }
            message.append_child(stanza::element("stanza-id", wire::ns::STANZA_ID).attr("by", own).attr("id", entry.id).done());
            for session in turn.sessions_of(name(person), server::core::session::Session::takes_messages) {
                turn.send(session, message.clone());
            }
            Ok(())
        })
        .await?;
        Ok(())
    }

    /// Every message in this person's archive and in the room's, in their order.
    pub async fn archive(&self, person: usize) -> Result<Vec<Archived>> {
        let mut archived = self.read(Owner::Account(name(person)), jid(person), false).await?;
        archived.extend(self.read(Owner::Room(room::NAME), jid(ROOM), true).await?);
        Ok(archived)
    }

    async fn read(&self, owner: Owner<'static>, own: String, is_room: bool) -> Result<Vec<Archived>> {
        let core = self.core().context("the server runs at the end")?;
        let entries = core
            .ask(move |turn| {
                let all = archive::query(turn.db, owner, &archive::Filter::default(), &archive::Page::First, 1_000_000);
                all.map(|answer| answer.entries).map_err(|error| StorageError::Damaged(error.to_string()))
            })
            .await?;
        read::read(&entries, &own, is_room)
    }
}

/// Randomness of one run of one program.
pub fn entropy(seed: u64, device: usize, run: usize) -> Arc<SeededEntropy> {
    let mut dice = Dice::new(seed ^ ((device as u64) << 32) ^ ((run as u64) << 48) ^ 0xe47);
    Arc::new(SeededEntropy::new(dice.below(u64::MAX)))
}
