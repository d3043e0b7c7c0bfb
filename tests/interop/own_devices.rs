//! What a person's own devices tell each other on a server of another maker: what was chosen for a conversation, what is
//! pinned, marked unread, read and viewed. Each is seen by the device beside, by one that was off meanwhile, and by a new one.

use crate::rooms::stands;
use anyhow::{Context, Result, bail};
use api::{
    Command, FOR_EVER, Mention, Preference, View,
    rows::{NotifyLevel, RoomOptions, RoomStanding},
};
use tests::{
    actor::Actor,
    mirror::Row,
    peers::{PASSWORD, Peer, address},
};

async fn person(peer: &Peer, account: &str) -> Result<Actor> {
    let person = Box::pin(Actor::new()).await?;
    Box::pin(person.sign_in(peer.url(), account, PASSWORD)).await?;
    Ok(person)
}

/// A desk where something is done, a laptop beside it, and one that is off until it is done.
struct Devices<'a> {
    peer: &'a Peer,
    account: &'a str,
    desk: Actor,
    laptop: Actor,
    off: Option<Actor>,
}

impl<'a> Devices<'a> {
    async fn of(peer: &'a Peer, account: &'a str) -> Result<Self> {
        let (desk, laptop) = (person(peer, account).await?, person(peer, account).await?);
        Ok(Self { peer, account, desk, laptop, off: Some(person(peer, account).await?) })
    }

    /// One of them is off from here on, and knows of this.
    async fn one_goes_off(&mut self, view: View, knows: &str) -> Result<()> {
        let off = self.off.as_ref().context("it is off already")?;
        off.until(knows, view, |text| text.contains(knows)).await?;
        off.engine.shut_down().await;
        Ok(())
    }

    /// It is so on the two that are there, then on the one that comes back, and on a new one.
    async fn all_have(&mut self, what: &str, view: View, is_so: impl Fn(&str) -> bool) -> Result<()> {
        for device in [&self.desk, &self.laptop] {
            device.until(what, view.clone(), &is_so).await.context("on a device that was there")?;
        }
        let back = self.off.take().context("none is off")?.restart().await?;
        back.until(what, view.clone(), &is_so).await.context("on a device that was off")?;
        self.off = Some(back);
        self.new_one_has(what, view, is_so).await
    }

    async fn new_one_has(&self, what: &str, view: View, is_so: impl Fn(&str) -> bool) -> Result<()> {
        let new = person(self.peer, self.account).await?;
        new.until(what, view, is_so).await.context("on a new device")?;
        new.engine.shut_down().await;
        Ok(())
    }

    async fn end(self) {
        for device in [Some(self.desk), Some(self.laptop), self.off].into_iter().flatten() {
            device.engine.shut_down().await;
        }
    }
}

/// The line of Recent about this person or room.
fn about<'t>(name: &str, text: &'t str) -> &'t str {
    text.lines().find(|line| line.starts_with(&format!("{name}: "))).unwrap_or_default()
}

fn room(name: &str) -> String {
    format!("{name}@rooms.corp.test")
}

/// Pinned, muted, a favourite; and taken back again.
pub async fn choices(peer: &Peer) -> Result<()> {
    let mut devices = Devices::of(peer, "dave").await?;
    let carol = person(peer, "carol").await?;
    let prefers = async |device: &Actor, preference| {
        device.does(Command::Prefer { conversation: address("carol"), preference }).await.context("a choice")
    };
    carol.says(&address("dave"), "one").await?;
    devices.one_goes_off(View::Conversations, "Carol Clark: one").await?;
    for preference in [Preference::Pinned(true), Preference::MutedUntil(Some(FOR_EVER)), Preference::Favourite(true)] {
        prefers(&devices.desk, preference).await?;
    }
    let chosen = |text: &str| about("Carol Clark", text).ends_with(" pinned muted");
    devices.all_have("the choices", View::Conversations, chosen).await?;
    let favourite = |text: &str| text.starts_with("v Favourites 1/1");
    devices.laptop.until("the favourite", View::Contacts { filter: String::new() }, favourite).await?;
    devices.new_one_has("the favourite", View::Contacts { filter: String::new() }, favourite).await?;

    devices.one_goes_off(View::Conversations, "pinned muted").await?;
    for preference in [Preference::MutedUntil(None), Preference::Pinned(false), Preference::Favourite(false)] {
        prefers(&devices.laptop, preference).await?;
    }
    let not_any_more = |text: &str| !about("Carol Clark", text).is_empty() && !text.contains("pinned") && !text.contains("muted");
    devices.all_have("no choices", View::Conversations, not_any_more).await?;
    carol.engine.shut_down().await;
    devices.end().await;
    Ok(())
}

/// A message at hand in the head, and one from which on it is unread again.
pub async fn pins_and_marks(peer: &Peer) -> Result<()> {
    let mut devices = Devices::of(peer, "erin").await?;
    let carol = person(peer, "carol").await?;
    carol.says(&address("erin"), "the door code is 4711").await?;
    carol.says(&address("erin"), "see you").await?;
    devices.one_goes_off(View::Conversations, "Carol Clark: see you").await?;
    let message = devices.desk.message(&address("carol"), "4711").await?;
    devices.desk.message(&address("carol"), "see you").await?;
    devices.desk.reads(&address("carol")).await?;
    devices.laptop.until("it read", View::Conversations, |text| about("Carol Clark", text) == "Carol Clark: see you").await?;
    devices.desk.does(Command::PinMessage { message: message.clone(), on: true }).await?;
    devices.desk.does(Command::MarkUnread { conversation: address("carol"), message: message.clone() }).await?;
    let marked = |text: &str| about("Carol Clark", text).ends_with(" marked");
    devices.all_have("the mark", View::Conversations, marked).await?;
    let head = View::Conversation { conversation: address("carol") };
    let pinned = |text: &str| text.contains("[pinned Carol Clark: the door code is 4711]");
    let back = devices.off.as_ref().context("it is back")?;
    for device in [&devices.laptop, back] {
        device.until("the pin", head.clone(), pinned).await?;
    }
    devices.new_one_has("the pin", head.clone(), pinned).await?;

    devices.one_goes_off(View::Conversations, " marked").await?;
    devices.laptop.reads(&address("carol")).await?;
    let message = devices.laptop.message(&address("carol"), "4711").await?;
    devices.laptop.does(Command::PinMessage { message, on: false }).await?;
    devices.all_have("no mark", View::Conversations, |text| about("Carol Clark", text) == "Carol Clark: see you").await?;
    let back = devices.off.as_ref().context("it is back")?;
    for device in [&devices.desk, back] {
        device.until("no pin", head.clone(), |text| text.contains("Carol Clark") && !text.contains("[pinned")).await?;
    }
    carol.engine.shut_down().await;
    devices.end().await;
    Ok(())
}

/// The notification center: one entry, then all.
pub async fn viewed(peer: &Peer) -> Result<()> {
    let mut devices = Devices::of(peer, "bob").await?;
    let carol = person(peer, "carol").await?;
    let center = View::Notifications { filter: Default::default() };
    let calls = async |body: &str| {
        let mentions = vec![Mention { begin: 0, end: 4, address: address("bob") }];
        let (conversation, body) = (address("bob"), body.to_owned());
        carol.does(Command::SendText { conversation, body, reply_to: None, mentions, files: Vec::new() }).await
    };
    // Of what scenes before left there only what was said here counts.
    devices.desk.does(Command::ViewAllNotifications).await?;
    devices.laptop.until("nothing new", center.clone(), |text| !text.contains('*')).await?;
    calls("@Bob one").await?;
    calls("@Bob two").await?;
    let news = |count: usize| move |text: &str| text.matches("Mention Carol Clark *").count() == count;
    for device in [&devices.desk, &devices.laptop] {
        device.until("both", center.clone(), news(2)).await?;
    }
    devices.one_goes_off(center.clone(), "Mention Carol Clark *").await?;
    let rows = devices.desk.window(&center).await?.rows;
    let Some(Row::Notification(first)) = rows.first() else { bail!("nothing is there: {rows:?}") };
    devices.desk.does(Command::ViewNotification { id: first.id.clone() }).await?;
    for device in [&devices.desk, &devices.laptop] {
        device.until("one to be viewed", center.clone(), news(1)).await?;
    }
    devices.desk.does(Command::ViewAllNotifications).await?;
    devices.all_have("all viewed", View::Unread, |text| text.ends_with("notifications 0")).await?;
    let back = devices.off.as_ref().context("it is back")?;
    for device in [&devices.laptop, back] {
        device.until("all viewed", center.clone(), |text| text.contains("Mention Carol Clark") && !text.contains('*')).await?;
    }
    carol.engine.shut_down().await;
    devices.end().await;
    Ok(())
}

/// In a room: how far it was read (XEP-0490), and when it calls (XEP-0492, in its bookmark).
pub async fn in_a_room(peer: &Peer) -> Result<()> {
    let plan = room("plan");
    let carol = person(peer, "carol").await?;
    let options = RoomOptions { name: "Plan".into(), open: true, listed: true, anyone_invites: true, ..RoomOptions::default() };
    carol.does(Command::CreateRoom { address: plan.clone(), options, members: Vec::new() }).await?;
    let mut devices = Devices::of(peer, "alice").await?;
    devices.desk.does(Command::JoinRoom { room: plan.clone(), password: None }).await?;
    // What was said before a device came in counts as read there.
    for device in [&devices.desk, &devices.laptop].into_iter().chain(&devices.off) {
        stands(device, &plan, RoomStanding::Joined).await?;
    }
    carol.says(&plan, "one").await?;
    devices.one_goes_off(View::Conversations, "Plan: one").await?;
    carol.says(&plan, "two").await?;
    for device in [&devices.desk, &devices.laptop] {
        device.until("both", View::Conversations, |text| about("Plan", text) == "Plan: two (2)").await?;
    }
    devices.desk.reads(&plan).await?;
    devices.all_have("it read", View::Conversations, |text| about("Plan", text) == "Plan: two").await?;

    devices.one_goes_off(View::Conversations, "Plan: two").await?;
    let prefers = async |device: &Actor, preference| device.does(Command::Prefer { conversation: plan.clone(), preference }).await;
    prefers(&devices.desk, Preference::Notify(NotifyLevel::None)).await?;
    prefers(&devices.desk, Preference::Pinned(true)).await?;
    let head = View::Conversation { conversation: plan.clone() };
    let calls = async |device: &Actor, wanted: NotifyLevel| {
        let (_, mirror) = device.view(&head).await?;
        let so = |row: &Row| matches!(row, Row::Header(head) if head.preferences.notify == wanted);
        device.until(&format!("to call {wanted:?}"), head.clone(), |_| mirror.window().rows.iter().any(so)).await
    };
    calls(&devices.laptop, NotifyLevel::None).await?;
    devices.all_have("the pin", View::Conversations, |text| about("Plan", text).ends_with(" pinned")).await?;
    let back = devices.off.as_ref().context("it is back")?;
    calls(back, NotifyLevel::None).await.context("on a device that was off")?;
    let new = person(peer, "alice").await?;
    calls(&new, NotifyLevel::None).await.context("on a new device")?;
    prefers(&new, Preference::Notify(NotifyLevel::Mentions)).await?;
    for device in [&devices.desk, &devices.laptop, back] {
        calls(device, NotifyLevel::Mentions).await.context("after it was changed there")?;
    }
    for device in [carol, new] {
        device.engine.shut_down().await;
    }
    devices.end().await;
    Ok(())
}
