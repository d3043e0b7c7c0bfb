//! What those who wrote are owed, over broken connections and changes of mind.

use super::*;
use crate::actor::owed::{Debt, Word};
use api::Setting;

fn debt(to: &str, word: Word) -> Debt {
    Debt::new("by-me".into(), to.into(), word, "m1".into())
}

fn tells_what_is_read(account: &mut Account, tells: bool) {
    account.actor.shared.change(|app| app.settings = app.settings.clone().with(Setting::ReadMarkers(tells)));
}

#[tokio::test]
async fn a_room_is_told_what_was_read_once_one_is_in_again() {
    let mut account = Account::online().await;
    tells_what_is_read(&mut account, true);
    account.actor.bookmark(Bookmark { room: TEA.into(), autojoin: true, ..Bookmark::default() }).await;
    account.enters(TEA).await;
    account.said();
    account.actor.owed.owe(debt(TEA, Word::ReadInRoom));
    account.actor.pay();
    assert!(account.said_with("<displayed").is_some());
    let said = account.signs_in().await;
    assert!(!said.iter().any(|element| String::from(element).contains("<displayed")), "one is in no room");
    account.enters(TEA).await;
    assert!(account.said_with("<displayed").is_some());
}

#[tokio::test]
async fn what_nobody_is_to_be_told_any_more_is_owed_no_longer() {
    let both = format!(
        "<iq xmlns='jabber:client' type='set' id='r' from='{ANNA}'><query xmlns='jabber:iq:roster'>\
         <item jid='{BEN}' subscription='both'/></query></iq>"
    );
    let removed = both.replace("subscription='both'", "subscription='remove'");
    for word in [Word::Read, Word::Arrived { chat: true }] {
        let mut account = Account::online().await;
        account.hears(&both).await;
        tells_what_is_read(&mut account, true);
        account.actor.owed.owe(debt(BEN, word));
        account.hears(&removed).await;
        account.said();
        account.actor.pay();
        assert_eq!((account.said(), account.actor.owed.count()), (vec![], 0), "{word:?}");
    }
    let mut account = Account::online().await;
    account.hears(&both).await;
    account.actor.owed.owe(debt(BEN, Word::Read));
    account.said();
    account.actor.pay();
    assert_eq!((account.said(), account.actor.owed.count()), (vec![], 0), "opening alone tells nothing");
    account.actor.owed.owe(debt(BEN, Word::Read).by_writing(true));
    account.actor.pay();
    assert!(account.said_with("<displayed").is_some(), "writing does");
}

#[tokio::test]
async fn a_room_is_told_what_was_read_by_writing_only() {
    let mut account = Account::online().await;
    account.actor.bookmark(Bookmark { room: TEA.into(), autojoin: true, ..Bookmark::default() }).await;
    account.enters(TEA).await;
    account.said();
    account.actor.owed.owe(debt(TEA, Word::ReadInRoom));
    account.actor.pay();
    assert_eq!((account.said(), account.actor.owed.count()), (vec![], 0));
    account.actor.owed.owe(debt(TEA, Word::ReadInRoom).by_writing(true));
    account.actor.pay();
    assert!(account.said_with("<displayed").is_some());
}
