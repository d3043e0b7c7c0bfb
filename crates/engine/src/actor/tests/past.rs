//! The past of conversations: what somebody waits for is waited for over new streams.

use super::*;

const ARCHIVE: &str = "urn:xmpp:mam:2";

/// Signed in anew, on a server whose archive has nothing new: the pages of single conversations that are asked for, without
/// an answer.
async fn comes_online(account: &mut Account) -> Vec<Element> {
    account.is_online(false).await;
    let mut pages = Vec::new();
    loop {
        let asks = account.said();
        if asks.is_empty() {
            return pages;
        }
        for ask in asks {
            let answer = match ask.children().next().map(|child| child.ns()).as_deref() {
                Some("jabber:iq:roster") => "<query xmlns='jabber:iq:roster'/>",
                Some("http://jabber.org/protocol/disco#info") => {
                    "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:xmpp:mam:2'/></query>"
                }
                Some(ARCHIVE) if String::from(&ask).contains("'with'") || String::from(&ask).contains("\"with\"") => {
                    pages.push(ask);
                    continue;
                }
                Some(ARCHIVE) => "<fin xmlns='urn:xmpp:mam:2' complete='true'/>",
                _ => continue,
            };
            account.answers(&ask, answer).await;
        }
    }
}

#[tokio::test]
async fn all_of_a_conversation_is_fetched_also_over_a_new_stream() {
    let mut account = Account::new().await;
    assert_eq!(comes_online(&mut account).await, []);
    account.actor.fill(BEN);
    assert!(account.said_with(ARCHIVE).is_some());
    // The answer never came.
    let asked = comes_online(&mut account).await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    account.answers(&asked[0], "<fin xmlns='urn:xmpp:mam:2' complete='true'/>").await;
    assert_eq!(comes_online(&mut account).await, [], "all of it is here");
}
