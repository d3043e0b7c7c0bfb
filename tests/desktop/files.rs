//! Files in the real window: handed over by the field for files and by dropping, and saved from the other side.

use crate::Desk;
use anyhow::Result;
use api::{Command, View};
use image::{ImageFormat, Rgb, RgbImage};
use std::{io::Cursor, path::Path};
use tests::{
    actor::Actor,
    desktop::{Window, until},
};

const BOB: &str = "contact-bob@localhost";

fn photograph() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    RgbImage::from_fn(1200, 800, |x, y| Rgb([(x / 5) as u8, (y / 4) as u8, 120]))
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .expect("a picture is drawn");
    bytes.into_inner()
}

async fn in_talk_with_bob(desk: &Desk) -> Result<(Window, Actor)> {
    let bob = desk.world.person("bob").await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in(&window).await?;
    window.click("tab-contacts").await?;
    window.click(BOB).await?;
    window.find_css("[data-testid=attach][aria-disabled=false]").await?;
    Ok((window, bob))
}

/// Fetches and saves what was sent last; its bytes.
async fn saved(who: &Actor, from: &str, name: &str) -> Result<Vec<u8>> {
    let message = who.message_with_file(from, name).await?;
    who.does(Command::SaveFile { message }).await?;
    who.until("it saved", api::View::Saved, |text| text.starts_with(&format!("saved {name}"))).await?;
    Ok(std::fs::read(who.engine.downloads().join(name))?)
}

fn files_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn files_chosen_and_dropped_arrive_as_they_were() -> Result<()> {
    let desk = Desk::new().await?;
    let (window, bob) = in_talk_with_bob(&desk).await?;
    // Larger than one piece of what the page hands over at a time.
    let report: Vec<u8> = (0..3_000_000_u32).map(|n| (n % 251) as u8).collect();
    let path = desk.desktop.dir().join("home/year report.csv");
    std::fs::write(&path, &report)?;
    // As the dialog does that the button opens: the field is told of a path, the web view reads it.
    window.find("file-chooser").await?.send_keys(&path.to_string_lossy()).await?;
    window.see("[data-testid=staged-file]", "year report").await?;
    desk.picture("15-staged")?;
    window.click("send").await?;
    window.see("[data-testid=file]", "year report").await?;
    assert_eq!(saved(&bob, "alice@localhost", "year report.csv").await?, report);
    window.find_css("[data-testid=message][data-state=delivered], [data-testid=message][data-state=read]").await?;

    let drop = "const zone = document.querySelector('[data-testid=timeline]');
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['dropped words'], 'notes.txt', { type: 'text/plain' }));
        for (const type of ['dragover', 'drop']) zone.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));";
    window.page.execute(drop, vec![]).await?;
    window.see("[data-testid=staged-file]", "notes.txt").await?;
    window.click("send").await?;
    assert_eq!(saved(&bob, "alice@localhost", "notes.txt").await?, b"dropped words");
    desk.picture("16-files-sent")
}

#[tokio::test]
async fn a_file_is_saved_on_a_click_under_a_safe_name_and_a_picture_is_seen() -> Result<()> {
    let desk = Desk::new().await?;
    let (window, bob) = in_talk_with_bob(&desk).await?;
    let downloads = desk.desktop.dir().join("home/Downloads");
    let laptop = desk.world.person("alice").await?;
    let figures = b"1;2;3\n".repeat(5_000);
    bob.hands("alice@localhost", "../..\u{202e}/fi:gures?.csv", "text/csv", &figures).await?;
    bob.hands("alice@localhost", "harbour.jpg", "image/jpeg", &photograph()).await?;
    window.see("[data-testid=file]", "gures").await?;
    window.find("picture").await?;
    until("the picture drawn", || async {
        let drawn = "const img = document.querySelector('[data-testid=picture] img'); return img?.complete ? img.naturalWidth : 0";
        let width = window.page.execute(drawn, vec![]).await.ok()?.as_u64()?;
        (width > 100).then_some(())
    })
    .await?;
    desk.picture("17-picture")?;
    assert!(files_in(&downloads).is_empty(), "nothing is saved unasked");

    window.click("file-save").await?;
    let name = until("it saved", || async { files_in(&downloads).into_iter().find(|name| name.ends_with(".csv")) }).await?;
    window.see("[data-testid=saved]", ".csv").await?;
    window.find_css("[data-testid=file][data-kind=other][data-state=local]").await?;
    desk.picture("18-saved")?;
    assert!(!name.starts_with('.') && !name.contains(['/', '\\', ':', '?', '\u{202e}']), "{name:?}");
    assert_eq!(std::fs::read(downloads.join(&name))?, figures);
    assert_eq!(files_in(&desk.desktop.dir().join("home")).iter().filter(|name| name.ends_with(".csv")).count(), 0);
    laptop.until("both read", View::Conversations, |text| text.contains("Bob Brown: ") && !text.contains('(')).await
}
