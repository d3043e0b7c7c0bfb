//! Words in German.

use super::Words;

pub const GERMAN: Words = Words {
    messages: "Nachrichten",
    notifications: "Mitteilungen",
    activity_stream: "Activity Stream",
    status: "Status",
    available: "Verfügbar",
    away: "Abwesend",
    do_not_disturb: "Bitte nicht stören",
    offline: "Offline",
    about: "Über Hallway",
    sign_in: "Anmelden …",
    logout: "Abmelden",
    exit: "Beenden",
    is_signed_out: "Hallway – abgemeldet",
    is_offline: "Hallway – offline",
    one_unread: "Hallway – 1 ungelesene Nachricht",
    unread: "Hallway – # ungelesene Nachrichten",
    window_unread: "Ungelesene Nachrichten (#)",
    new_message: "Neue Nachricht",
    new_messages: "# neue Nachrichten",
    in_conversations: "In # Gesprächen",
    wants_contact: "Möchte sehen, wann Sie da sind",
    invited: "Sie sind in diesen Raum eingeladen",
    invites_to: "Lädt Sie ein in #",
    reacted: "Hat auf Ihre Nachricht reagiert",
    mentioned: "Sie wurden erwähnt",
    not_sent: "Ihre Nachricht wurde nicht gesendet",
    from_intranet: "Neues aus dem Intranet",
    open: "Öffnen",
};
