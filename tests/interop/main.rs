//! Hallway among programs of other makers: its engine on servers that companies run, and clients that colleagues use on
//! Hallway's own server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod foreign_amending;
mod foreign_clients;
mod foreign_rooms;

// The servers come from Debian's packages.
#[cfg(target_os = "linux")]
mod amending;
#[cfg(target_os = "linux")]
mod ejabberd;
#[cfg(target_os = "linux")]
mod on_its_way;
#[cfg(target_os = "linux")]
mod own_devices;
#[cfg(target_os = "linux")]
mod play;
#[cfg(target_os = "linux")]
mod prosody;
#[cfg(target_os = "linux")]
mod rooms;
