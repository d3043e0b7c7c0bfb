-- A store as migration 001 made it, filled by that version: never edited, so that it always opens.
PRAGMA application_id = 1214344289;
PRAGMA user_version = 1;
BEGIN;
CREATE TABLE avatar (
    hash TEXT NOT NULL PRIMARY KEY,
    mime TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;
INSERT INTO "avatar" VALUES('00ff','image/png',X'010203');
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    draft TEXT NOT NULL DEFAULT '',
    -- Derived from the messages in the transaction that changes them.
    last_message INTEGER,
    last_position INTEGER,
    unread INTEGER NOT NULL DEFAULT 0,
    -- The newest message seen by this account, and where it stands; or the archive id of one not here yet.
    read_message INTEGER,
    read_position INTEGER,
    read_waiting TEXT,
    -- The newest own message the other side has seen.
    displayed_message INTEGER,
    displayed_position INTEGER,
    -- Everything older than this position is here, back to the first message ever.
    complete_from INTEGER
) STRICT;
INSERT INTO "conversation" VALUES(1,'bob@x','',4,4611686018427387905,1,2,2199023321088,'a9',NULL,NULL,NULL);
INSERT INTO "conversation" VALUES(2,'cid@x','',5,2199023452160,0,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE fold (
    folded_group TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO "fold" VALUES('Sales');
CREATE TABLE gap (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- later ones lie higher in the archive
    lower TEXT,
    upper TEXT,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    anchor INTEGER NOT NULL,
    opened INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    ceiling INTEGER,
    undecided INTEGER NOT NULL DEFAULT 0,
    lost INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "gap" VALUES(2,'a1',NULL,1099511627776,2199023255552,1099511562240,1099511627776,1099511562240,NULL,0,0);
CREATE TABLE kept (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "kept" VALUES('k','v');
CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- never given twice: views name rows by it
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    position INTEGER NOT NULL,
    standing INTEGER NOT NULL,                  -- 0 as it came in, 1 as in the archive, 2 right only within its conversation
    mine INTEGER NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,         -- written on this device
    author TEXT NOT NULL,
    body TEXT NOT NULL,
    at INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 1,           -- own: 0 pending, 1 sent, 2 delivered, 3 read, 4 failed
    failure TEXT,
    archive_id TEXT UNIQUE,
    origin_id TEXT,
    floor INTEGER,                              -- written, archive id unknown: it stands above this in the archive
    wants_marker INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "message" VALUES(1,1,1099511562240,1,0,0,'bob@x','old',1000,1,NULL,'a1','o-old',NULL,1);
INSERT INTO "message" VALUES(2,1,2199023321088,0,0,0,'bob@x','hello',1000,1,NULL,'a5','o-hello',NULL,1);
INSERT INTO "message" VALUES(3,1,2199023386624,0,0,0,'bob@x','answer',1000,1,NULL,'a6','o-answer',NULL,1);
INSERT INTO "message" VALUES(4,1,4611686018427387905,0,1,1,'','waiting',7,0,NULL,NULL,'w1',2199023386624,0);
INSERT INTO "message" VALUES(5,2,2199023452160,0,1,1,'','failed',5,4,'refused',NULL,'failed',NULL,0);
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value ANY
) STRICT, WITHOUT ROWID;
INSERT INTO "meta" VALUES('clean',1);
INSERT INTO "meta" VALUES('read_floor',1099511627776);
INSERT INTO "meta" VALUES('roster_version','v1');
INSERT INTO "meta" VALUES('session_floor',1099511627776);
CREATE TABLE notification (
    id TEXT NOT NULL PRIMARY KEY,
    kind INTEGER NOT NULL,                      -- 0 contact request, 1 failed message
    address TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    message_id INTEGER REFERENCES message (id) ON DELETE CASCADE,
    at INTEGER NOT NULL,
    viewed INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "notification" VALUES('failed:5',1,'cid@x','',5,5,0);
INSERT INTO "notification" VALUES('request:dee@x',0,'dee@x','Dee',NULL,3,0);
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- the order of sending
    message_id INTEGER NOT NULL UNIQUE REFERENCES message (id) ON DELETE CASCADE,
    attempts INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO "outbox" VALUES(1,4,0);
CREATE TABLE person (
    address TEXT NOT NULL PRIMARY KEY,
    listed INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    groups TEXT NOT NULL DEFAULT '[]',          -- JSON array of strings
    subscription INTEGER NOT NULL DEFAULT 0,    -- 0 none, 1 to, 2 from, 3 both
    asked INTEGER NOT NULL DEFAULT 0,
    card_name TEXT,
    card_title TEXT,
    card_department TEXT,
    card_phone TEXT,
    card_email TEXT,
    avatar TEXT                                 -- hash, see table avatar
) STRICT;
INSERT INTO "person" VALUES('bob@x',1,'Bob Berg','["Sales::Inside"]',3,0,NULL,'Buyer',NULL,NULL,NULL,'00ff');
CREATE TABLE receipt (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id),
    origin_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    UNIQUE (conversation_id, origin_id)
) STRICT;
CREATE INDEX person_avatar ON person (avatar) WHERE avatar IS NOT NULL;
CREATE INDEX conversation_recent ON conversation (last_position) WHERE last_position IS NOT NULL;
CREATE INDEX conversation_draft ON conversation (id) WHERE last_position IS NULL AND draft <> '';
CREATE INDEX conversation_unread ON conversation (last_position) WHERE unread > 0;
CREATE INDEX conversation_waiting ON conversation (read_waiting) WHERE read_waiting IS NOT NULL;
CREATE INDEX conversation_read ON conversation (read_message) WHERE read_message IS NOT NULL;
CREATE INDEX conversation_displayed ON conversation (displayed_message) WHERE displayed_message IS NOT NULL;
CREATE INDEX message_timeline ON message (conversation_id, position);
CREATE INDEX message_position ON message (position);
CREATE INDEX message_time ON message (conversation_id, at);
CREATE INDEX message_origin ON message (origin_id, conversation_id, mine) WHERE origin_id IS NOT NULL;
CREATE INDEX message_unread ON message (conversation_id, position) WHERE mine = 0;
CREATE INDEX message_underway ON message (conversation_id, position) WHERE mine = 1 AND state < 3;
CREATE INDEX message_island ON message (position) WHERE standing = 2;
CREATE INDEX message_floor ON message (floor) WHERE floor IS NOT NULL;
CREATE INDEX notification_latest ON notification (at);
CREATE INDEX notification_message ON notification (message_id) WHERE message_id IS NOT NULL;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('gap',2);
INSERT INTO "sqlite_sequence" VALUES('message',5);
INSERT INTO "sqlite_sequence" VALUES('outbox',2);
COMMIT;
