//! Words in English.

use super::Words;

pub const ENGLISH: Words = Words {
    messages: "Messages",
    notifications: "Notifications",
    activity_stream: "Activity Stream",
    status: "Status",
    available: "Available",
    away: "Away",
    do_not_disturb: "Do not disturb",
    offline: "Offline",
    about: "About",
    sign_in: "Sign In…",
    logout: "Logout",
    exit: "Exit",
    is_signed_out: "Hallway – signed out",
    is_offline: "Hallway – offline",
    one_unread: "Hallway – 1 unread message",
    unread: "Hallway – # unread messages",
    window_unread: "Unread messages (#)",
    new_message: "New message",
    new_messages: "# new messages",
    in_conversations: "In # conversations",
    wants_contact: "Wants to see when you are here",
    invited: "You are invited to this room",
    invites_to: "Invites you to #",
    reacted: "Reacted to your message",
    mentioned: "You were mentioned",
    not_sent: "Your message was not sent",
    from_intranet: "News from the intranet",
    open: "Open",
};
