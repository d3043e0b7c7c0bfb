//! The network between people and a server, as it is on a bad day: a line that can be cut, that can swallow what is
//! on its way, and that can be away for a while.

use anyhow::Result;
use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};

#[derive(Clone, Copy, Default)]
struct Weather {
    /// A connection ends when this number is no longer what it was when it began.
    cuts: u32,
    /// What comes in goes nowhere.
    swallowing: bool,
    /// Bytes that still come through before the line swallows.
    left: Option<u64>,
    /// New connections end at once.
    down: bool,
}

/// Passes every connection on to one address.
pub struct Proxy {
    address: SocketAddr,
    weather: Arc<watch::Sender<Weather>>,
    serving: JoinHandle<()>,
}

impl Proxy {
    pub async fn start(target: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let weather = Arc::new(watch::Sender::new(Weather::default()));
        let sky = Arc::clone(&weather);
        let serving = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                if !sky.borrow().down {
                    tokio::spawn(carry(near, target, Arc::clone(&sky)));
                }
            }
        });
        Ok(Self { address, weather, serving })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Ends every connection without a word; new ones are let through.
    pub fn cut(&self) {
        self.weather.send_modify(|weather| {
            weather.cuts += 1;
            weather.swallowing = false;
            weather.left = None;
        });
    }

    /// As [`Proxy::swallow`], but only after so many bytes: what is being carried then stops on its way.
    pub fn swallow_after(&self, bytes: u64) {
        self.weather.send_modify(|weather| weather.left = Some(bytes));
    }

    /// From now until the next cut everything is lost on the way, in both directions, and nobody can tell.
    pub fn swallow(&self) {
        self.weather.send_modify(|weather| weather.swallowing = true);
    }

    /// Ends every connection, and lets no new one through until [`Proxy::up`].
    pub fn down(&self) {
        self.weather.send_modify(|weather| weather.down = true);
        self.cut();
    }

    pub fn up(&self) {
        self.weather.send_modify(|weather| weather.down = false);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.serving.abort();
        self.cut();
    }
}

async fn carry(near: TcpStream, target: SocketAddr, sky: Arc<watch::Sender<Weather>>) {
    let mut weather = sky.subscribe();
    let begun = weather.borrow().cuts;
    let Ok(far) = TcpStream::connect(target).await else { return };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let (there, back) = (Arc::clone(&sky), Arc::clone(&sky));
    tokio::select! {
        () = pass(near_in, far_out, there) => {}
        () = pass(far_in, near_out, back) => {}
        _ = weather.wait_for(|weather| weather.cuts != begun) => {}
    }
}

async fn pass(mut from: tokio::net::tcp::OwnedReadHalf, mut to: tokio::net::tcp::OwnedWriteHalf, sky: Arc<watch::Sender<Weather>>) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut bytes).await {
        let part = bytes.get(..length).unwrap_or_default();
        sky.send_if_modified(|weather| weather.spend(length as u64));
        if !sky.borrow().swallowing && to.write_all(part).await.is_err() {
            return;
        }
    }
}

impl Weather {
    /// Counts what comes through. Whether the line swallows from now on.
    fn spend(&mut self, bytes: u64) -> bool {
        let Some(left) = &mut self.left else { return false };
        *left = left.saturating_sub(bytes);
        self.swallowing |= *left == 0;
        *left == 0
    }
}
