//! A room of thousands: what it costs to come in, and to be heard by everybody. Bare clients that only read, so that the
//! server is what is measured; it runs in a process of its own.

use crate::{
    app::millis,
    figures::{Figures, median},
};
use anyhow::{Context, Result, bail};
use server::{NewUser, ServerConfig};
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tests::{desktop::processes, raw_client::RawClient};
use tokio::sync::{Notify, mpsc};
use wire::{frame, sm};

const DOMAIN: &str = "localhost";
const ROOM: &str = "everybody@rooms.localhost";
const PASSWORD: &str = "bench password";
/// Sign-ins at one time.
const AT_ONCE: usize = 8;
const TIMES: usize = 5;
/// Of the last who come in, the times are taken.
const LAST: usize = 20;
const PATIENCE: Duration = Duration::from_secs(120);

/// The server's process: says its address, and serves until its input ends.
pub async fn serve(data: &Path, people: usize) -> Result<()> {
    let mut config = ServerConfig::new(data, "127.0.0.1:0".parse()?);
    // Hashing is not what is measured here.
    config.iterations = 4_096;
    let server = server::Server::start(config).await?;
    let users = (0..people).map(|n| NewUser::new(&account(n), PASSWORD).named(&format!("Person {n}")));
    server.users().put_all(users.collect()).await?;
    println!("{}", server.addr());
    tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink())).await??;
    Ok(())
}

fn account(n: usize) -> String {
    format!("person{n}")
}

struct Process {
    child: Child,
    address: SocketAddr,
    _data: tempfile::TempDir,
}

impl Process {
    fn start(people: usize) -> Result<Self> {
        let data = tempfile::Builder::new().prefix("hallway-bench").tempdir()?;
        let mut child = Command::new(std::env::current_exe()?)
            .arg("--serve")
            .arg(data.path())
            .args(["--crowd", &people.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("an output")?).read_line(&mut line)?;
        let address = line.trim().parse().context("the server's address")?;
        Ok(Self { child, address, _data: data })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How often something was heard so far, by everybody together.
#[derive(Default)]
struct Count {
    so_far: AtomicUsize,
    more: Notify,
}

impl Count {
    fn one(&self) {
        self.so_far.fetch_add(1, Ordering::Relaxed);
        self.more.notify_waiters();
    }

    async fn until(&self, wanted: usize, what: &str) -> Result<()> {
        let so_far = || self.so_far.load(Ordering::Relaxed);
        let all = async {
            loop {
                let more = self.more.notified();
                if so_far() >= wanted {
                    return;
                }
                more.await;
            }
        };
        tokio::time::timeout(PATIENCE, all).await.with_context(|| format!("{what}: {} of {wanted}", so_far()))
    }
}

#[derive(Default)]
struct Heard {
    /// Those who came in and were told all who are there.
    inside: Count,
    /// Answers to the room's form.
    opened: Count,
    /// Copies of what was said.
    copies: Count,
    /// Streams that ended, and refusals.
    failed: AtomicUsize,
}

impl Heard {
    fn hear(&self, frame: &str) {
        let has = |wanted: &str| ['\'', '"'].iter().any(|quote| frame.contains(&wanted.replace('.', &quote.to_string())));
        if frame.contains(MARK) {
            self.copies.one();
        } else if has("type=.error.") {
            self.failed.fetch_add(1, Ordering::Relaxed);
        } else if has("code=.110.") {
            self.inside.one();
        } else if has("id=.open.") {
            self.opened.one();
        }
    }

    fn all_well(&self) -> Result<()> {
        match self.failed.load(Ordering::Relaxed) {
            0 => Ok(()),
            failed => bail!("{failed} were refused, or their streams ended"),
        }
    }
}

/// Reads all that comes and says so, from the sign-in on: a server keeps what is not acknowledged (XEP-0198), and ends a
/// stream nobody reads.
fn listen(mut client: RawClient, heard: Arc<Heard>) -> mpsc::UnboundedSender<String> {
    let (say, mut said) = mpsc::unbounded_channel::<String>();
    tokio::spawn(async move {
        let mut handled = sm::Inbound::new();
        loop {
            tokio::select! {
                frame = client.next() => match frame {
                    Some(frame) if frame.starts_with("<r ") => {
                        drop(client.send(&frame::serialize(&sm::a(handled.h()))).await);
                    }
                    Some(frame) => {
                        if !frame.starts_with("<a ") {
                            handled.one();
                        }
                        heard.hear(&frame);
                    }
                    None => {
                        heard.failed.fetch_add(1, Ordering::Relaxed);
                        return;
                    }
                },
                words = said.recv() => match words {
                    Some(words) => drop(client.send(&words).await),
                    None => return,
                },
            }
        }
    });
    say
}

const MARK: &str = "hallway-bench-mark";

fn join(n: usize) -> String {
    let history = "<history maxstanzas='0'/>";
    format!(
        "<presence xmlns='jabber:client' to='{ROOM}/Person {n}'><x xmlns='http://jabber.org/protocol/muc'>{history}</x></presence>"
    )
}

/// The room's form, as it is made: open to all.
fn form() -> String {
    let form = "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query>";
    format!("<iq xmlns='jabber:client' type='set' id='open' to='{ROOM}'>{form}</iq>")
}

async fn sign_in(address: SocketAddr, people: usize, heard: &Arc<Heard>) -> Result<Vec<mpsc::UnboundedSender<String>>> {
    let mut voices = Vec::with_capacity(people);
    let mut next = 0;
    while next < people {
        let batch = (next..(next + AT_ONCE).min(people))
            .map(|n| tokio::spawn(async move { RawClient::sign_in_unseen(address, &account(n), DOMAIN, PASSWORD).await }));
        for client in batch.collect::<Vec<_>>() {
            voices.push(listen(client.await??, Arc::clone(heard)));
        }
        next += AT_ONCE;
    }
    Ok(voices)
}

pub async fn measure(people: usize, figures: &mut Figures) -> Result<()> {
    let server = Process::start(people)?;
    let root = server.child.id();
    let heard = Arc::new(Heard::default());
    let voices = sign_in(server.address, people, &heard).await?;
    figures.add("room: memory of the server, all signed in (PSS)", mib(root), "MiB");
    let (mut last, begun, cpu) = (Vec::new(), Instant::now(), processes::cpu_ms(root));
    for (n, voice) in voices.iter().enumerate() {
        let start = Instant::now();
        voice.send(join(n))?;
        heard.inside.until(n + 1, "came in").await?;
        heard.all_well()?;
        if n == 0 {
            voice.send(form())?;
            heard.opened.until(1, "opened").await?;
        }
        if n + LAST >= people {
            last.push(millis(start));
        }
    }
    figures.add("room: people", people as f64, "");
    figures.add("room: all came in, one after the other", begun.elapsed().as_secs_f64(), "s");
    figures.add("room: all came in, CPU of the server", (processes::cpu_ms(root) - cpu) as f64 / 1000.0, "s");
    figures.add("room: coming in as the last", median(last), "ms");
    let first = voices.first().context("somebody")?;
    let word = |n: usize| {
        format!("<message xmlns='jabber:client' to='{ROOM}' type='groupchat' id='m{n}'><body>{MARK} {n}</body></message>")
    };
    let (mut times, mut spent) = (Vec::new(), Vec::new());
    for n in 0..TIMES {
        let (start, cpu) = (Instant::now(), processes::cpu_ms(root));
        first.send(word(n))?;
        heard.copies.until((n + 1) * people, "heard it").await?;
        times.push(millis(start));
        spent.push((processes::cpu_ms(root) - cpu) as f64);
    }
    heard.all_well()?;
    figures.add("room: a message, until everybody has it", median(times), "ms");
    figures.add("room: a message, CPU of the server", median(spent), "ms");
    figures.add("room: memory of the server, all in (PSS)", mib(root), "MiB");
    Ok(())
}

fn mib(process: u32) -> f64 {
    processes::pss_kib(process) as f64 / 1024.0
}
