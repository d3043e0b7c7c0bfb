//! Where the password is: in the keyring, or nowhere.

use crate::Desk;
use anyhow::Result;
use tests::{
    desktop::{Parts, Window},
    world::World,
};

#[tokio::test]
async fn a_restart_needs_no_sign_in() -> Result<()> {
    let desk = Desk::new().await?;
    desk.sign_in_once().await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    window.find("control-bar").await?;
    assert_eq!(window.count("[data-testid=signin-url]").await, 0);
    assert_no_password_on_disk(&desk)
}

#[tokio::test]
async fn without_a_keyring_the_sign_in_lasts_for_the_session_and_says_so() -> Result<()> {
    let desk = Desk::with(Parts { keyring: false }, true).await?;
    let window = Window::open(&desk.desktop, &[]).await?;
    desk.sign_in(&window).await?;
    window.click("open-settings").await?;
    window.find_css("[data-testid=keyring][data-keyring=sessionOnly]").await?;
    desk.picture("07-no-keyring")?;
    assert_no_password_on_disk(&desk)
}

/// The password appears in no file the application wrote.
fn assert_no_password_on_disk(desk: &Desk) -> Result<()> {
    let password = World::PASSWORD.as_bytes();
    let mut folders = vec![desk.desktop.dir().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)?.flatten() {
            let path = entry.path();
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let bytes = std::fs::read(&path).unwrap_or_default();
                assert!(!bytes.windows(password.len()).any(|part| part == password), "the password is in {}", path.display());
            }
        }
    }
    Ok(())
}
