//! Talking: states, several devices, people who are away.

use anyhow::Result;
use api::{Command, View};
use tests::{render::without_states, world::World};

#[tokio::test]
async fn a_message_goes_from_written_to_read() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    bob.tells_what_is_read().await?;
    alice.says("bob@localhost", "Lunch at twelve?").await?;
    bob.sees_timeline("alice@localhost", "Alice Adams: Lunch at twelve?").await?;
    alice.sees_timeline("bob@localhost", "me: Lunch at twelve? [delivered]").await?;
    bob.reads("alice@localhost").await?;
    alice.sees_timeline("bob@localhost", "me: Lunch at twelve? [read]").await?;
    bob.says("alice@localhost", "Gladly").await?;
    alice
        .sees_timeline(
            "bob@localhost",
            "
            me: Lunch at twelve? [read]
            Bob Brown: Gladly",
        )
        .await?;
    alice.sees(View::Conversations, "Bob Brown: Gladly (1)").await?;
    bob.sees(View::Conversations, "Alice Adams: You: Gladly").await
}

#[tokio::test]
async fn text_arrives_as_it_was_written() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let text = "fn main() {\n    println!(\"<b>&amp;</b>\");\n}\n\u{1F600} \u{5D0}\u{5D1} e\u{301} </body></message>";
    alice.says("bob@localhost", text).await?;
    bob.until("the text", World::talk_with("alice"), |seen| seen == format!("Alice Adams: {text}")).await
}

#[tokio::test]
async fn someone_away_gets_it_at_the_next_sign_in() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    for n in 1..=3 {
        alice.says("bob@localhost", &format!("while you were out {n}")).await?;
    }
    alice.until("all to be sent", World::talk_with("bob"), |text| text.matches("[sent]").count() == 3).await?;
    let bob = world.person("bob").await?;
    bob.sees_timeline(
        "alice@localhost",
        "
        Alice Adams: while you were out 1
        Alice Adams: while you were out 2
        Alice Adams: while you were out 3",
    )
    .await
}

#[tokio::test]
async fn two_devices_show_the_same() -> Result<()> {
    let world = World::start().await?;
    let (desk, laptop, bob) = (world.person("alice").await?, world.person("alice").await?, world.person("bob").await?);
    desk.says("bob@localhost", "from the desk").await?;
    laptop.until("the carbon", World::talk_with("bob"), |text| text.starts_with("me: from the desk")).await?;
    bob.says("alice@localhost", "to both").await?;
    laptop.until("the answer", World::talk_with("bob"), |text| text.contains("Bob Brown: to both")).await?;
    laptop.says("bob@localhost", "from the laptop").await?;
    let all = "
        Alice Adams: from the desk
        me: to both
        Alice Adams: from the laptop";
    bob.until("everything", World::talk_with("alice"), |text| {
        let states_left_out = text.replace(" [delivered]", "").replace(" [sent]", "");
        states_left_out == tests::actor::unindent(all)
    })
    .await?;
    for device in [&desk, &laptop] {
        device
            .until("everything", World::talk_with("bob"), |text| {
                without_states(text) == ["me: from the desk", "Bob Brown: to both", "me: from the laptop"]
            })
            .await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_new_device_has_the_history() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    for n in 0..30 {
        let (from, to) = if n % 2 == 0 { (&alice, "bob@localhost") } else { (&bob, "alice@localhost") };
        from.says(to, &format!("line {n}")).await?;
        // One after the other, so that the order is known.
        let seen = format!("line {n}");
        alice.until("the line", World::talk_with("bob"), |text| text.contains(&seen) && !text.contains("[pending]")).await?;
        bob.until("the line", World::talk_with("alice"), |text| text.contains(&seen) && !text.contains("[pending]")).await?;
    }
    let tablet = world.person("alice").await?;
    let expected: Vec<String> =
        (0..30).map(|n| if n % 2 == 0 { format!("me: line {n}") } else { format!("Bob Brown: line {n}") }).collect();
    tablet.until("the whole history", World::talk_with("bob"), |text| without_states(text) == expected).await
}

#[tokio::test]
async fn a_stranger_to_the_server_is_refused_in_words() -> Result<()> {
    let world = World::start().await?;
    let alice = world.person("alice").await?;
    alice.says("nobody@localhost", "hello?").await?;
    alice.sees_timeline("nobody@localhost", "me: hello? [failed: RecipientUnknown]").await?;
    alice.sees(View::Unread, "messages 0, notifications 1").await
}

#[tokio::test]
async fn writing_is_noticed() -> Result<()> {
    let world = World::start().await?;
    let (alice, bob) = (world.person("alice").await?, world.person("bob").await?);
    let head = View::Conversation { conversation: "alice@localhost".into() };
    bob.sees(head.clone(), "● Alice Adams").await?;
    alice.does(Command::Typing { conversation: "bob@localhost".into(), active: true }).await?;
    bob.sees(head.clone(), "● Alice Adams, writing…").await?;
    alice.says("bob@localhost", "done").await?;
    bob.sees(head, "● Alice Adams").await
}
