//! What is measured, in the order in which a day goes.

use crate::{
    Arguments,
    app::{CpuWatch, Desk, exit, millis, until_quiet},
    client::Client,
    company::{READER, WRITER},
    figures::{Figures, median},
    server::Server,
};
use anyhow::Result;
use std::time::{Duration, Instant};
use tests::desktop::{Running, processes};

const ROUND_TRIPS: usize = 50;
const STARTS: usize = 3;
const SETTLE: Duration = Duration::from_secs(5);

pub async fn all(arguments: &Arguments, figures: &mut Figures) -> Result<()> {
    let server = Server::start(arguments.people).await?;
    let desk = Desk::new().await?;
    desk.sign_in(&server.url()).await?;
    starts(&desk, figures).await?;
    let window = with_window(&desk, figures).await?;
    exit(&desk, window).await?;
    let tray = in_tray(&desk, figures).await?;
    let mut writer = Client::sign_in(&server.url(), WRITER).await?;
    idle(&tray, &writer, arguments.idle, figures).await?;
    round_trip(&server, &mut writer, figures).await?;
    burst(&tray, &mut writer, arguments.burst, figures).await?;
    exit(&desk, tray).await?;
    catch_up(&desk, &mut writer, arguments, figures).await?;
    Ok(())
}

/// From the process's start to the painted list, and to the first presence sent.
async fn starts(desk: &Desk, figures: &mut Figures) -> Result<()> {
    let (mut painted, mut cpu) = (Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let start = Instant::now();
        let running = desk.start(&[])?;
        let watch = CpuWatch::start(&running);
        desk.until_faces().await?;
        painted.push(millis(start));
        desk.until_menu("Messages").await?;
        tokio::time::sleep(SETTLE).await;
        cpu.push(watch.seconds());
        exit(desk, running).await?;
    }
    figures.add("start to window painted", median(painted), "ms");
    figures.add("CPU of a start, first 5 s", median(cpu), "s");
    let mut online = Vec::new();
    for _ in 0..STARTS {
        let start = Instant::now();
        let running = desk.start(&["--hidden"])?;
        desk.until_menu("Messages").await?;
        online.push(millis(start));
        exit(desk, running).await?;
    }
    figures.add("hidden start to tray", median(online), "ms");
    Ok(())
}

async fn with_window(desk: &Desk, figures: &mut Figures) -> Result<Running> {
    let running = desk.start(&[])?;
    desk.until_faces().await?;
    tokio::time::sleep(SETTLE * 2).await;
    figures.add("memory with window (PSS)", mib(processes::pss_kib(running.0.id())), "MiB");
    Ok(running)
}

async fn in_tray(desk: &Desk, figures: &mut Figures) -> Result<Running> {
    let running = desk.start(&["--hidden"])?;
    desk.until_menu("Messages").await?;
    until_quiet(&running).await?;
    figures.add("memory in the tray (PSS)", mib(processes::pss_kib(running.0.id())), "MiB");
    figures.add("memory in the tray, own (USS)", mib(processes::uss_kib(running.0.id())), "MiB");
    figures.add("memory in the tray, own and dirty", mib(processes::dirty_kib(running.0.id())), "MiB");
    Ok(running)
}

/// CPU a minute in the tray while colleagues change their state fifty times a minute.
async fn idle(tray: &Running, writer: &Client, seconds: u64, figures: &mut Figures) -> Result<()> {
    let watch = CpuWatch::start(tray);
    let changes = seconds * 50 / 60;
    for change in 0..changes {
        writer.show(&format!("change {change}")).await?;
        tokio::time::sleep(Duration::from_millis(seconds * 1000 / changes.max(1))).await;
    }
    figures.add("idle CPU a minute, 50 presence changes", watch.seconds() * 60.0 / seconds as f64, "s");
    Ok(())
}

/// One message and its receipt at a time: through the app, and through a bare socket in its place.
async fn round_trip(server: &Server, writer: &mut Client, figures: &mut Figures) -> Result<()> {
    let through_app = round_trips(writer, READER).await?;
    figures.add("receipt median, app", through_app, "ms");
    let bare = Client::sign_in(&server.url(), "person2").await?;
    let echo = tokio::spawn(bare.echo());
    let through_socket = round_trips(writer, "person2").await?;
    echo.abort();
    figures.add("receipt median, bare socket", through_socket, "ms");
    figures.add("receipt, app to bare socket", through_app / through_socket, "x");
    Ok(())
}

async fn round_trips(writer: &mut Client, to: &str) -> Result<f64> {
    let mut times = Vec::new();
    for n in 0..ROUND_TRIPS {
        let start = tokio::time::Instant::now();
        let id = writer.write(to, &format!("message {n}")).await?;
        let came = writer.receipts(std::slice::from_ref(&id), Duration::from_secs(10)).await?;
        times.extend(came.get(&id).map(|at| at.duration_since(start).as_secs_f64() * 1000.0));
    }
    Ok(median(times))
}

async fn burst(tray: &Running, writer: &mut Client, count: usize, figures: &mut Figures) -> Result<()> {
    let watch = CpuWatch::start(tray);
    let start = Instant::now();
    let mut ids = Vec::with_capacity(count);
    for n in 0..count {
        ids.push(writer.write(READER, &format!("burst {n}")).await?);
    }
    writer.receipts(&ids, Duration::from_secs(300)).await?;
    figures.add("burst, last receipt", start.elapsed().as_secs_f64(), "s");
    figures.add("burst, CPU of the app", watch.seconds(), "s");
    Ok(())
}

/// Messages that came while the app was off, until the tray shows them all.
async fn catch_up(desk: &Desk, writer: &mut Client, arguments: &Arguments, figures: &mut Figures) -> Result<()> {
    let mut last = String::new();
    for n in 0..arguments.missed {
        last = writer.write(READER, &format!("missed {n}")).await?;
    }
    writer.acknowledged(&last, Duration::from_secs(300)).await?;
    let unread = arguments.missed + arguments.burst + ROUND_TRIPS;
    let start = Instant::now();
    let running = desk.start(&["--hidden"])?;
    let watch = CpuWatch::start(&running);
    desk.until_menu(&format!("Messages ({unread})")).await?;
    figures.add("catch-up, until counted", start.elapsed().as_secs_f64(), "s");
    figures.add("catch-up, CPU of the app", watch.seconds(), "s");
    exit(desk, running).await
}

fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}
