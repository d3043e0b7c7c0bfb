//! Where the server takes files, and what the service there says of itself (XEP-0363 §4).
//!
//! Invariant: that there is none is believed only when everybody answered; silence and a cut line are asked again.

use crate::actor::{Desk, Trouble};
use api::{Code, Millis, rows::UploadRow};
use wire::{
    ns,
    payload::{
        disco,
        upload::{Plain, Request, Slot, Terms},
    },
};

/// Services of a server that are asked what they are.
const MOST: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    pub address: String,
    pub terms: Terms,
}

/// Why a file did not get there.
pub enum Failure {
    /// The way was cut, or we are not connected: again later.
    Cut,
    Refused(Code),
    /// The quota is used up until then.
    Full(Millis),
}

impl Service {
    /// `None`: there is none.
    ///
    /// # Errors
    /// Nobody knows: not everybody could be asked.
    pub async fn find(desk: &Desk, domain: &str) -> Result<Option<Self>, Trouble> {
        let items = match desk.get(Some(domain), disco::items_request(None)).await {
            Err(trouble) if trouble.is_passing() => return Err(trouble),
            answer => answer.ok(),
        };
        let items = items.as_ref().and_then(|items| wire::stanza::child(items, "query", ns::DISCO_ITEMS));
        let mut addresses: Vec<String> =
            items.and_then(disco::read_items).unwrap_or_default().into_iter().map(|item| item.jid).collect();
        addresses.truncate(MOST);
        addresses.insert(0, domain.to_owned());
        let mut silent = None;
        for address in addresses {
            let answer = match desk.get(Some(&address), disco::info_request(None)).await {
                Ok(answer) => answer,
                Err(Trouble::Offline) => return Err(Trouble::Offline),
                Err(trouble) => {
                    silent = trouble.is_passing().then_some(trouble).or(silent);
                    continue;
                }
            };
            let info = wire::stanza::child(&answer, "query", ns::DISCO_INFO).and_then(disco::Info::from_element);
            if let Some(terms) = info.as_ref().and_then(Terms::from_info) {
                return Ok(Some(Self { address, terms }));
            }
        }
        silent.map_or(Ok(None), Err)
    }

    /// A place for one file.
    pub async fn slot(&self, desk: &Desk, request: &Request, plain: Plain) -> Result<Slot, Failure> {
        let answer = desk.get(Some(&self.address), request.to_element()).await.map_err(|trouble| match &trouble {
            Trouble::Offline => Failure::Cut,
            Trouble::Refused(refused) => match (refused.condition.as_str(), refused.detail.as_deref()) {
                (_, Some("type-not-taken")) => Failure::Refused(Code::FileTypeRefused),
                (_, Some("file-too-large")) | ("not-acceptable", _) => Failure::Refused(Code::FileTooLarge),
                ("resource-constraint", _) => refused.retry_at.map_or(Failure::Refused(Code::QuotaReached), Failure::Full),
                ("not-allowed" | "forbidden", _) => Failure::Refused(Code::NotAllowed),
                _ if trouble.is_passing() => Failure::Cut,
                _ => Failure::Refused(Code::Refused),
            },
        })?;
        let slot = wire::stanza::child(&answer, "slot", ns::UPLOAD).and_then(|slot| Slot::from_element(slot, plain));
        slot.ok_or(Failure::Refused(Code::Protocol))
    }

    pub fn row(&self) -> UploadRow {
        let Terms { max_file_size, types, expiry_days, daily_bytes } = &self.terms;
        UploadRow {
            max_size: *max_file_size,
            types: types.clone(),
            expiry_days: expiry_days.filter(|days| *days > 0),
            daily_size: *daily_bytes,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
mod tests {
    use super::*;
    use crate::{actor::Order, inbound::Refused};
    use tokio::sync::mpsc;
    use wire::stanza::element;

    /// A server whose domain names one more service; what each of the two answers to what it is.
    async fn found(domain: Result<(), &str>, other: Result<(), &str>) -> Result<Option<String>, Trouble> {
        let (orders, mut desk) = mpsc::unbounded_channel();
        let answers = async {
            while let Some(Order::Ask { to, payload, answer, .. }) = desk.recv().await {
                let to = to.expect("a service is asked");
                let says = if to == "upload.example.com" { other } else { domain };
                let payload = match (payload.ns().as_str(), says) {
                    (ns::DISCO_ITEMS, Ok(())) => {
                        let item = element("item", ns::DISCO_ITEMS).attr("jid", "upload.example.com").done();
                        element("query", ns::DISCO_ITEMS).child(item).done()
                    }
                    (_, Ok(())) if to == "upload.example.com" => {
                        disco::Info { features: vec![ns::UPLOAD.into()], ..disco::Info::default() }.to_element()
                    }
                    (_, Ok(())) => disco::Info::default().to_element(),
                    (_, Err("cut")) => {
                        answer.send(Err(Trouble::Offline)).ok();
                        continue;
                    }
                    (_, Err(condition)) => {
                        let refused = Refused { condition: condition.to_owned(), ..Refused::default() };
                        answer.send(Err(Trouble::Refused(refused))).ok();
                        continue;
                    }
                };
                answer.send(Ok(element("iq", ns::CLIENT).child(payload).done())).ok();
            }
        };
        let desk = Desk::new(orders);
        let search = async move { Service::find(&desk, "example.com").await };
        let (found, ()) = tokio::join!(search, answers);
        found.map(|service| service.map(|service| service.address))
    }

    #[tokio::test]
    async fn only_answers_say_that_there_is_none() {
        assert_eq!(found(Ok(()), Ok(())).await, Ok(Some("upload.example.com".to_owned())));
        assert_eq!(found(Ok(()), Err("item-not-found")).await, Ok(None));
        assert_eq!(found(Err("service-unavailable"), Ok(())).await, Ok(None));
        for passing in ["cut", "remote-server-timeout"] {
            assert!(found(Err(passing), Ok(())).await.is_err(), "the domain: {passing}");
            assert!(found(Ok(()), Err(passing)).await.is_err(), "the service: {passing}");
        }
    }
}
