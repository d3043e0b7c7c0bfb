-- Files shared over HTTP (XEP-0363): what was asked for, and what came of it. The bytes are files named after the id.
-- Invariant: a file on the disk without a row here is rubbish; a row with `stored_at` has a complete file.

CREATE TABLE upload (
    id         TEXT PRIMARY KEY,
    owner      TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    -- SHA-256 of what the one who asked has to show when sending the file.
    key_hash   BLOB NOT NULL,
    asked_at   INTEGER NOT NULL,
    -- Somebody is sending, or has sent.
    began_at   INTEGER,
    stored_at  INTEGER
) STRICT;
CREATE INDEX upload_owner ON upload (owner, asked_at);
CREATE INDEX upload_stored ON upload (stored_at);
