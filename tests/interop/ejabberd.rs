//! The play on ejabberd.

use crate::play;
use anyhow::Result;
use tests::peers::Peer;

#[tokio::test]
async fn a_day_on_ejabberd() -> Result<()> {
    play::a_day("ejabberd", Peer::ejabberd().await?, "Alice Adams").await
}

#[tokio::test]
async fn rooms_on_ejabberd() -> Result<()> {
    play::a_day_in_rooms("ejabberd", Peer::ejabberd().await?, false).await
}

#[tokio::test]
async fn own_devices_on_ejabberd() -> Result<()> {
    play::a_day_of_ones_own("ejabberd", Peer::ejabberd().await?).await
}

#[tokio::test]
async fn accidents_on_ejabberd() -> Result<()> {
    play::a_day_of_accidents("ejabberd", Peer::ejabberd().await?).await
}
