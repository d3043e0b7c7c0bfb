-- Rooms (XEP-0045): settings, people, reserved nicknames, archive. Who is in a room right now is known in memory only.
-- Invariant: `name` is the prepared local part of the address; jids are bare and prepared; times are milliseconds since
-- 1970 in UTC.

CREATE TABLE room (
    name               TEXT PRIMARY KEY,
    created_at         INTEGER NOT NULL,
    -- 0 until its creator has configured it.
    open               INTEGER NOT NULL,
    title              TEXT NOT NULL,
    description        TEXT NOT NULL,
    language           TEXT NOT NULL,
    public             INTEGER NOT NULL,
    persistent         INTEGER NOT NULL,
    members_only       INTEGER NOT NULL,
    moderated          INTEGER NOT NULL,
    -- Everybody in the room sees the real addresses.
    non_anonymous      INTEGER NOT NULL,
    allow_invites      INTEGER NOT NULL,
    change_subject     INTEGER NOT NULL,
    allow_pm           TEXT NOT NULL,
    -- 0: no limit.
    max_users          INTEGER NOT NULL,
    password           TEXT,
    archived           INTEGER NOT NULL,
    newcomers_see_past INTEGER NOT NULL,
    subject            TEXT NOT NULL DEFAULT '',
    -- Nickname of whoever set it, and when.
    subject_by         TEXT,
    subject_at         INTEGER
) STRICT;

-- Everybody who was ever let into the room, or kept out of it. `seen_from` is the last entry of the archive when the
-- person came in for the first time: where newcomers do not see the past, they see what comes behind it.
CREATE TABLE room_person (
    room        TEXT NOT NULL REFERENCES room (name) ON DELETE CASCADE,
    jid         TEXT NOT NULL,
    affiliation TEXT NOT NULL,
    occupant_id TEXT NOT NULL,
    nick        TEXT,
    -- Folded, so that nobody takes a nickname that only looks different.
    nick_key    TEXT,
    seen_from   INTEGER,
    reason      TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (room, jid)
) STRICT, WITHOUT ROWID;
CREATE INDEX room_person_affiliation ON room_person (room, affiliation);
CREATE UNIQUE INDEX room_person_nick ON room_person (room, nick_key) WHERE nick_key IS NOT NULL;
CREATE INDEX room_person_jid ON room_person (jid);

-- XEP-0313, as `archive` for accounts; `peer` is the bare JID of whoever wrote, or the room itself.
CREATE TABLE room_archive (
    id     INTEGER PRIMARY KEY,
    owner  TEXT NOT NULL REFERENCES room (name) ON DELETE CASCADE,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    peer   TEXT NOT NULL,
    stanza TEXT NOT NULL,
    UNIQUE (owner, seq)
) STRICT;
CREATE INDEX room_archive_peer ON room_archive (owner, peer, seq);
CREATE INDEX room_archive_at ON room_archive (owner, at);
