//! Who may do what, tried one by one: every standing, every action, each in a room of its own. What is not in the table
//! is denied, and what is denied leaves the room as it was.

use wire::payload::command::Command;
use wire::payload::moderate::Moderation;
use wire::payload::muc::{self, Affiliation, AllowPm, Destroy, History, Item, Join, Role, RoomConfig, Whois};
use wire::payload::{ping, room_purge, self_ping, stanza_id};
use wire::stanza;

use super::{affiliate, archive, ask_in, create_with, enter, everything, groupchat, outcome, room, say, set_role};
use crate::client::{Client, Place, bare};

/// A public room that is moderated and semi-anonymous; the topic is the moderators', private messages are for those who
/// may write, and newcomers see the past. `stranger` is nobody's and not inside, `elsewhere` owns another room.
const HALL: &str = "
              join read write invite private topic kick ban list configure destroy delete moderate
  stranger     +    +    .     .      .       .     .    .   .      .        .      .       .
  elsewhere    +    +    .     .      .       .     .    .   .      .        .      .       .
  outcast      .    .    .     .      .       .     .    .   .      .        .      .       .
  visitor      +    +    .     .      .       .     .    .   .      .        .      .       .
  participant  +    +    +     +      +       .     .    .   .      .        .      .       .
  member       +    +    +     +      +       .     .    .   .      .        .      .       .
  moderator    +    +    +     +      +       +     +    .   .      .        .      .       +
  admin        +    +    +     +      +       +     +    +   +      .        .      +       +
  owner        +    +    +     +      +       +     +    +   +      +        +      +       +
";

/// A group for members, where everybody sees everybody, only admins invite, and every member sets the topic.
const CLUB: &str = "
              join read write invite private topic kick ban list configure destroy delete moderate
  stranger     .    .    .     .      .       .     .    .   .      .        .      .       .
  elsewhere    .    .    .     .      .       .     .    .   .      .        .      .       .
  outcast      .    .    .     .      .       .     .    .   .      .        .      .       .
  member       +    +    +     .      +       +     .    .   +      .        .      .       .
  moderator    +    +    +     .      +       +     +    .   +      .        .      .       +
  admin        +    +    +     +      +       +     +    +   +      .        .      +       +
  owner        +    +    +     +      +       +     +    +   +      +        +      +       +
";

/// Alice owns the room, Bob tries, Carol is inside and suffers, Dora is outside.
struct Stage {
    alice: Client,
    bob: Client,
    carol: Client,
    dora: Client,
    room: String,
    /// Archive id of what Carol said.
    word: String,
}

impl Stage {
    async fn set(&mut self, name: &str, config: &RoomConfig) {
        self.room = room(name);
        let tea = self.room.clone();
        create_with(&mut self.alice, &tea, "Alice", config).await;
        if config.members_only == Some(true) {
            outcome(&affiliate(&mut self.alice, &tea, "carol", Affiliation::Member).await).unwrap();
        }
        enter(&mut self.carol, &tea, "Carol").await;
        outcome(&set_role(&mut self.alice, &tea, "Carol", Role::Participant).await).unwrap();
        self.word = stanza_id::id_by(&say(&mut self.carol, &tea, "word").await, &tea).unwrap();
    }

    /// Makes Bob what the table calls him.
    async fn prepare(&mut self, standing: &str, closed: bool) {
        let tea = self.room.clone();
        let affiliation = match standing {
            "outcast" => Some(Affiliation::Outcast),
            "member" => Some(Affiliation::Member),
            "moderator" if closed => Some(Affiliation::Member),
            "admin" => Some(Affiliation::Admin),
            "owner" => Some(Affiliation::Owner),
            _ => None,
        };
        if let Some(affiliation) = affiliation {
            outcome(&affiliate(&mut self.alice, &tea, "bob", affiliation).await).unwrap();
        }
        match standing {
            "stranger" | "outcast" => return,
            "elsewhere" => return create_with(&mut self.bob, &format!("his-{tea}"), "Bob", &RoomConfig::default()).await,
            _ => enter(&mut self.bob, &tea, "Bob").await,
        };
        let role = match standing {
            "participant" => Some(Role::Participant),
            "moderator" => Some(Role::Moderator),
            _ => None,
        };
        if let Some(role) = role {
            outcome(&set_role(&mut self.alice, &tea, "Bob", role).await).unwrap();
        }
    }

    /// Bob tries, and what comes of it is seen where it has to be seen.
    async fn attempt(&mut self, action: &str) -> bool {
        let tea = self.room.clone();
        let (carol, dora) = (format!("{tea}/Carol"), bare("dora"));
        let request = match action {
            "join" => {
                let join = Join { history: History::NONE, password: None };
                return ask_in(&mut self.bob, &tea, "Bob", &join).await.attr("type").is_none();
            }
            "read" => return archive(&mut self.bob, &tea, everything()).await.is_ok(),
            "write" => return self.heard_by_carol(groupchat(&tea, "try").field("body", "try").done()).await,
            "private" => return self.heard_by_carol(stanza::message(&carol, "chat", "try").field("body", "try").done()).await,
            "topic" => return self.heard_by_carol(groupchat(&tea, "try").field("subject", "try").done()).await,
            "invite" => {
                self.bob.send(stanza::message(&tea, "normal", "try").child(muc::invite(&[&dora], None)).done()).await;
                self.bob.settle().await;
                return self.dora.drain().await.iter().any(|stanza| stanza.attr("from") == Some(tea.as_str()));
            }
            "kick" => {
                return outcome(&set_role(&mut self.bob, &tea, "Carol", Role::None).await).is_ok() && !self.carol_is_in().await;
            }
            "list" => {
                let list = self.bob.ask_of(Some(&tea), "get", muc::affiliations_request(Affiliation::Member)).await;
                return outcome(&list).is_ok();
            }
            "ban" => muc::change(Item { affiliation: Some(Affiliation::Outcast), jid: Some(dora), ..Item::default() }),
            "configure" => muc::configure(&RoomConfig { name: Some("his".into()), ..RoomConfig::default() }.to_form(None)),
            "destroy" => muc::destroy_room(&Destroy::default()),
            "delete" => Command::run(room_purge::NODE, Some(room_purge::confirmed())).to_element(),
            "moderate" => Moderation { id: self.word.clone(), reason: None }.to_element(),
            other => panic!("{other} is no action"),
        };
        outcome(&self.bob.ask_of(Some(&tea), "set", request).await).is_ok()
    }

    async fn heard_by_carol(&mut self, message: wire::Element) -> bool {
        self.bob.send(message).await;
        self.bob.settle().await;
        self.carol.drain().await.iter().any(|stanza| stanza.attr("id") == Some("try"))
    }

    async fn carol_is_in(&mut self) -> bool {
        let at = format!("{}/Carol", self.room);
        self_ping::read(&self.carol.ask_of(Some(&at), "get", ping::ping()).await) == self_ping::Presence::Joined
    }

    /// Nothing came of it: Carol is there, what she said is there, and the room is what it was.
    async fn untouched(&mut self, config: &RoomConfig) -> bool {
        let tea = self.room.clone();
        let kept = archive(&mut self.alice, &tea, everything()).await.unwrap();
        let shown = RoomConfig::from_form(&super::form(&mut self.alice, &tea).await);
        let banned = self.alice.ask_of(Some(&tea), "get", muc::affiliations_request(Affiliation::Outcast)).await;
        let topic = self.alice.ask_of(Some(&tea), "get", wire::payload::disco::info_request(None)).await;
        // Not in the ids around it, which are made by chance.
        let says = |answer: &wire::Element, word: &str| answer.children().any(|child| wire::frame::serialize(child).contains(word));
        kept.iter().filter_map(stanza::body).collect::<Vec<_>>() == ["word"]
            && kept.len() == 1
            && shown.name.as_deref() == Some("")
            && shown.members_only == config.members_only
            && !says(&banned, "dora")
            && !says(&topic, "try")
            && self.carol_is_in().await
    }

    async fn strike(&mut self) {
        // Gone already where Bob was allowed to end it.
        self.alice.ask_of(Some(&self.room.clone()), "set", muc::destroy_room(&Destroy::default())).await;
        for client in [&mut self.alice, &mut self.bob, &mut self.carol, &mut self.dora] {
            client.drain().await;
        }
    }
}

/// Tries all of a table and gives it back as it turned out.
async fn tried(table: &str, name: &str, config: &RoomConfig) -> String {
    let place = Place::open().await;
    let mut stage = Stage {
        alice: place.online("alice").await,
        bob: place.online("bob").await,
        carol: place.online("carol").await,
        dora: place.online("dora").await,
        room: String::new(),
        word: String::new(),
    };
    let mut lines = table.trim().lines();
    let header = lines.next().unwrap();
    let actions: Vec<&str> = header.split_whitespace().collect();
    let mut turned_out = vec![header.trim().to_owned()];
    for standing in lines.map(|line| line.split_whitespace().next().unwrap()) {
        let mut cells = vec![standing.to_owned()];
        for action in &actions {
            stage.set(&format!("{name}-{standing}-{action}"), config).await;
            stage.prepare(standing, config.members_only == Some(true)).await;
            stage.carol.drain().await;
            stage.dora.drain().await;
            let allowed = stage.attempt(action).await;
            assert!(allowed || stage.untouched(config).await, "{standing} {action}: denied, and yet something happened");
            cells.push(if allowed { "+" } else { "." }.to_owned());
            stage.strike().await;
        }
        turned_out.push(cells.join(" "));
    }
    place.server.stop().await;
    turned_out.join("\n")
}

/// The table without its blanks.
fn plain(table: &str) -> String {
    let lines = table.trim().lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn in_a_public_hall_everybody_may_do_what_the_table_says() {
    let config = RoomConfig {
        public: Some(true),
        members_only: Some(false),
        moderated: Some(true),
        whois: Some(Whois::Moderators),
        allow_invites: Some(true),
        change_subject: Some(false),
        allow_pm: Some(AllowPm::Participants),
        newcomers_see_past: Some(true),
        ..RoomConfig::default()
    };
    assert_eq!(plain(&tried(HALL, "hall", &config).await), plain(HALL));
}

#[tokio::test]
async fn in_a_closed_group_everybody_may_do_what_the_table_says() {
    let config = RoomConfig {
        members_only: Some(true),
        whois: Some(Whois::Anyone),
        allow_invites: Some(false),
        change_subject: Some(true),
        ..RoomConfig::default()
    };
    assert_eq!(plain(&tried(CLUB, "club", &config).await), plain(CLUB));
}
