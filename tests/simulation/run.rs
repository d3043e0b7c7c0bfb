//! One run: a plan carried out step by step, then all is mended and everyone catches up, then it is checked.

use super::{
    check,
    company::{Company, LATE, ROOM, jid, talks},
    device::{Device, name_of},
    pipe::Fate,
    plan::{Act, Amendment, Plan, ServerDoes},
    trace::Trace,
};
use anyhow::{Result, bail, ensure};
use api::{
    Code, Command,
    rows::{MessageRight, MessageState},
};
use std::{collections::BTreeSet, sync::PoisonError};
use tokio::time::{Duration, Instant, sleep};

/// How long a mended world may take until nothing moves any more, and how long nothing must have moved then.
const PATIENCE: Duration = Duration::from_secs(900);
const STILL: Duration = Duration::from_secs(20);
const LOOK: Duration = Duration::from_secs(2);

/// How a run went.
#[derive(Debug)]
pub struct Outcome {
    /// What was wrong; nothing if all was well.
    pub wrong: Option<String>,
    /// The same for every run of the same plan.
    pub fingerprint: u64,
    pub trace: String,
}

/// Something that was written.
#[derive(Debug, Clone)]
pub struct Said {
    pub body: String,
    pub device: usize,
    pub to: usize,
    /// The command was answered before the program could be killed.
    pub surely: bool,
    /// A device of the other side had been there before: what it missed since, it will say that it has.
    pub awaited: bool,
    /// It was taken back, on whichever device, or would have been had the program not been killed.
    pub retracted: bool,
}

pub struct World {
    pub plan: Plan,
    pub company: Company,
    pub devices: Vec<Device>,
    pub said: Vec<Said>,
    corrections: usize,
    /// Devices that were there before anything was said to their person, or in the room: what came later all of them have
    /// missed or read. With what was said to.
    veterans: BTreeSet<(usize, usize)>,
    pub trace: Trace,
}

/// Carries out a plan in a runtime of its own, where time passes only when there is nothing to do.
pub fn run(plan: &Plan, traced: bool) -> Result<Outcome> {
    let folder = tempfile::Builder::new().prefix("hallway-run").tempdir_in(super::memory())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
    runtime.block_on(async {
        let trace = Trace::new(traced);
        let begun = Instant::now();
        let company = Company::open(plan, folder.path(), begun, trace.clone())?;
        let devices =
            plan.cast.iter().enumerate().map(|(number, role)| {
                Device::new(plan, number, *role, folder.path(), begun, company.server.clone(), trace.clone())
            });
        let devices = devices.collect();
        let mut world = World {
            plan: plan.clone(),
            company,
            devices,
            said: Vec::new(),
            corrections: 0,
            veterans: BTreeSet::new(),
            trace: trace.clone(),
        };
        let wrong = world.play().await.err().map(|error| format!("{error:#}"));
        Ok(Outcome { wrong, fingerprint: trace.fingerprint(), trace: trace.text() })
    })
}

impl World {
    async fn play(&mut self) -> Result<()> {
        for step in self.plan.steps.clone() {
            sleep(Duration::from_millis(step.after_ms)).await;
            self.trace.write("plan", &format!("{:?}", step.act));
            self.act(step.act).await?;
            self.no_faults()?;
        }
        self.trace.write("plan", "everything is mended");
        self.mend().await?;
        self.settle().await?;
        check::all_is_there(self).await?;
        self.trace.write("plan", "everyone reads everything");
        self.read_everything().await;
        self.settle().await?;
        check::all_is_there(self).await?;
        check::all_is_read(self)
    }

    fn no_faults(&self) -> Result<()> {
        match self.trace.faults().first() {
            Some(fault) => bail!("{fault}"),
            None => Ok(()),
        }
    }

    fn device(&mut self, number: usize) -> Result<&mut Device> {
        self.devices.get_mut(number).ok_or_else(|| anyhow::anyhow!("no device {number}"))
    }

    async fn act(&mut self, act: Act) -> Result<()> {
        match act {
            Act::Write { device, to } => self.write(device, to).await?,
            Act::Amend { device, of, back, how } => self.amend(device, of, back, how).await?,
            Act::Read { device, of } => self.device(device)?.read(&jid(of)).await,
            Act::Older { device, of } => self.device(device)?.older(&jid(of)).await,
            Act::Type { device, to } => {
                self.device(device)?.does(Command::Typing { conversation: jid(to), active: true }).await;
            }
            Act::Retry { device } => self.retry(device).await?,
            Act::Appear { device, there } => self.device(device)?.appear(there).await,
            Act::Come { device } => self.device(device)?.come().await?,
            Act::Leave { device } => self.device(device)?.leave().await?,
            Act::Kill { device, fuse } => self.device(device)?.kill(fuse),
            Act::Server { does: ServerDoes::Start } => self.company.start()?,
            Act::Server { does: ServerDoes::Stop } => self.company.stop().await,
            Act::Server { does: ServerDoes::Crash } => self.company.crash().await,
            Act::Expire { person } => self.company.expire(person).await?,
            Act::Repeat { to: ROOM, back } => self.company.repeat_in_room(back).await?,
            Act::Repeat { to, back } => self.company.repeat(to, back).await?,
            Act::Hire => self.company.hire_late().await?,
            Act::Meet { .. } | Act::Latency { .. } | Act::Line { .. } => self.weather(act)?,
        }
        Ok(())
    }

    fn weather(&mut self, act: Act) -> Result<()> {
        match act {
            Act::Meet { device, next, way, after, fate } => {
                let device = self.device(device)?;
                match device.life().and_then(|life| life.pipe()).filter(|_| !next) {
                    Some(pipe) if after == super::pipe::After::Bytes(0) => pipe.meet(way, fate),
                    Some(pipe) => pipe.arm(way, after, fate),
                    None => device.weather.lock().unwrap_or_else(PoisonError::into_inner).next = Some((way, after, fate)),
                }
            }
            Act::Latency { device, up_ms, down_ms } => {
                let device = self.device(device)?;
                let (up, down) = (Duration::from_millis(up_ms), Duration::from_millis(down_ms));
                let mut weather = device.weather.lock().unwrap_or_else(PoisonError::into_inner);
                (weather.up_latency, weather.down_latency) = (up, down);
                if let Some(pipe) = device.life().and_then(|life| life.pipe()) {
                    pipe.delay(up, down);
                }
            }
            Act::Line { device, down } => {
                let device = self.device(device)?;
                device.weather.lock().unwrap_or_else(PoisonError::into_inner).down = down;
                if let Some(pipe) = device.life().and_then(|life| life.pipe()).filter(|_| down) {
                    pipe.meet(super::pipe::Way::Up, Fate::Break { arrives: false });
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn write(&mut self, number: usize, to: usize) -> Result<()> {
        let body = format!("m{}", self.said.len());
        if !self.said.iter().any(|said| said.to == to) {
            let there = self.devices.iter().enumerate().filter(|(_, other)| hears(other, to));
            self.veterans.extend(there.map(|(number, _)| (number, to)));
        }
        let device = self.device(number)?;
        if device.session().is_none_or(|session| session.address.is_none()) {
            return Ok(());
        }
        let done = device.does(Command::text(jid(to), body.clone())).await;
        let surely = match done {
            Some(Ok(())) => true,
            // Killed meanwhile: it may have been written down or not.
            None => false,
            Some(Err(error)) => bail!("{} cannot write: {error:?}", device.name),
        };
        self.trace
            .write(&self.devices.get(number).map(|device| device.name.clone()).unwrap_or_default(), &format!("writes {body}"));
        let awaited = to != ROOM && self.devices.iter().any(|other| hears(other, to));
        self.said.push(Said { body, device: number, to, surely, awaited, retracted: false });
        Ok(())
    }

    async fn amend(&mut self, number: usize, of: usize, back: usize, how: Amendment) -> Result<()> {
        self.corrections += 1;
        let corrections = self.corrections;
        let device = self.device(number)?;
        let right = match how {
            Amendment::Correct => MessageRight::Correct,
            Amendment::Retract => MessageRight::Retract,
            Amendment::React { .. } => MessageRight::React,
        };
        let shown = device.shown(&jid(of)).map(|shown| shown.0).unwrap_or_default();
        let Some(target) = shown.iter().rev().filter(|message| message.can.contains(&right)).nth(back) else { return Ok(()) };
        let (name, message) = (name_of(&target.body).to_owned(), target.id.clone());
        let command = match how {
            Amendment::Correct => Command::CorrectText { message, body: format!("{name}.{corrections}"), mentions: Vec::new() },
            Amendment::Retract => Command::Retract { message },
            Amendment::React { emoji, on } => Command::React { message, emoji: emoji.to_owned(), on },
        };
        let done = device.does(command).await;
        let who = device.name.clone();
        match done {
            // The window was not new enough: it was taken back just now.
            Some(Err(error)) if error.code == Code::NotFound => {
                self.trace.write(&who, &format!("cannot {how:?} {name}: {error:?}"));
                return Ok(());
            }
            Some(Err(error)) => bail!("{who} cannot {how:?} {name}: {error:?}"),
            Some(Ok(())) | None => {}
        }
        self.trace.write(&who, &format!("{how:?} {name}, {corrections}"));
        if how == Amendment::Retract {
            self.said.iter_mut().filter(|said| said.body == name).for_each(|said| said.retracted = true);
        }
        Ok(())
    }

    async fn retry(&mut self, number: usize) -> Result<()> {
        let device = self.device(number)?;
        for with in device.conversations() {
            let Some((shown, ..)) = device.shown(&with) else { return Ok(()) };
            for message in shown.iter().filter(|message| matches!(message.state, Some(MessageState::Failed { .. }))) {
                device.does(Command::Retry { message: message.id.clone() }).await;
            }
        }
        Ok(())
    }

    /// From here on nothing breaks any more.
    async fn mend(&mut self) -> Result<()> {
        self.company.start()?;
        for device in &mut self.devices {
            *device.weather.lock().unwrap_or_else(PoisonError::into_inner) = super::road::Weather::default();
            if let Some(life) = device.life() {
                life.put_out();
                if let Some(pipe) = life.pipe() {
                    pipe.delay(Duration::ZERO, Duration::ZERO);
                    if pipe.is_troubled() {
                        pipe.meet(super::pipe::Way::Up, Fate::Break { arrives: true });
                    }
                }
            }
            device.come().await?;
            device.appear(true).await;
        }
        Ok(())
    }

    /// Until everyone is on line and nothing moves any more.
    async fn settle(&mut self) -> Result<()> {
        let begun = Instant::now();
        let mut moved = Instant::now();
        let mut before = String::new();
        loop {
            sleep(LOOK).await;
            self.no_faults()?;
            for device in &mut self.devices {
                device.come().await?;
                for with in device.conversations() {
                    if device.shown(&with).is_some_and(|(_, more, _)| more) {
                        device.older(&with).await;
                    }
                }
            }
            let picture: String = self.devices.iter().map(|device| format!("{} {}\n", device.picture(), device.frames())).collect();
            if picture != before || !self.devices.iter().all(Device::is_back) {
                (before, moved) = (picture, Instant::now());
            } else if moved.elapsed() >= STILL {
                return Ok(());
            }
            ensure!(begun.elapsed() < PATIENCE, "does not come to rest:\n{}", self.picture());
        }
    }

    pub fn picture(&self) -> String {
        self.devices.iter().map(|device| format!("== {}\n{}\n", device.name, device.picture())).collect()
    }

    /// Each conversation on the device that counts most as unread there; the others hear of it.
    async fn read_everything(&self) {
        let people: BTreeSet<usize> = self.devices.iter().map(|device| device.person).collect();
        for person in people {
            for with in talks(person).map(jid) {
                let own = self.devices.iter().filter(|device| device.person == person);
                if let Some(device) = own.max_by_key(|device| device.unread_of(&with)) {
                    device.read(&with).await;
                }
            }
        }
    }

    /// Whether this device was there before anything was said in a conversation.
    pub fn is_veteran(&self, number: usize, talk: usize) -> bool {
        let heard = if talk == ROOM { ROOM } else { self.devices.get(number).map_or(LATE, |device| device.person) };
        self.veterans.contains(&(number, heard))
    }
}

/// Whether what is said to a person or in the room comes to this device, as far as it ever was there.
fn hears(device: &Device, to: usize) -> bool {
    (to == ROOM || device.person == to) && device.has_been_at(to)
}
