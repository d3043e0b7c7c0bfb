//! Views as text, so that a scenario reads like what a person sees.

use crate::mirror::{Row, Window};
use api::rows::{
    Availability, Connection, ContactRow, DraftRow, FileRow, FileState, MessageState, Phase, QuickRow, SearchRow, TimelineRow,
};

/// One line for each row.
pub fn text(window: &Window) -> String {
    window.rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The lines of a timeline, without how far own messages got.
pub fn without_states(text: &str) -> Vec<&str> {
    text.lines().map(|line| line.split(" [").next().unwrap_or(line)).collect()
}

/// The same, without notices: what people said.
pub fn said(text: &str) -> Vec<&str> {
    without_states(text).into_iter().filter(|line| !line.starts_with("--")).collect()
}

/// The words alone, without who said them. What is no message, a gap say, stays.
pub fn words(text: &str) -> Vec<&str> {
    said(text).into_iter().map(|line| line.split_once(": ").map_or(line, |(_, words)| words)).collect()
}

fn line(row: &Row) -> String {
    match row {
        Row::Session(row) => {
            let phase = match row.phase {
                Phase::Starting => "starting".to_owned(),
                Phase::SignedOut { reason: None } => "signed out".to_owned(),
                Phase::SignedOut { reason: Some(code) } => format!("signed out: {code:?}"),
                Phase::SigningIn => "signing in".to_owned(),
                Phase::SignedIn => format!("{}, {}", row.name, connection(&row.connection)),
            };
            format!("session: {phase}")
        }
        Row::Unread(row) => format!("messages {}, notifications {}", row.messages, row.notifications),
        Row::Contact(ContactRow::Department { name, depth, folded, online, total, .. }) => {
            format!("{}{} {name} {online}/{total}", indent(*depth), if *folded { ">" } else { "v" })
        }
        Row::Contact(ContactRow::Person { name, depth, availability, status, unread, .. }) => {
            let status = if status.is_empty() { String::new() } else { format!(" \"{status}\"") };
            let unread = if *unread == 0 { String::new() } else { format!(" ({unread})") };
            format!("{}{} {name}{status}{unread}", indent(*depth), dot(*availability))
        }
        Row::Conversation(row) => {
            let speaker = if row.last_mine { "You: " } else { "" };
            let unread = if row.unread == 0 { String::new() } else { format!(" ({})", row.unread) };
            let draft = row.draft.as_deref().map(|draft| format!(" [draft: {draft}]")).unwrap_or_default();
            let marks = [(row.pinned, " pinned"), (row.muted, " muted"), (row.marked, " marked"), (row.mentions > 0, " @")];
            let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
            format!("{}: {speaker}{}{unread}{draft}{marks}", row.name, row.last_text)
        }
        Row::Header(row) => {
            let typing = if row.typing { ", writing…" } else { "" };
            let pins: String = row.pins.iter().map(|pin| format!(" [pinned {}: {}]", pin.author_name, pin.text)).collect();
            format!("{} {}{typing}{pins}{}", dot(row.availability), row.name, draft(&row.draft))
        }
        Row::Timeline(TimelineRow::Message {
            mine,
            author_name,
            body,
            file,
            state,
            reply,
            forwarded,
            reactions,
            edited,
            retracted,
            pinned,
            ..
        }) => {
            let author = if *mine { "me" } else { author_name };
            if let Some(retracted) = retracted {
                return format!("{author}: (removed{})", retracted.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default());
            }
            let reply = reply.as_ref().map(|reply| format!("({}: {}) ", reply.author_name, reply.text)).unwrap_or_default();
            let forwarded = forwarded.as_ref().map(|of| format!("(forwarded from {}) ", of.name)).unwrap_or_default();
            let edited = if *edited { " (edited)" } else { "" };
            let pinned = if *pinned { " (pinned)" } else { "" };
            let reactions: String = reactions.iter().map(|one| format!(" {}{}", one.emoji, one.count)).collect();
            let state = state.map(|state| format!(" [{}]", word(state))).unwrap_or_default();
            format!("{author}: {reply}{forwarded}{}{edited}{pinned}{reactions}{state}", content(body, file.as_ref()))
        }
        Row::Timeline(TimelineRow::Notice { notice, .. }) => format!("-- {notice:?}"),
        Row::Timeline(TimelineRow::Gap { lost, .. }) => if *lost { "~~~ lost" } else { "~~~" }.to_owned(),
        Row::Message(row) => row.versions.iter().map(|version| version.body.as_str()).collect::<Vec<_>>().join(" -> "),
        Row::Room(row) => format!("{} \"{}\" {:?} {}/{}", row.name, row.topic, row.affiliation, row.online, row.members),
        Row::Member(row) => format!("{} {} {:?} {:?}", dot(row.availability), row.name, row.affiliation, row.role),
        Row::PublicRoom(row) => format!("# {}{}", row.name, if row.joined { " (joined)" } else { "" }),
        Row::Found(row) => found(row),
        Row::Quick(QuickRow::Person { name, .. }) => format!("person {name}"),
        Row::Quick(QuickRow::Room { name, .. }) => format!("room {name}"),
        Row::Quick(QuickRow::Message { found: row, .. }) => found(row),
        Row::Archive(row) => match (row.complete, row.lost) {
            (true, true) => "archive complete as the server has it",
            (true, false) => "archive complete",
            (false, _) => "archive incomplete",
        }
        .to_owned(),
        Row::Saved(row) => format!("saved {}{}", row.name, row.failed.map(|code| format!(" failed: {code:?}")).unwrap_or_default()),
        Row::Notification(row) => format!("{:?} {}{}", row.kind, row.title, if row.viewed { "" } else { " *" }),
        Row::Alert(row) => format!("{}: {} ({})", row.title, row.text, row.count),
        Row::Settings(row) => format!("{:?}", row.settings),
        Row::Update(row) => format!("{} {:?}", row.version, row.state),
    }
}

/// The words, or what the file is and where it is.
fn content(body: &str, file: Option<&FileRow>) -> String {
    let Some(file) = file else { return body.to_owned() };
    let kind = format!("{:?}", file.kind).to_lowercase();
    let size = file.width.zip(file.height).map(|(width, height)| format!(" {width}x{height}")).unwrap_or_default();
    let state = match &file.state {
        FileState::Uploading { .. } => "uploading".to_owned(),
        FileState::Remote => "remote".to_owned(),
        FileState::Downloading { .. } => "downloading".to_owned(),
        FileState::Local => "local".to_owned(),
        FileState::Expired => "expired".to_owned(),
        FileState::Failed { code } => format!("failed: {code:?}"),
    };
    let small = if file.thumbnail.is_some() { ", shown small" } else { "" };
    let host = file.foreign_host.as_deref().map(|host| format!(", on {host}")).unwrap_or_default();
    let body = if body.is_empty() { String::new() } else { format!(" {body}") };
    format!("[{kind} {}{size} {state}{host}{small}]{body}", file.name)
}

fn found(row: &SearchRow) -> String {
    format!("{} in {}: {}", row.author_name, row.conversation_name, row.text)
}

fn connection(connection: &Connection) -> &'static str {
    match connection {
        Connection::Connecting => "connecting",
        Connection::CatchingUp => "catching up",
        Connection::Online => "online",
        Connection::Offline { .. } => "offline",
    }
}

fn word(state: MessageState) -> String {
    match state {
        MessageState::Pending => "pending".to_owned(),
        MessageState::Sent => "sent".to_owned(),
        MessageState::Delivered => "delivered".to_owned(),
        MessageState::Read => "read".to_owned(),
        MessageState::Failed { code, retry_at } => {
            format!("failed: {code:?}{}", if retry_at.is_some() { ", later" } else { "" })
        }
    }
}

/// What is being written: what it names and what it has set aside, with the files that go along.
fn draft(row: &DraftRow) -> String {
    if *row == DraftRow::default() {
        return String::new();
    }
    let named = row.words.mentions.iter().map(|mention| format!(", names {}", mention.address));
    let aside = row.aside.iter().map(|aside| format!(", aside: {}", aside.text));
    let files = row.files.iter().map(|file| {
        let marks = [(file.thumbnail, ", shown small"), (file.gone, ", gone")];
        let marks: String = marks.iter().filter(|(on, _)| *on).map(|(_, mark)| *mark).collect();
        format!(" + {} {}{marks}", file.name, file.size)
    });
    format!(" [draft: {}{}]", row.words.text, named.chain(aside).chain(files).collect::<String>())
}

fn dot(availability: Availability) -> &'static str {
    match availability {
        Availability::Available => "●",
        Availability::Away => "◐",
        Availability::DoNotDisturb => "⊖",
        Availability::Offline => "○",
        Availability::AwaitingConfirmation => "◌",
    }
}

fn indent(depth: u8) -> String {
    "  ".repeat(depth.into())
}
