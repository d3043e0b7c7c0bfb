//! The pages that are there, one for each window: which views each has open, what it looks at, how much it asks, and
//! whether it is asked to part with what it holds.
//!
//! Invariants: a page cannot flood the engine; views end with the page that opened them; pages number their views each by
//! themselves, so the engine hears a number that says whose it is.

use api::{Code, Command, ConversationId, Error, ViewId};
use engine::Engine;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};
use tokio::sync::oneshot;

/// The shell opens its own views from here upwards; the pages' are below.
pub const FIRST_SHELL_VIEW: u32 = 1 << 31;
/// Numbers of one page.
const NUMBERS: u32 = 1 << 22;
/// More views than any window shows, and more windows than anybody has open.
const MOST_VIEWS: usize = 256;
const MOST_PAGES: u32 = FIRST_SHELL_VIEW / NUMBERS;
/// Calls a page may make at once, and a second in the long run.
const BURST: f64 = 400.0;
const PER_SECOND: f64 = 200.0;

/// What the shell remembers of the pages, by the labels of their windows.
#[derive(Default)]
pub struct Pages(Mutex<BTreeMap<String, Page>>);

struct Page {
    slot: u32,
    open: BTreeMap<u32, Sent>,
    front: Option<ConversationId>,
    /// Who waits until it has handed over what it holds.
    parting: Option<oneshot::Sender<()>>,
    allowance: f64,
    counted: Instant,
}

/// How many messages a view's channel was given. A large one is fetched by the page, so an answer given after it can be
/// there before it: a page that is told the number knows what it still has to wait for.
#[derive(Clone, Default)]
pub struct Sent(Arc<AtomicU32>);

impl Sent {
    pub fn one_more(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}

/// A view of a page as the engine knows it.
pub struct Opened {
    pub view: ViewId,
    pub sent: Sent,
    /// The page's first.
    pub first: bool,
}

impl Page {
    fn outer(&self, view: ViewId) -> ViewId {
        ViewId(self.slot * NUMBERS + view.0 % NUMBERS)
    }
}

/// The view that a command moves.
pub fn view_of(command: &mut Command) -> Option<&mut ViewId> {
    match command {
        Command::LoadOlder { view } | Command::LoadNewer { view } | Command::JumpTo { view, .. } | Command::Filter { view, .. } => {
            Some(view)
        }
        _ => None,
    }
}

impl Pages {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Page>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with a window's page; a new window has one from its first call on.
    fn with<T>(&self, window: &str, now: Instant, act: impl FnOnce(&mut Page) -> Result<T, Error>) -> Result<T, Error> {
        let mut all = self.all();
        if !all.contains_key(window) {
            let taken: BTreeSet<u32> = all.values().map(|page| page.slot).collect();
            let slot = (0..MOST_PAGES).find(|slot| !taken.contains(slot));
            let slot = slot.ok_or_else(|| Error::new(Code::NotAllowed, "too many windows"))?;
            let page = Page { slot, open: BTreeMap::new(), front: None, parting: None, allowance: BURST, counted: now };
            all.insert(window.to_owned(), page);
        }
        all.get_mut(window).map_or_else(|| Err(Error::new(Code::Internal, "no page")), act)
    }

    /// Counts a call; refuses it where there were too many.
    pub fn admit(&self, window: &str, now: Instant) -> Result<(), Error> {
        self.with(window, now, |page| {
            let rested = now.saturating_duration_since(page.counted).as_secs_f64() * PER_SECOND;
            page.allowance = (page.allowance + rested).min(BURST);
            page.counted = now;
            if page.allowance < 1.0 {
                return Err(Error::new(Code::NotAllowed, "too many calls"));
            }
            page.allowance -= 1.0;
            Ok(())
        })
    }

    /// A command as the engine is to hear it: its view by the number the engine knows, and in front what is in front in any
    /// window.
    pub fn addressed(&self, window: &str, mut command: Command) -> Result<Command, Error> {
        let mut all = self.all();
        let Some(page) = all.get_mut(window) else { return Ok(command) };
        if let Some(view) = view_of(&mut command) {
            *view = page.outer(*view);
        } else if let Command::Front { conversation } = &mut command {
            page.front.clone_from(conversation);
            if conversation.is_none() {
                *conversation = all.values().find_map(|page| page.front.clone());
            }
        }
        Ok(command)
    }

    /// Remembers a view.
    pub fn open(&self, window: &str, id: ViewId) -> Result<Opened, Error> {
        self.with(window, Instant::now(), |page| {
            if id.0 >= NUMBERS || page.open.len() >= MOST_VIEWS {
                return Err(Error::new(Code::InvalidArgument, "no such view"));
            }
            let first = page.open.is_empty();
            if page.open.contains_key(&id.0) {
                return Err(Error::new(Code::InvalidArgument, "this view is open"));
            }
            let sent = Sent::default();
            page.open.insert(id.0, sent.clone());
            Ok(Opened { view: page.outer(id), sent, first })
        })
    }

    /// How many messages the channel of the command's view was given; `None` where the command has no view that is open.
    pub fn sent(&self, window: &str, view: Option<ViewId>) -> Option<u32> {
        Some(self.all().get(window)?.open.get(&view?.0)?.0.load(Ordering::Acquire))
    }

    /// Forgets a view; the engine's number of it, where it was open.
    pub fn close(&self, window: &str, id: ViewId) -> Option<ViewId> {
        let mut all = self.all();
        let page = all.get_mut(window)?;
        page.open.remove(&id.0).map(|_| page.outer(id))
    }

    /// Settled once the window's page has handed over what it holds, or is gone; `None` where there is no page yet.
    pub fn parting(&self, window: &str) -> Option<oneshot::Receiver<()>> {
        let (tell, told) = oneshot::channel();
        self.all().get_mut(window)?.parting = Some(tell);
        Some(told)
    }

    /// The page holds nothing any more.
    pub fn handed_over(&self, window: &str) {
        if let Some(tell) = self.all().get_mut(window).and_then(|page| page.parting.take()) {
            // Whoever waited may have given up.
            let _ = tell.send(());
        }
    }

    /// A window's page is gone, or is another one now: its views end. What is in front in the windows that are left.
    pub fn forget(&self, window: &str, engine: Option<&Engine>) -> Option<ConversationId> {
        let mut all = self.all();
        if let (Some(page), Some(engine)) = (all.remove(window), engine) {
            page.open.keys().for_each(|id| engine.close_view(page.outer(ViewId(*id))));
        }
        all.values().find_map(|page| page.front.clone())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_flood_is_refused_and_ends_with_the_flood() {
        let pages = Pages::default();
        let start = Instant::now();
        let admitted = (0..1000).filter(|_| pages.admit("main", start).is_ok()).count();
        assert_eq!(admitted, 400);
        assert_eq!(pages.admit("main", start).unwrap_err().code, Code::NotAllowed);
        assert!(pages.admit("talk-1", start).is_ok());
        assert!(pages.admit("main", start + Duration::from_secs(1)).is_ok());
    }

    #[test]
    fn each_page_has_numbers_of_its_own() {
        let pages = Pages::default();
        let (main, talk) = (pages.open("main", ViewId(1)).unwrap(), pages.open("talk-1", ViewId(1)).unwrap());
        assert!(main.first && talk.first && main.view != talk.view);
        assert!(!pages.open("main", ViewId(2)).unwrap().first);
        assert!(pages.open("main", ViewId(2)).is_err() && pages.open("main", ViewId(NUMBERS)).is_err());
        let asked = pages.addressed("talk-1", Command::LoadOlder { view: ViewId(1) }).unwrap();
        assert!(matches!(asked, Command::LoadOlder { view } if view == talk.view));
        assert_eq!(pages.close("talk-1", ViewId(1)), Some(talk.view));
        assert_eq!(pages.close("talk-1", ViewId(1)), None);
        for id in 3..=256 {
            pages.open("main", ViewId(id)).unwrap();
        }
        assert!(pages.open("main", ViewId(300)).is_err());
        pages.forget("main", None);
        assert!(pages.open("main", ViewId(1)).unwrap().first);
    }

    #[test]
    fn what_a_view_was_sent_is_counted() {
        let pages = Pages::default();
        let opened = pages.open("main", ViewId(1)).unwrap();
        pages.open("talk-1", ViewId(1)).unwrap();
        opened.sent.one_more();
        opened.sent.one_more();
        assert_eq!(pages.sent("main", Some(ViewId(1))), Some(2));
        assert_eq!(pages.sent("talk-1", Some(ViewId(1))), Some(0));
        assert_eq!((pages.sent("main", Some(ViewId(2))), pages.sent("main", None)), (None, None));
        pages.close("main", ViewId(1));
        assert_eq!(pages.sent("main", Some(ViewId(1))), None);
    }

    #[test]
    fn who_waits_for_a_page_hears_its_word_or_its_end() {
        let pages = Pages::default();
        assert!(pages.parting("main").is_none());
        pages.open("main", ViewId(1)).unwrap();
        pages.open("talk-1", ViewId(1)).unwrap();
        let (mut main, mut talk) = (pages.parting("main").unwrap(), pages.parting("talk-1").unwrap());
        pages.handed_over("main");
        assert!(main.try_recv().is_ok());
        assert!(matches!(talk.try_recv(), Err(oneshot::error::TryRecvError::Empty)));
        pages.handed_over("main");
        pages.forget("talk-1", None);
        assert!(matches!(talk.try_recv(), Err(oneshot::error::TryRecvError::Closed)));
    }

    #[test]
    fn what_one_window_shows_stays_in_front_when_another_turns_away() {
        let pages = Pages::default();
        let front = |window: &str, conversation: Option<&str>| {
            pages.admit(window, Instant::now()).unwrap();
            let command = Command::Front { conversation: conversation.map(str::to_owned) };
            match pages.addressed(window, command).unwrap() {
                Command::Front { conversation } => conversation,
                _ => panic!(),
            }
        };
        assert_eq!(front("main", Some("a")).as_deref(), Some("a"));
        assert_eq!(front("talk-1", Some("b")).as_deref(), Some("b"));
        assert_eq!(front("main", None).as_deref(), Some("b"));
        assert_eq!(pages.forget("talk-1", None), None);
    }
}
