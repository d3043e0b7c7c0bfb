//! A large company: fifty thousand people in nested departments, one room with five thousand of them, two thousand
//! conversations, and what is said in them. The same for the same number of messages, on every machine.

use store::{Affiliation, Bookmark, Content, Fact, Member, Message, Person, Reply, Subscription, Text};

pub const ME: &str = "me@example.com";
pub const PEOPLE: usize = 50_000;
pub const CONVERSATIONS: usize = 2_000;
pub const MEMBERS: usize = 5_000;
/// The room of everybody; half of all messages are said there.
pub const HALL: &str = "everybody@rooms.example.com";
pub const NOW: i64 = 1_770_000_000_000;
/// Three years of office hours.
pub const SPAN_MS: i64 = 3 * 365 * 24 * 3_600_000;

pub struct Rng(pub u64);

impl Rng {
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % bound as u64).unwrap()
    }

    /// Few are common, many are rare.
    pub fn skewed(&mut self, bound: usize) -> usize {
        let one = self.below(bound) + 1;
        self.below(one)
    }
}

/// Twenty thousand words made of syllables, the common ones first.
pub fn words() -> Vec<String> {
    let mut rng = Rng(7);
    let syllables = [
        "an", "be", "ter", "sch", "ung", "in", "ge", "lo", "ma", "ri", "to", "ka", "el", "ver", "ste", "ne", "ein", "hau", "mit",
        "pro", "ex", "qu", "ys", "ö", "ü", "fra", "kon", "te", "li", "do",
    ];
    let word = |rng: &mut Rng| (0..1 + rng.below(4)).map(|_| syllables[rng.below(syllables.len())]).collect::<String>();
    (0..20_000).map(|_| word(&mut rng)).collect()
}

fn body(rng: &mut Rng, words: &[String]) -> String {
    let many: Vec<&str> = (0..2 + rng.skewed(24)).map(|_| words[rng.skewed(words.len())].as_str()).collect();
    let mut body = many.join(" ");
    if rng.below(200) == 0 {
        body.push_str(" 東京へ行きました");
    }
    body
}

pub fn address(person: usize) -> String {
    format!("person{person}@example.com")
}

/// The address, and whether it is a room.
pub fn conversation(n: usize) -> (String, bool) {
    match n {
        0 => (HALL.into(), true),
        n if n.is_multiple_of(10) => (format!("room{n}@rooms.example.com"), true),
        n => (address(n), false),
    }
}

fn name(person: usize) -> String {
    let first = ["Anna", "Ben", "Carla", "David", "Eva", "Farid", "Greta", "Hans", "Ines", "Jan", "Katja", "Lars", "Mina", "Nils"];
    let last = ["Berg", "Stein", "Feld", "Wald", "Bach", "Dorf", "Hof", "Mann", "Brück", "Ström", "Lund", "Kamp", "Thal", "Moor"];
    let pick = |list: &[&'static str], at: usize| list[at % list.len()];
    format!("{} {}{}", pick(&first, person), pick(&last, person / 14), pick(&last, person / 196).to_lowercase())
}

/// The contact list, rooms and who belongs to the great one.
pub fn company() -> Vec<Fact> {
    let person = |n: usize| Person {
        address: address(n),
        name: name(n),
        groups: vec![format!("Division {:02}::Department {:02}::Team {:02}", n % 10, n / 10 % 10, n / 100 % 10)],
        subscription: Subscription::Both,
        asked: false,
    };
    let rooms = (0..CONVERSATIONS).map(conversation).filter(|(_, room)| *room).map(|(room, _)| Bookmark {
        name: room.split('@').next().unwrap_or_default().to_owned(),
        room,
        nick: None,
        autojoin: true,
        password: None,
        extensions: String::new(),
    });
    let member =
        |n: usize| Member { address: address(n * (PEOPLE / MEMBERS)), affiliation: Affiliation::Member, nick: Some(name(n)) };
    let intranet = r#"{"base":"http://127.0.0.1:1/","websocket":"ws://127.0.0.1:1/ws","domain":"example.com","profile":{
        "name":"Large Company","logo":null,"domain":null,"activity_stream":null,"own_profile":null,"profile":null,
        "update_feed":null,"password_reset":null,"account_hint":null,"idle_minutes":null,"email_domains":[],
        "accounts":"local-part"}}"#;
    vec![
        Fact::Kept { key: "intranet".into(), value: Some(intranet.into()) },
        Fact::Roster { people: (0..PEOPLE).map(person).collect(), version: Some("1".into()) },
        Fact::Bookmarks { rooms: rooms.collect() },
        Fact::Members { room: HALL.into(), members: (0..MEMBERS).map(member).collect() },
    ]
}

/// The n-th of so many messages.
pub fn message(rng: &mut Rng, words: &[String], n: usize, messages: usize) -> Message {
    let (conversation, room) = conversation(if rng.below(2) == 0 { 0 } else { rng.skewed(CONVERSATIONS) });
    let mine = rng.below(3) == 0;
    let at = NOW - SPAN_MS + SPAN_MS / i64::try_from(messages).unwrap() * i64::try_from(n).unwrap();
    let nick = name(rng.below(if conversation == HALL { MEMBERS } else { 40 }));
    let id = n.to_string();
    let earlier = |rng: &mut Rng, most: usize| format!("o{}", n.saturating_sub(1 + rng.below(most)));
    let content = match rng.below(20) {
        0 => Content::Reactions { target: earlier(rng, 2_000), emojis: vec!["👍".into()] },
        1 => Content::Correction { target: earlier(rng, 500), text: Text { body: body(rng, words), ..Text::default() } },
        2 => {
            let reply = Reply { id: earlier(rng, 2_000), ..Reply::default() };
            Content::Text(Text { body: body(rng, words), reply: Some(reply), ..Text::default() })
        }
        _ => Content::text(body(rng, words)),
    };
    Message {
        author: if mine {
            ME.into()
        } else if room {
            format!("{conversation}/{nick}")
        } else {
            conversation.clone()
        },
        nick: room.then_some(nick),
        conversation,
        room,
        mine,
        content,
        at,
        archive_id: Some(format!("01JH{id:0>22}")),
        origin_id: Some(format!("o{id}")),
        ..Message::default()
    }
}
