//! Own presence, contacts and the departments they stand in.

use super::{address, elsewhere, invalid, online, write};
use crate::{
    actor::{Desk, Order},
    codes,
    shared::{Shared, kept},
};
use api::{Command, Error, rows::Availability};
use store::Fact;
use wire::payload::roster;

/// Characters of a status text.
const MOST_STATUS: usize = 300;

pub async fn execute(shared: &Shared, command: Command) -> Result<(), Error> {
    match command {
        Command::SetPresence { availability, status } => set_presence(shared, availability, &status).await,
        Command::RequestContact { address: text } => {
            let address = address(&text)?;
            if !address.contains('@') {
                return Err(invalid("not a person's address"));
            }
            online(shared)?;
            shared.order(Order::Subscription { address, kind: "subscribe" });
            Ok(())
        }
        Command::AcceptContact { address: text } => answer_request(shared, &text, true).await,
        Command::DeclineContact { address: text } => answer_request(shared, &text, false).await,
        Command::RemoveContact { address: text } => {
            let account = online(shared)?;
            // The server tells all devices (RFC 6121 §2.5.2).
            Desk::new(account.orders.clone()).set(None, roster::remove(&address(&text)?)).await?;
            Ok(())
        }
        Command::Fold { group, folded } => {
            let group = group.strip_prefix("group:").ok_or_else(|| invalid("not a department"))?.to_owned();
            write(&*shared.signed_in()?, vec![Fact::Fold { group, folded }]).await
        }
        _ => Err(elsewhere()),
    }
}

async fn set_presence(shared: &Shared, availability: Availability, status: &str) -> Result<(), Error> {
    let account = shared.signed_in()?;
    if availability == Availability::AwaitingConfirmation {
        return Err(invalid("not an own state"));
    }
    let status: String = status.chars().filter(|c| !c.is_control()).take(MOST_STATUS).collect();
    let chosen = shared.choose_presence(availability, status.trim());
    shared.order(Order::Presence);
    let value = serde_json::to_string(&chosen).ok();
    write(&account, vec![Fact::Kept { key: kept::PRESENCE.to_owned(), value }]).await
}

/// Agreeing also asks back, so that both see each other.
pub async fn answer_request(shared: &Shared, text: &str, agreed: bool) -> Result<(), Error> {
    let address = address(text)?;
    let account = online(shared)?;
    if agreed {
        shared.order(Order::Subscription { address: address.clone(), kind: "subscribed" });
        let person = account.store.person(&address).map_err(|error| codes::store(&error))?;
        let seen = person.is_some_and(|person| {
            person.asked || matches!(person.subscription, store::Subscription::To | store::Subscription::Both)
        });
        if !seen {
            shared.order(Order::Subscription { address: address.clone(), kind: "subscribe" });
        }
    } else {
        shared.order(Order::Subscription { address: address.clone(), kind: "unsubscribed" });
    }
    write(&account, vec![Fact::ContactRequestAnswered { address }]).await
}
