//! Everyone who is at work: starts the colleagues' sessions, and gives the cue when somebody should write first.
//!
//! Invariant: nobody writes first while the demo user is away from every device, so that nothing piles up unseen.

use std::collections::HashMap;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::colleague::{Colleague, Cue};
use super::company::samples;
use super::dice::Dice;
use super::replies::OPENINGS;
use super::rooms::CHATTER;
use super::{ACCOUNT, DemoConfig, SECOND};
use crate::core::Handle;
use crate::local::LocalError;

/// The running colleagues.
pub struct Cast {
    tasks: Vec<JoinHandle<()>>,
}

impl Cast {
    /// Brings about two thirds of the company online, everyone with a line to say first among them.
    pub async fn enter(core: &Handle, config: &DemoConfig) -> Result<Self, LocalError> {
        let dice = Dice::new(config.seed, "cast");
        let mut tasks = Vec::new();
        let mut cues: HashMap<&'static str, mpsc::Sender<Cue>> = HashMap::new();
        for sample in samples() {
            let speaks = OPENINGS.iter().any(|(account, _)| *account == sample.account)
                || CHATTER.iter().any(|(_, account, _)| *account == sample.account);
            // The second account is a person too: it is signed in to by whoever tries the demonstration.
            let there = speaks || sample.department.is_empty() || dice.chance(60);
            if sample.account == ACCOUNT || !there {
                continue;
            }
            let (cue, received) = mpsc::channel(4);
            let lively = config.lively && sample.account != SECOND;
            let colleague = Colleague::enter(core, sample, config.seed, config.pace, lively, received).await?;
            tasks.push(tokio::spawn(colleague.live()));
            cues.insert(sample.account, cue);
        }
        if config.lively {
            let rooms = Dice::new(config.seed, "rooms");
            tasks.push(tokio::spawn(chatter(core.clone(), cues.clone(), rooms, config.pace)));
            tasks.push(tokio::spawn(direct(core.clone(), cues, dice, config.pace)));
        }
        Ok(Self { tasks })
    }

    /// Ends every session.
    pub async fn leave(self) {
        for task in &self.tasks {
            task.abort();
        }
        for task in self.tasks {
            // Aborted, which is what was asked for.
            let _ = task.await;
        }
    }
}

/// Lets somebody say something in a room, now and then, while the demo user is there.
async fn chatter(core: Handle, cues: HashMap<&'static str, mpsc::Sender<Cue>>, dice: Dice, pace: f64) {
    let mut next = 0;
    let mut seconds = dice.between(30, 60);
    loop {
        tokio::time::sleep(Duration::from_secs_f64(seconds as f64 * pace)).await;
        // Those who answer each other do not wait long; between two subjects there is a pause.
        seconds = if next % 2 == 0 { dice.between(8, 25) } else { dice.between(90, 240) };
        let Ok(there) = core.ask(|turn| Ok(turn.hall.of(ACCOUNT).any(|session| session.takes_messages()))).await else { return };
        if !there {
            seconds = 10;
            continue;
        }
        let Some((room, account, text)) = CHATTER.get(next % CHATTER.len()) else { return };
        next += 1;
        if let Some(cue) = cues.get(account) {
            // Someone who has left says nothing.
            let _ = cue.send(Cue { room: Some(room), text: (*text).to_owned() }).await;
        }
    }
}

/// Lets somebody write first: soon after the start, then now and then, ever more seldom.
async fn direct(core: Handle, cues: HashMap<&'static str, mpsc::Sender<Cue>>, dice: Dice, pace: f64) {
    let mut waiting: Vec<(&'static str, &'static str)> = Vec::new();
    let mut round = 0;
    let mut seconds = dice.between(18, 30);
    loop {
        tokio::time::sleep(Duration::from_secs_f64(seconds as f64 * pace)).await;
        seconds = dice.between(50, 130) * (1 + 3 * round);
        let Ok(there) = core.ask(|turn| Ok(turn.hall.of(ACCOUNT).any(|session| session.takes_messages()))).await else { return };
        if !there {
            seconds = 10;
            continue;
        }
        if waiting.is_empty() {
            waiting.clone_from(&OPENINGS);
            round = (round + 1).min(4);
        }
        let chosen = usize::try_from(dice.between(0, waiting.len() as u64)).unwrap_or(0);
        if chosen >= waiting.len() {
            continue;
        }
        let (account, text) = waiting.remove(chosen);
        if let Some(cue) = cues.get(account) {
            // Someone who has left says nothing.
            let _ = cue.send(Cue { room: None, text: text.to_owned() }).await;
        }
    }
}
