-- Conversations: rooms with archives of their own, messages that change others, files, choices, search.

-- Levels of an archive: the account's has the id 0, a room's that of its conversation.
CREATE TABLE archive (
    id INTEGER PRIMARY KEY,
    read_floor INTEGER,                         -- below it lies what was there before this device's own time
    session_floor INTEGER                       -- where the newest session began
) STRICT;
INSERT INTO archive (id, read_floor, session_floor) VALUES (
    0,
    (SELECT value FROM meta WHERE key = 'read_floor'),
    (SELECT value FROM meta WHERE key = 'session_floor')
);
DELETE FROM meta WHERE key IN ('read_floor', 'session_floor');

DROP INDEX conversation_recent;
DROP INDEX conversation_draft;
DROP INDEX conversation_unread;
ALTER TABLE conversation DROP COLUMN last_position;
ALTER TABLE conversation ADD COLUMN archive INTEGER NOT NULL DEFAULT 0;     -- 0 the account's; a room's own id
ALTER TABLE conversation ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;      -- stands in the list without any message
ALTER TABLE conversation ADD COLUMN last_at INTEGER;                        -- shown time of the last message
ALTER TABLE conversation ADD COLUMN mentions INTEGER NOT NULL DEFAULT 0;    -- how many of the unread name the owner
ALTER TABLE conversation ADD COLUMN draft_is INTEGER NOT NULL DEFAULT 0;    -- 0 new, 1 a reply, 2 a correction
ALTER TABLE conversation ADD COLUMN draft_of INTEGER;                       -- to, or of, this message
-- What the person has chosen.
ALTER TABLE conversation ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN favourite INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversation ADD COLUMN notify INTEGER NOT NULL DEFAULT 0;      -- 0 all, 1 mentions, 2 none
ALTER TABLE conversation ADD COLUMN muted_until INTEGER;
ALTER TABLE conversation ADD COLUMN unread_from TEXT;                       -- archive id
ALTER TABLE conversation ADD COLUMN cleared_up_to TEXT;                     -- archive id, as other devices hear of it
ALTER TABLE conversation ADD COLUMN cleared_message INTEGER;                -- nothing at or below it is kept
ALTER TABLE conversation ADD COLUMN cleared_position INTEGER;
CREATE INDEX conversation_cleared ON conversation (cleared_message) WHERE cleared_message IS NOT NULL;

-- Messages that were written, seen, or found in an archive; those that change another one are hidden.
CREATE TABLE message_new (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- never given twice: views name rows by it
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    archive INTEGER NOT NULL,                   -- the conversation's
    position INTEGER NOT NULL,
    standing INTEGER NOT NULL,                  -- 0 as it came in, 1 as in the archive, 2 right only within its conversation
    kind INTEGER NOT NULL DEFAULT 0,            -- see src/content.rs
    hidden INTEGER NOT NULL DEFAULT 0,
    mine INTEGER NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,         -- written on this device
    author TEXT NOT NULL,
    nick TEXT,
    occupant TEXT,
    body TEXT NOT NULL,                         -- as it was first
    details TEXT,                               -- the rest of the content, JSON
    target TEXT,                                -- the message it changes or answers, as its sender names it
    names_me INTEGER NOT NULL DEFAULT 0,
    at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 1,           -- own: 0 pending, 1 sent, 2 delivered, 3 read, 4 failed
    failure TEXT,
    archive_id TEXT,
    origin_id TEXT,
    floor INTEGER,                              -- written, archive id unknown: it stands above this in the archive
    wants_marker INTEGER NOT NULL DEFAULT 0,
    -- Derived in the transaction that changes what they are derived from.
    shown TEXT,                                 -- what later messages made of it, JSON: see src/amendment.rs
    counts INTEGER NOT NULL DEFAULT 0,          -- unread while it is above the read position
    mentions_me INTEGER NOT NULL DEFAULT 0,
    reply_to INTEGER,                           -- the message it answers, where that is here
    search_id INTEGER,                          -- its place in table search
    UNIQUE (archive, archive_id)
) STRICT;
INSERT INTO message_new (id, conversation_id, archive, position, standing, mine, written, author, body, at, state, failure,
        archive_id, origin_id, floor, wants_marker, counts)
    SELECT id, conversation_id, 0, position, standing, mine, written, author, body, at, state, failure,
        archive_id, origin_id, floor, wants_marker, 1 - mine FROM message;
-- The sequence goes on where it was, so that no id is given twice.
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'message_new', 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'message_new');
UPDATE sqlite_sequence SET seq = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'message'), 0) WHERE name = 'message_new';
DROP TABLE message;
ALTER TABLE message_new RENAME TO message;
CREATE INDEX message_timeline ON message (conversation_id, position);
CREATE INDEX message_visible ON message (conversation_id, position, kind) WHERE hidden = 0;
CREATE INDEX message_position ON message (archive, position);
CREATE INDEX message_time ON message (conversation_id, at);
CREATE INDEX message_origin ON message (origin_id, conversation_id, mine, position) WHERE origin_id IS NOT NULL;
CREATE INDEX message_target ON message (target, conversation_id, position) WHERE target IS NOT NULL;
CREATE INDEX message_unread ON message (conversation_id, position) WHERE counts = 1;
CREATE INDEX message_mention ON message (conversation_id, position) WHERE mentions_me = 1;
CREATE INDEX message_underway ON message (conversation_id, position) WHERE mine = 1 AND state < 3;
CREATE INDEX message_island ON message (archive, position) WHERE standing = 2;
CREATE INDEX message_floor ON message (archive, floor) WHERE floor IS NOT NULL;
CREATE INDEX message_reply ON message (reply_to) WHERE reply_to IS NOT NULL;

UPDATE conversation SET last_at = (SELECT m.at FROM message m WHERE m.id = last_message);
CREATE INDEX conversation_recent ON conversation (pinned, last_at, last_message) WHERE last_at IS NOT NULL;
CREATE INDEX conversation_silent ON conversation (id) WHERE last_at IS NULL AND (draft <> '' OR listed = 1);
CREATE INDEX conversation_unread ON conversation (last_at) WHERE unread > 0 OR unread_from IS NOT NULL;

ALTER TABLE gap ADD COLUMN archive INTEGER NOT NULL DEFAULT 0;
CREATE INDEX gap_archive ON gap (archive, low);

-- The bytes of files that are here.
CREATE TABLE kept_file (
    message_id INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
    url TEXT NOT NULL,                          -- where they were had from
    path TEXT,
    gone INTEGER NOT NULL DEFAULT 0             -- the server does not have them any more
) STRICT;

CREATE TABLE pin (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    archive_id TEXT NOT NULL,
    turn INTEGER NOT NULL,                      -- the order of pinning
    PRIMARY KEY (conversation_id, archive_id)
) STRICT, WITHOUT ROWID;

-- Up to where others have seen a conversation.
CREATE TABLE seen (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    author TEXT NOT NULL,                       -- bare JID, or the nickname in a room
    message_id INTEGER REFERENCES message (id) ON DELETE CASCADE,
    waiting TEXT,                               -- the id of a message that is not here yet
    at INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, author)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_message ON seen (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX seen_waiting ON seen (conversation_id, waiting) WHERE waiting IS NOT NULL;

CREATE TABLE room (
    conversation_id INTEGER PRIMARY KEY REFERENCES conversation (id),
    -- The bookmark (XEP-0402).
    bookmarked INTEGER NOT NULL DEFAULT 0,
    bookmark_name TEXT NOT NULL DEFAULT '',
    bookmark_nick TEXT,
    autojoin INTEGER NOT NULL DEFAULT 0,
    password TEXT,
    extensions TEXT NOT NULL DEFAULT '',
    -- What the room says of itself.
    name TEXT NOT NULL DEFAULT '',
    info TEXT,                                  -- JSON
    topic TEXT,
    topic_by TEXT,
    topic_at INTEGER,
    -- What this account is to it.
    affiliation INTEGER NOT NULL DEFAULT 1,     -- 0 outcast, 1 none, 2 member, 3 admin, 4 owner
    nick TEXT
) STRICT;

CREATE TABLE member (
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    address TEXT NOT NULL,
    affiliation INTEGER NOT NULL,
    nick TEXT,
    PRIMARY KEY (conversation_id, address)
) STRICT, WITHOUT ROWID;

-- Files handed over to be sent.
CREATE TABLE staged (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    size INTEGER NOT NULL,
    path TEXT NOT NULL,
    at INTEGER NOT NULL,
    message_id INTEGER REFERENCES message (id) ON DELETE SET NULL   -- the message that sends it
) STRICT;
CREATE INDEX staged_message ON staged (message_id) WHERE message_id IS NOT NULL;

ALTER TABLE notification ADD COLUMN word TEXT NOT NULL DEFAULT '';  -- what a service calls it, where it published it
ALTER TABLE notification ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE notification ADD COLUMN text TEXT NOT NULL DEFAULT '';
ALTER TABLE notification ADD COLUMN conversation TEXT;
ALTER TABLE notification ADD COLUMN target TEXT;                    -- the message it is about, by an id of the archive or sender
ALTER TABLE notification ADD COLUMN link TEXT;
ALTER TABLE notification ADD COLUMN actions TEXT NOT NULL DEFAULT '[]';
ALTER TABLE notification ADD COLUMN password TEXT;
UPDATE notification SET conversation = address WHERE kind = 1;
UPDATE notification SET id = coalesce('failed:' || (SELECT origin_id FROM message WHERE message.id = message_id), id) WHERE kind = 1;
CREATE INDEX notification_unviewed ON notification (at) WHERE viewed = 0;
CREATE INDEX notification_kind ON notification (kind, at);

-- Entries that were viewed on another device before they came here.
CREATE TABLE viewed (
    id TEXT NOT NULL PRIMARY KEY
) STRICT;

-- What is to be found: see src/terms.rs. It holds no text, and nothing can be read out of it but ids.
CREATE VIRTUAL TABLE search USING fts5 (terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');
CREATE UNIQUE INDEX message_search ON message (search_id) WHERE search_id > 0;
