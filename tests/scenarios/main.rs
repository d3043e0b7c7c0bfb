//! Little plays: real engines against the real server in one process, views compared as text.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alerts;
mod amending;
mod bookmarks;
mod choices;
mod clocks;
mod company;
mod contact_requests;
mod disk;
mod downloads;
mod drafts;
mod files;
mod finding;
mod hostile;
mod hostile_amending;
mod killed;
mod lines;
mod outage;
mod queue;
mod read_markers;
mod reading;
mod receipts;
mod rooms;
mod rooms_around;
mod rooms_past;
mod rooms_people;
mod sign_in;
mod talk;
