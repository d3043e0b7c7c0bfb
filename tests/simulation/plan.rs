//! What is to happen in a run: who has which devices, what they do, and what befalls them. All of it from a seed.
//!
//! Invariant: a step names its devices and people by number and makes sense after any other, or does nothing. So any
//! part of a plan is a plan, and a failing one can be made shorter.

use super::{
    company::{self, LATE, PEOPLE, ROOM},
    dice::Dice,
    life::Fuse,
    pipe::{After, Fate, Way},
};
use std::fmt;

/// Numbers of a device, of a person, and of what one can write to: a person or the room.
pub type DeviceNo = usize;
pub type PersonNo = usize;
pub type TalkNo = usize;

/// What is done to a message that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amendment {
    Correct,
    Retract,
    React { emoji: &'static str, on: bool },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Write {
        device: DeviceNo,
        to: TalkNo,
    },
    /// Does something to the message so many places above the newest one that allows it.
    Amend {
        device: DeviceNo,
        of: TalkNo,
        back: usize,
        how: Amendment,
    },
    /// Reads a conversation to its end.
    Read {
        device: DeviceNo,
        of: TalkNo,
    },
    Older {
        device: DeviceNo,
        of: TalkNo,
    },
    Type {
        device: DeviceNo,
        to: TalkNo,
    },
    /// Sends again what came back.
    Retry {
        device: DeviceNo,
    },
    /// Says to be there, or not to be.
    Appear {
        device: DeviceNo,
        there: bool,
    },
    /// Starts the program, and signs in where nobody is.
    Come {
        device: DeviceNo,
    },
    /// Ends the program in order.
    Leave {
        device: DeviceNo,
    },
    Kill {
        device: DeviceNo,
        fuse: Fuse,
    },
    /// The next connection, or the one that is there, meets this.
    Meet {
        device: DeviceNo,
        next: bool,
        way: Way,
        after: After,
        fate: Fate,
    },
    Latency {
        device: DeviceNo,
        up_ms: u64,
        down_ms: u64,
    },
    Line {
        device: DeviceNo,
        down: bool,
    },
    Server {
        does: ServerDoes,
    },
    /// The server forgets the streams of this person that wait to be resumed.
    Expire {
        person: PersonNo,
    },
    /// The server delivers something again that it has delivered before, to a person or in the room.
    Repeat {
        to: TalkNo,
        back: usize,
    },
    /// From now on the account exists that messages came back from.
    Hire,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ServerDoes {
    Start,
    Stop,
    Crash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Pause before it.
    pub after_ms: u64,
    pub act: Act,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    pub person: PersonNo,
    /// By how much its clock is wrong.
    pub skew_ms: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    pub cast: Vec<Role>,
    /// The server's bounds.
    pub resume_ms: i64,
    pub queue_detached: usize,
    pub page: usize,
    pub steps: Vec<Step>,
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "resumption {} ms, queue {}, page {}", self.resume_ms, self.queue_detached, self.page)?;
        for (number, role) in self.cast.iter().enumerate() {
            writeln!(formatter, "device {number} of {}, clock {:+} ms", company::name(role.person), role.skew_ms)?;
        }
        for step in &self.steps {
            writeln!(formatter, "{:>6} ms  {:?}", step.after_ms, step.act)?;
        }
        Ok(())
    }
}

/// How often which kind of step comes; every run has its own temper.
struct Temper {
    cuts: u64,
    kills: u64,
    comings: u64,
    server: u64,
    slow: u64,
    odd: u64,
    amends: u64,
    /// Percent of what is said that is said in the room.
    room: u64,
    /// Percent of the pauses that are short, and that are longer than any patience.
    short: u64,
    long: u64,
}

impl Temper {
    fn throw(dice: &mut Dice) -> Self {
        let mut some = |most: u64| if dice.chance(50) { dice.below(most + 1) } else { 0 };
        let (cuts, kills, comings, server, slow, odd) = (some(30), some(20), some(25), some(15), some(15), some(10));
        let (amends, room) = (some(25), some(100));
        Self { cuts, kills, comings, server, slow, odd, amends, room, short: 40 + dice.below(50), long: dice.below(8) }
    }

    fn pause(&self, dice: &mut Dice) -> u64 {
        if dice.chance(self.short) {
            dice.below(60)
        } else if dice.chance(self.long) {
            10_000 + dice.below(60_000)
        } else {
            dice.below(4_000)
        }
    }
}

impl Plan {
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::new(seed ^ 0x6861_6c6c_7761_7900);
        let people = if dice.chance(70) { 2 } else { PEOPLE.len() };
        let mut cast = Vec::new();
        for person in 0..people {
            for _ in 0..dice.pick(&[1, 1, 2, 2, 3]).unwrap_or(1) {
                cast.push(Role { person, skew_ms: skew(&mut dice) });
            }
        }
        let temper = Temper::throw(&mut dice);
        let mut steps = Vec::new();
        for device in 0..cast.len() {
            // Some come later, to what has been said without them.
            if device == 0 || dice.chance(75) {
                steps.push(Step { after_ms: dice.below(500), act: Act::Come { device } });
            }
        }
        for _ in 0..20 + dice.below(60) {
            let after_ms = temper.pause(&mut dice);
            if let Some(act) = act(&mut dice, &temper, &cast, people) {
                steps.push(Step { after_ms, act });
            }
        }
        Self {
            seed,
            cast,
            resume_ms: dice.pick(&[2_000, 15_000, 600_000, 600_000]).unwrap_or(600_000),
            queue_detached: dice.pick(&[4, 1_000, 1_000]).unwrap_or(1_000),
            page: dice.pick(&[2, 5, 20, 250]).unwrap_or(250),
            steps,
        }
    }
}

fn skew(dice: &mut Dice) -> i64 {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    dice.pick(&[0, 0, 0, 700, -700, DAY, -DAY]).unwrap_or(0)
}

#[derive(Clone, Copy)]
enum Kind {
    Write,
    Amend,
    Read,
    Look,
    Cut,
    Kill,
    Come,
    Leave,
    Server,
    Slow,
    Odd,
}

fn act(dice: &mut Dice, temper: &Temper, cast: &[Role], people: usize) -> Option<Act> {
    let kinds = [
        (50, Kind::Write),
        (temper.amends, Kind::Amend),
        (12, Kind::Read),
        (4, Kind::Look),
        (temper.cuts, Kind::Cut),
        (temper.kills, Kind::Kill),
        (10 + temper.comings + temper.kills, Kind::Come),
        (temper.comings, Kind::Leave),
        (temper.server, Kind::Server),
        (temper.slow, Kind::Slow),
        (temper.odd, Kind::Odd),
    ];
    let device = dice.index(cast.len());
    let own = cast.get(device)?.person;
    let other = if dice.chance(temper.room) { ROOM } else { (own + 1 + dice.index(people - 1)) % people };
    Some(match dice.weighted(&kinds)? {
        Kind::Write if dice.chance(3) => Act::Write { device, to: LATE },
        Kind::Write => Act::Write { device, to: other },
        Kind::Amend => Act::Amend { device, of: other, back: dice.index(3), how: amendment(dice)? },
        Kind::Read => Act::Read { device, of: other },
        Kind::Look if dice.chance(50) => Act::Older { device, of: other },
        Kind::Look => Act::Type { device, to: other },
        Kind::Cut => cut(dice, device),
        Kind::Kill => Act::Kill { device, fuse: fuse(dice) },
        Kind::Come => Act::Come { device },
        Kind::Leave => Act::Leave { device },
        Kind::Server => {
            Act::Server { does: dice.pick(&[ServerDoes::Start, ServerDoes::Start, ServerDoes::Stop, ServerDoes::Crash])? }
        }
        Kind::Slow => slow(dice, device),
        Kind::Odd => match dice.below(6) {
            0 => Act::Expire { person: dice.index(people) },
            1 => Act::Hire,
            2 => Act::Retry { device },
            3 => Act::Appear { device, there: dice.chance(60) },
            _ => Act::Repeat { to: if other == ROOM { ROOM } else { own }, back: dice.index(6) },
        },
    })
}

fn amendment(dice: &mut Dice) -> Option<Amendment> {
    Some(match dice.below(4) {
        0 | 1 => Amendment::Correct,
        2 => Amendment::Retract,
        _ => Amendment::React { emoji: dice.pick(&["👍", "🎉"])?, on: dice.chance(75) },
    })
}

fn fuse(dice: &mut Dice) -> Fuse {
    let few = u32::try_from(1 + dice.below(12)).unwrap_or(1);
    dice.pick(&[Fuse::Now, Fuse::Commits(few), Fuse::Commits(few), Fuse::Frames(few)]).unwrap_or(Fuse::Now)
}

fn cut(dice: &mut Dice, device: DeviceNo) -> Act {
    let after = if dice.chance(30) {
        After::Bytes(0)
    } else if dice.chance(50) {
        After::Bytes(dice.index(3_000))
    } else {
        After::Writes(1 + dice.index(12))
    };
    let fate = if dice.chance(80) { Fate::Break { arrives: dice.chance(50) } } else { Fate::Swallow };
    Act::Meet { device, next: dice.chance(25), way: if dice.chance(50) { Way::Up } else { Way::Down }, after, fate }
}

fn slow(dice: &mut Dice, device: DeviceNo) -> Act {
    let latency = |dice: &mut Dice| match dice.below(10) {
        0..5 => dice.below(40),
        5..9 => dice.below(900),
        _ => dice.below(12_000),
    };
    match dice.below(4) {
        0 => Act::Line { device, down: true },
        1 => Act::Line { device, down: false },
        _ => Act::Latency { device, up_ms: latency(dice), down_ms: latency(dice) },
    }
}
