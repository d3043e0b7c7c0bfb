-- The first schema: accounts and company, contacts, archive, offline messages, personal nodes, small things.
-- Invariant: names are prepared (lower case) before they are written; times are milliseconds since 1970 in UTC.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Without the four SCRAM columns (RFC 5802) an account cannot sign in.
CREATE TABLE account (
    name           TEXT PRIMARY KEY,
    created_at     INTEGER NOT NULL,
    full_name      TEXT NOT NULL,
    email          TEXT NOT NULL DEFAULT '',
    title          TEXT NOT NULL DEFAULT '',
    phone          TEXT NOT NULL DEFAULT '',
    roster_version INTEGER NOT NULL DEFAULT 0,
    salt           BLOB,
    iterations     INTEGER,
    stored_key     BLOB,
    server_key     BLOB
) STRICT;

-- The company structure: a department is a path, its parts joined by '::' (XEP-0083).
CREATE TABLE membership (
    account    TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    department TEXT NOT NULL,
    PRIMARY KEY (account, department)
) STRICT, WITHOUT ROWID;

-- What a person added beside the company, and what others asked of them (RFC 6121 section 3).
CREATE TABLE contact (
    owner        TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    jid          TEXT NOT NULL,
    listed       INTEGER NOT NULL DEFAULT 0,
    name         TEXT NOT NULL DEFAULT '',
    groups       TEXT NOT NULL DEFAULT '[]',
    sees         INTEGER NOT NULL DEFAULT 0,
    seen         INTEGER NOT NULL DEFAULT 0,
    asked        INTEGER NOT NULL DEFAULT 0,
    request      TEXT,
    PRIMARY KEY (owner, jid)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_jid ON contact (jid);

-- XEP-0313. `seq` counts per owner, so that nobody learns from an id how much others write.
CREATE TABLE archive (
    id     INTEGER PRIMARY KEY,
    owner  TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    seq    INTEGER NOT NULL,
    at     INTEGER NOT NULL,
    peer   TEXT NOT NULL,
    stanza TEXT NOT NULL,
    UNIQUE (owner, seq)
) STRICT;
CREATE INDEX archive_peer ON archive (owner, peer, seq);
CREATE INDEX archive_at ON archive (owner, at);

CREATE TABLE offline (
    id     INTEGER PRIMARY KEY,
    owner  TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    at     INTEGER NOT NULL,
    stanza TEXT NOT NULL
) STRICT;
CREATE INDEX offline_owner ON offline (owner, id);

-- XEP-0163 and XEP-0060. `access` is open, presence or whitelist.
CREATE TABLE node (
    owner     TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    access    TEXT NOT NULL,
    max_items INTEGER NOT NULL,
    persist   INTEGER NOT NULL,
    send_last TEXT NOT NULL,
    PRIMARY KEY (owner, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE item (
    seq     INTEGER PRIMARY KEY,
    owner   TEXT NOT NULL,
    node    TEXT NOT NULL,
    id      TEXT NOT NULL,
    at      INTEGER NOT NULL,
    payload TEXT NOT NULL,
    UNIQUE (owner, node, id),
    FOREIGN KEY (owner, node) REFERENCES node (owner, name) ON DELETE CASCADE
) STRICT;
CREATE INDEX item_node ON item (owner, node, seq);

CREATE TABLE block (
    owner TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    jid   TEXT NOT NULL,
    PRIMARY KEY (owner, jid)
) STRICT, WITHOUT ROWID;
CREATE INDEX block_jid ON block (jid);

CREATE TABLE private (
    owner TEXT NOT NULL REFERENCES account (name) ON DELETE CASCADE,
    name  TEXT NOT NULL,
    ns    TEXT NOT NULL,
    xml   TEXT NOT NULL,
    PRIMARY KEY (owner, name, ns)
) STRICT, WITHOUT ROWID;

CREATE TABLE vcard (
    owner TEXT PRIMARY KEY REFERENCES account (name) ON DELETE CASCADE,
    xml   TEXT NOT NULL
) STRICT;
