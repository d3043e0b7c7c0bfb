//! A client that can sign in and then sends whatever it is given: for stanzas no honest client would send.

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use std::{collections::VecDeque, net::SocketAddr, time::Duration};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest},
};
use wire::{
    frame,
    ids::OsEntropy,
    limits::Limits,
    negotiate::{Login, Negotiation, Step},
    secret::Password,
};

pub struct RawClient {
    socket: WebSocketStream<TcpStream>,
}

impl RawClient {
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let mut request = format!("ws://{address}/xmpp-websocket").into_client_request()?;
        request.headers_mut().insert("Sec-WebSocket-Protocol", http::HeaderValue::from_static("xmpp"));
        let stream = TcpStream::connect(address).await?;
        let (socket, _) = tokio_tungstenite::client_async(request, stream).await?;
        Ok(Self { socket })
    }

    pub async fn sign_in(address: SocketAddr, user: &str, domain: &str, password: &str) -> Result<Self> {
        let mut client = Self::sign_in_unseen(address, user, domain, password).await?;
        client.send("<presence xmlns='jabber:client'/>").await?;
        Ok(client)
    }

    /// The same without a presence: no colleague hears of it.
    pub async fn sign_in_unseen(address: SocketAddr, user: &str, domain: &str, password: &str) -> Result<Self> {
        let mut client = Self::connect(address).await?;
        let login = Login {
            user: user.to_owned(),
            domain: domain.to_owned(),
            resource: Some("raw".to_owned()),
            pinned: None,
            plain_allowed: false,
            resume: None,
        };
        let password = Password::new(password.to_owned());
        let (mut negotiation, steps) = Negotiation::new(login, &OsEntropy);
        let mut steps = VecDeque::from(steps);
        loop {
            while let Some(step) = steps.pop_front() {
                match step {
                    Step::Send(element) => client.send(&frame::serialize(&element)).await?,
                    Step::Prove(proof) => {
                        let (response, check) = proof.compute(&password)?;
                        steps.extend(negotiation.proved(response, check)?);
                    }
                    Step::Done(_) => return Ok(client),
                }
            }
            let text = client.receive().await?.context("closed while signing in")?;
            steps.extend(negotiation.receive(frame::classify(frame::parse(&text, &Limits::READING)?))?);
        }
    }

    pub async fn send(&mut self, text: &str) -> Result<()> {
        Ok(self.socket.send(Message::text(text)).await?)
    }

    /// The next frame; `None` when the stream has ended.
    pub async fn receive(&mut self) -> Result<Option<String>> {
        tokio::time::timeout(Duration::from_secs(10), self.next()).await.context("no frame in 10 s")
    }

    /// The same, however long it takes.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            match self.socket.next().await {
                None | Some(Err(_) | Ok(Message::Close(_))) => return None,
                Some(Ok(Message::Text(text))) => return Some(text.to_string()),
                Some(Ok(_)) => {}
            }
        }
    }

    pub async fn until_closed(&mut self) -> Result<()> {
        for _ in 0..1_000 {
            if self.receive().await?.is_none() {
                return Ok(());
            }
        }
        bail!("the stream lives on")
    }
}
