//! The server as a client sees it, over real sockets: sign-in, people, messages, archive, resumption, and attacks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod archive;
mod client;
mod command_line;
mod company;
mod contacts;
mod demo;
mod full_disk;
mod hostile;
mod http;
mod messages;
mod nodes;
mod purge;
mod resumption;
mod rooms;
mod sign_in;
mod uploads;
mod web;
