//! The play on Prosody.

use crate::play;
use anyhow::Result;
use tests::peers::Peer;

#[tokio::test]
async fn a_day_on_prosody() -> Result<()> {
    // It keeps names for the contact list only, so that one's own is not known.
    play::a_day("Prosody", Peer::prosody().await?, "alice").await
}

#[tokio::test]
async fn rooms_on_prosody() -> Result<()> {
    play::a_day_in_rooms("Prosody", Peer::prosody().await?, true).await
}

#[tokio::test]
async fn own_devices_on_prosody() -> Result<()> {
    play::a_day_of_ones_own("Prosody", Peer::prosody().await?).await
}

#[tokio::test]
async fn accidents_on_prosody() -> Result<()> {
    play::a_day_of_accidents("Prosody", Peer::prosody().await?).await
}
