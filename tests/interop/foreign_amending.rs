//! Three programs of three makers in one room: each answers (XEP-0461), corrects (XEP-0308), reacts (XEP-0444) and takes back
//! (XEP-0424) what it said itself or another said, and all three show the same. Nobody's words are changed by anybody else,
//! whatever their program sends, nor by whoever takes the name of somebody who left.

use anyhow::{Context, Result, ensure};
use api::{Command, View, rows::RoomOptions};
#[cfg(target_os = "linux")]
use tests::peers::{self, Peer};
use tests::{
    actor::Actor,
    peers::{Client, ForeignClient},
    render::said,
    world::World,
};

const BOB: &str = "Bob Brown";
const CAROL: &str = "Carol Clark";

/// Where the three of them meet.
struct Office {
    /// What a person enters as the intranet's URL.
    url: String,
    websocket: String,
    domain: &'static str,
    password: &'static str,
    /// What Alice is called there.
    alice: &'static str,
}

impl Office {
    /// A line of the room, with Alice called as she is here.
    fn line(&self, line: &str) -> String {
        line.replace("Alice Adams", self.alice)
    }

    /// What Alice sees, as the others would write it: the state of her own messages is hers alone.
    fn hers(&self, text: &str) -> Vec<String> {
        let line = |line: &str| line.strip_prefix("me: ").map_or(line.to_owned(), |own| format!("{}: {own}", self.alice));
        said(text).into_iter().map(line).collect()
    }

    fn room(&self) -> String {
        format!("lunch@rooms.{}", self.domain)
    }

    fn timeline(&self) -> View {
        View::Timeline { conversation: self.room() }
    }

    async fn hallway(&self, account: &str) -> Result<Actor> {
        let person = Actor::new().await?;
        person.sign_in(&self.url, account, self.password).await?;
        Ok(person)
    }

    async fn comes_with(&self, client: Client, account: &str, nick: &str) -> Result<ForeignClient> {
        let mut person = ForeignClient::start(client, &self.websocket, self.domain, account, self.password).await?;
        person.joins(&self.room(), nick).await?;
        Ok(person)
    }
}

#[tokio::test]
async fn on_hallways_own_server() -> Result<()> {
    let world = World::start().await?;
    let websocket = format!("{}/xmpp-websocket", world.url().replacen("http", "ws", 1));
    play(&Office { url: world.url(), websocket, domain: World::DOMAIN, password: World::PASSWORD, alice: "Alice Adams" }).await
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_prosody() -> Result<()> {
    // It keeps names for the contact list only, so that one's own is not known.
    at(&Peer::prosody().await?, "alice").await
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn on_ejabberd() -> Result<()> {
    at(&Peer::ejabberd().await?, "Alice Adams").await
}

#[cfg(target_os = "linux")]
async fn at(peer: &Peer, alice: &'static str) -> Result<()> {
    let (url, websocket) = (peer.url().to_owned(), peer.websocket().to_owned());
    let played = play(&Office { url, websocket, domain: peers::DOMAIN, password: peers::PASSWORD, alice }).await;
    match played {
        Ok(()) => Ok(()),
        Err(error) => Err(error.context(format!("the server's own log: {}", peer.keep_log()?.display()))),
    }
}

/// The three, as each sees the room.
struct Three<'a> {
    office: &'a Office,
    alice: Actor,
    bob: ForeignClient,
    carol: ForeignClient,
}

impl Three<'_> {
    /// Each of them has this line.
    async fn all_see(&self, line: &str) -> Result<()> {
        let (office, line) = (self.office, self.office.line(line));
        // Her own has come back from the room as well: only then can she name it to others.
        let back = |text: &str| office.hers(text).contains(&line) && !text.contains("[pending]");
        self.alice.until(&line, office.timeline(), back).await?;
        for person in [&self.bob, &self.carol] {
            person.sees(&office.room(), &line, |lines| lines.contains(&line)).await?;
        }
        Ok(())
    }

    async fn alice_answers(&self, words: &str, answer: &str) -> Result<()> {
        let reply_to = Some(self.alice.message(&self.office.room(), words).await?);
        let (conversation, body) = (self.office.room(), answer.to_owned());
        self.alice.does(Command::SendText { conversation, body, reply_to, mentions: Vec::new(), files: Vec::new() }).await
    }

    async fn alice_reacts(&self, words: &str, emoji: &str, on: bool) -> Result<()> {
        let message = self.alice.message(&self.office.room(), words).await?;
        self.alice.does(Command::React { message, emoji: emoji.into(), on }).await
    }
}

async fn play(office: &Office) -> Result<()> {
    let alice = office.hallway("alice").await?;
    let options = RoomOptions { name: "Lunch".into(), open: true, listed: true, anyone_invites: true, ..RoomOptions::default() };
    alice.does(Command::CreateRoom { address: office.room(), options, members: Vec::new() }).await?;
    let bob = office.comes_with(Client::XmppJs, "bob", BOB).await?;
    let carol = office.comes_with(Client::Stanza, "carol", CAROL).await?;
    let dave = office.comes_with(Client::XmppJs, "dave", "Dave Davis").await?;
    alice.until("all of them", View::Members { room: office.room() }, |text| text.matches('●').count() == 4).await?;
    let mut three = Three { office, alice, bob, carol };
    answering(&mut three).await.context("answers")?;
    correcting(&mut three).await.context("corrections")?;
    reacting(&mut three).await.context("reactions")?;
    taking_back(&mut three).await.context("retractions")?;
    let now = [
        "Alice Adams: Lunch at twelve? (edited) 👍1 🎉1",
        "Bob Brown: (Alice Adams: Lunch at twelve?) Gladly",
        "Carol Clark: (Bob Brown: Gladly) Me too",
        "Alice Adams: (Carol Clark: Me too) Good",
        "Bob Brown: See you there (edited)",
        "Carol Clark: By the door (edited) 👍1",
        "Alice Adams: (removed)",
        "Bob Brown: (removed)",
        "Carol Clark: (removed)",
    ];
    stays(&three, &now).await.context("at the end of it")?;
    forging(&mut three, &now).await.context("what others would make of it")?;
    under_anothers_name(three, dave, &now).await.context("what somebody under another's name would make of it")
}

async fn answering(three: &mut Three<'_>) -> Result<()> {
    let room = three.office.room();
    three.alice.says(&room, "Lunch at tvelve?").await?;
    three.all_see("Alice Adams: Lunch at tvelve?").await?;
    three.bob.answers(&room, "tvelve", "Gladly").await?;
    three.all_see("Bob Brown: (Alice Adams: Lunch at tvelve?) Gladly").await?;
    three.carol.answers(&room, "Gladly", "Me too").await?;
    three.all_see("Carol Clark: (Bob Brown: Gladly) Me too").await?;
    three.alice_answers("Me too", "Good").await?;
    three.all_see("Alice Adams: (Carol Clark: Me too) Good").await
}

async fn correcting(three: &mut Three<'_>) -> Result<()> {
    let room = three.office.room();
    let message = three.alice.message(&room, "tvelve").await?;
    three.alice.does(Command::CorrectText { message, body: "Lunch at twelve?".into(), mentions: Vec::new() }).await?;
    three.all_see("Alice Adams: Lunch at twelve? (edited)").await?;
    // An answer shows what it answers as it is now.
    three.all_see("Bob Brown: (Alice Adams: Lunch at twelve?) Gladly").await?;
    three.bob.says_in(&room, "See you tere").await?;
    three.all_see("Bob Brown: See you tere").await?;
    three.bob.corrects(&room, "tere", "See you ther").await?;
    three.all_see("Bob Brown: See you ther (edited)").await?;
    // Again: the message named is still the first one.
    three.bob.corrects(&room, "ther", "See you there").await?;
    three.all_see("Bob Brown: See you there (edited)").await?;
    three.carol.says_in(&room, "By teh door").await?;
    three.all_see("Carol Clark: By teh door").await?;
    three.carol.corrects(&room, "teh", "By the door").await?;
    three.all_see("Carol Clark: By the door (edited)").await
}

async fn reacting(three: &mut Three<'_>) -> Result<()> {
    let room = three.office.room();
    three.bob.reacts(&room, "Lunch", &["👍"]).await?;
    three.all_see("Alice Adams: Lunch at twelve? (edited) 👍1").await?;
    three.carol.reacts(&room, "Lunch", &["🎉"]).await?;
    three.all_see("Alice Adams: Lunch at twelve? (edited) 👍1 🎉1").await?;
    three.alice_reacts("door", "👍", true).await?;
    three.all_see("Carol Clark: By the door (edited) 👍1").await?;
    three.bob.reacts(&room, "door", &["👍", "🚪"]).await?;
    three.all_see("Carol Clark: By the door (edited) 👍2 🚪1").await?;
    // All that Bob thinks of it is now nothing.
    three.bob.reacts(&room, "door", &[]).await?;
    three.all_see("Carol Clark: By the door (edited) 👍1").await?;
    three.alice_reacts("See you", "👋", true).await?;
    three.all_see("Bob Brown: See you there (edited) 👋1").await?;
    three.alice_reacts("See you", "👋", false).await?;
    three.all_see("Bob Brown: See you there (edited)").await
}

async fn taking_back(three: &mut Three<'_>) -> Result<()> {
    let room = three.office.room();
    three.alice.says(&room, "for another room").await?;
    three.all_see("Alice Adams: for another room").await?;
    let message = three.alice.message(&room, "another room").await?;
    three.alice.does(Command::Retract { message }).await?;
    three.all_see("Alice Adams: (removed)").await?;
    three.bob.says_in(&room, "mine as well").await?;
    three.all_see("Bob Brown: mine as well").await?;
    three.bob.retracts(&room, "as well").await?;
    three.all_see("Bob Brown: (removed)").await?;
    three.carol.says_in(&room, "and mine").await?;
    three.all_see("Carol Clark: and mine").await?;
    three.carol.retracts(&room, "and mine").await?;
    three.all_see("Carol Clark: (removed)").await
}

/// The room is this to everybody who is there, and to whoever comes to it later.
async fn stays(three: &Three<'_>, lines: &[&str]) -> Result<()> {
    let (office, room) = (three.office, three.office.room());
    let lines: Vec<String> = lines.iter().map(|line| office.line(line)).collect();
    for person in [&three.bob, &three.carol] {
        person.sees(&room, "all of it", |seen| seen == lines).await?;
    }
    alice_sees(office, &three.alice, &lines).await
}

/// On the device that was there, and on one that was not.
async fn alice_sees(office: &Office, alice: &Actor, lines: &[String]) -> Result<()> {
    alice.until("all of it", office.timeline(), |text| office.hers(text) == lines).await?;
    let tablet = office.hallway("alice").await?;
    tablet.until("all of it", office.timeline(), |text| office.hers(text) == lines).await.context("on a new device")?;
    tablet.engine.shut_down().await;
    Ok(())
}

/// Programs that do to others' words what only their authors may.
async fn forging(three: &mut Three<'_>, now: &[&str]) -> Result<()> {
    let room = three.office.room();
    three.bob.corrects(&room, "By the door", "By the window").await?;
    three.bob.retracts(&room, "Me too").await?;
    three.bob.corrects(&room, "twelve", "Lunch at one?").await?;
    three.carol.retracts(&room, "See you there").await?;
    three.carol.retracts(&room, "Lunch at").await?;
    three.bob.says_in(&room, "well?").await?;
    let mut lines = now.to_vec();
    lines.push("Bob Brown: well?");
    stays(three, &lines).await
}

/// Dave, who heard all of it, takes the name of Carol, who left.
async fn under_anothers_name(three: Three<'_>, mut dave: ForeignClient, now: &[&str]) -> Result<()> {
    let Three { office, alice, bob, carol } = three;
    let room = office.room();
    carol.stop().await?;
    alice.until("Carol to be gone", View::Members { room: room.clone() }, |text| text.matches('●').count() == 3).await?;
    dave.joins(&room, CAROL).await?;
    dave.corrects(&room, "By the door", "By the window").await?;
    dave.retracts(&room, "Me too").await?;
    dave.says_in(&room, "it is me").await?;
    alice.message(&room, "it is me").await?;
    let (_, mirror) = alice.view(&office.timeline()).await?;
    let lines = office.hers(&tests::render::text(&mirror.window()));
    let kept: Vec<String> = now.iter().map(|line| office.line(line)).collect();
    ensure!(lines.starts_with(&kept), "somebody else's words were changed: {lines:#?}");
    alice_sees(office, &alice, &lines).await?;
    bob.stop().await?;
    dave.stop().await?;
    alice.engine.shut_down().await;
    Ok(())
}
