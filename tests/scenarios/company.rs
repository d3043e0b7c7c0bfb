//! The company tree: nested departments, presence, new and leaving employees, filter, folding.

use anyhow::Result;
use api::{Command, View, rows::Availability};
use tests::{mirror::Row, world::World};

fn contacts(filter: &str) -> View {
    View::Contacts { filter: filter.to_owned() }
}

#[tokio::test]
async fn every_colleague_is_there_under_their_department() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    alice
        .sees(
            contacts(""),
            "
            v Head office 0/3
              v Sales 0/3
                ○ Bob Brown
                v Inside 0/2
                  ○ Carol Clark
                  ○ Zoë Ångström
            v R&D 0/1
              ○ Dave Davis",
        )
        .await
}

#[tokio::test]
async fn presence_shows_and_nobody_moves() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    alice.until("Bob to be there", contacts(""), |text| text.contains("● Bob Brown")).await?;
    bob.does(Command::SetPresence { availability: Availability::DoNotDisturb, status: "In a meeting".into() }).await?;
    alice.until("the status", contacts(""), |text| text.contains("⊖ Bob Brown \"In a meeting\"")).await?;
    bob.does(Command::SetPresence { availability: Availability::Away, status: String::new() }).await?;
    alice.until("away", contacts(""), |text| text.contains("◐ Bob Brown")).await?;
    bob.engine.shut_down().await;
    alice.until("offline", contacts(""), |text| text.contains("○ Bob Brown") && text.contains("v Head office 0/3")).await
}

#[tokio::test]
async fn whose_clock_shows_what_is_asked_when_they_come_and_known_when_they_went() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let head = View::Conversation { conversation: "bob@localhost".into() };
    let (_, mirror) = alice.view(&head).await?;
    let zone = |_: &str| mirror.window().rows.iter().any(|row| matches!(row, Row::Header(head) if head.zone.is_some()));
    alice.until("Bob to be away", head.clone(), |text| text == "○ Bob Brown").await?;
    assert!(!zone(""), "nobody can tell");
    let bob = world.person("bob").await?;
    alice.until("his clock", head.clone(), zone).await?;
    bob.engine.shut_down().await;
    alice.until("Bob to be gone", head.clone(), |text| text == "○ Bob Brown").await?;
    alice.until("his clock, as it was", head, zone).await
}

#[tokio::test]
async fn the_filter_takes_any_word_in_any_case_without_accents() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    alice.until("the tree", contacts(""), |text| text.contains("Dave")).await?;
    for filter in ["ang", "ZOE", "angstrom zo", "Ångström"] {
        alice.until(filter, contacts(filter), |text| text.contains("Zoë Ångström") && !text.contains("Bob")).await?;
    }
    alice.sees(contacts("nobody of this name"), "").await
}

#[tokio::test]
async fn a_new_employee_appears_and_a_leaver_goes_with_nothing_to_click() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    alice.until("the tree", contacts(""), |text| text.contains("Dave")).await?;
    world.hire("frank", "Frank Fisher", "R&D::Labs").await?;
    alice
        .until("the new one", contacts(""), |text| text.contains("v R&D 0/2\n  ○ Dave Davis\n  v Labs 0/1\n    ○ Frank Fisher"))
        .await?;
    world.let_go("frank").await?;
    alice.until("to see them gone", contacts(""), |text| !text.contains("Frank") && !text.contains("Labs")).await
}

#[tokio::test]
async fn folding_is_remembered() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    let window = {
        alice.until("the tree", contacts(""), |text| text.contains("Dave")).await?;
        alice.window(&contacts("")).await?
    };
    let group = window.rows.iter().find(|row| {
        matches!(row, tests::mirror::Row::Contact(c)
        if matches!(c, api::rows::ContactRow::Department { name, .. } if name == "Head office"))
    });
    let group = group.expect("the department").id().to_owned();
    alice.does(Command::Fold { group, folded: true }).await?;
    let folded = "
        > Head office 0/3
        v R&D 0/1
          ○ Dave Davis";
    alice.sees(contacts(""), folded).await?;
    let alice = alice.restart().await?;
    alice.until("still folded", contacts(""), |text| text.starts_with("> Head office")).await
}
