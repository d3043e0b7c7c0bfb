//! The network between people and a server, as it is on a bad day: a line that can be cut, that can swallow what is
//! on its way, that is slow or narrow, and that can be away for a while.

use anyhow::Result;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream, tcp},
    sync::watch,
    task::JoinHandle,
    time::sleep,
};

/// How often a narrow line lets something through, a second.
const PORTIONS: usize = 20;

#[derive(Clone, Copy, Default)]
struct Weather {
    /// A connection ends when this number is no longer what it was when it began.
    cuts: u32,
    /// What comes in goes nowhere.
    swallowing: bool,
    /// Bytes that were taken from either side so far.
    taken: u64,
    /// Bytes that still come through before the line swallows.
    left: Option<u64>,
    /// A connection carries nothing any more when this number is no longer what it was when it began.
    silences: u32,
    /// A connection keeps what is on its way when this number is no longer what it was when it began, until so many are let go.
    holds: u32,
    let_go: u32,
    /// New connections end at once.
    down: bool,
    /// Connections end as if the other side had never known of them.
    rude: bool,
    /// The end of a connection is heard so much later.
    lingering: Duration,
    /// Everything takes so long.
    delay: Duration,
    /// No more than so many bytes a second, each way; 0: as many as there are.
    rate: usize,
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
            weather.rude = false;
        });
    }

    /// Ends every connection with a reset, as a firewall does that has forgotten them.
    pub fn reset(&self) {
        self.weather.send_modify(|weather| {
            weather.cuts += 1;
            weather.rude = true;
        });
    }

    /// From now on everything takes longer, and no more than so many bytes a second come through (0: all).
    pub fn slow(&self, delay: Duration, rate: usize) {
        self.weather.send_modify(|weather| {
            weather.delay = delay;
            weather.rate = rate;
        });
    }

    /// From now on the end of a connection is heard so much later than it came.
    pub fn linger(&self, lingering: Duration) {
        self.weather.send_modify(|weather| weather.lingering = lingering);
    }

    /// What the connections that are open carry is on its way from now on, and arrives when it is let go, whatever became of who
    /// sent it; new ones are let through.
    pub fn hold(&self) {
        self.weather.send_modify(|weather| weather.holds += 1);
    }

    pub fn let_go(&self) {
        self.weather.send_modify(|weather| weather.let_go = weather.holds);
    }

    /// Waits until so many more bytes are on their way.
    pub fn carries(&self, bytes: u64) -> impl Future<Output = ()> + use<> {
        let until = self.weather.borrow().taken + bytes;
        let mut weather = self.weather.subscribe();
        async move { drop(weather.wait_for(|weather| weather.taken >= until).await) }
    }

    /// As [`Proxy::swallow`], but only after so many bytes: what is being carried then stops on its way.
    pub fn swallow_after(&self, bytes: u64) {
        self.weather.send_modify(|weather| weather.left = Some(bytes));
    }

    /// From now until the next cut everything is lost on the way, in both directions, and nobody can tell.
    pub fn swallow(&self) {
        self.weather.send_modify(|weather| weather.swallowing = true);
    }

    /// Connections that are open stay so, and carry nothing any more, as where a router forgot them; new ones are let
    /// through.
    pub fn silence(&self) {
        self.weather.send_modify(|weather| weather.silences += 1);
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

async fn carry(mut near: TcpStream, target: SocketAddr, sky: Arc<watch::Sender<Weather>>) {
    let mut weather = sky.subscribe();
    let begun = weather.borrow().cuts;
    let Ok(mut far) = TcpStream::connect(target).await else { return };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    {
        let ((near_in, near_out), (far_in, far_out)) = (near.split(), far.split());
        tokio::select! {
            () = pass(near_in, far_out, &sky) => {}
            () = pass(far_in, near_out, &sky) => {}
            _ = weather.wait_for(|weather| weather.cuts != begun) => {}
        }
    }
    let Weather { rude, lingering, .. } = *weather.borrow();
    if rude {
        let _ = (near.set_zero_linger(), far.set_zero_linger());
    }
    sleep(lingering).await;
}

async fn pass(mut from: tcp::ReadHalf<'_>, mut to: tcp::WriteHalf<'_>, sky: &watch::Sender<Weather>) {
    let mut bytes = vec![0; 16 * 1024];
    let Weather { silences: begun, holds: before, .. } = *sky.borrow();
    loop {
        let Weather { rate, .. } = *sky.borrow();
        let most = if rate == 0 { bytes.len() } else { (rate / PORTIONS).clamp(1, bytes.len()) };
        let Ok(length @ 1..) = from.read(bytes.get_mut(..most).unwrap_or_default()).await else { return };
        sky.send_modify(|weather| weather.spend(length as u64));
        let held = sky.borrow().holds;
        if held != before && sky.subscribe().wait_for(|weather| weather.let_go >= held).await.is_err() {
            return;
        }
        let Weather { swallowing, silences, delay, rate, .. } = *sky.borrow();
        sleep(delay).await;
        if rate > 0 {
            sleep(Duration::from_secs(1) / u32::try_from(PORTIONS).unwrap_or(1)).await;
        }
        let part = bytes.get(..length).unwrap_or_default();
        if !swallowing && silences == begun && to.write_all(part).await.is_err() {
            return;
        }
    }
}

impl Weather {
    /// Counts what comes through.
    fn spend(&mut self, bytes: u64) {
        self.taken += bytes;
        if let Some(left) = &mut self.left {
            *left = left.saturating_sub(bytes);
            self.swallowing |= *left == 0;
        }
    }
}
