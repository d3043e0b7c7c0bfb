-- A draft takes along what it needs to be gone on with: the people it names, its files, what a correction set aside.

ALTER TABLE conversation ADD COLUMN draft_more TEXT NOT NULL DEFAULT '';    -- JSON: see src/fact/draft.rs
DROP INDEX conversation_silent;
CREATE INDEX conversation_silent ON conversation (id) WHERE last_at IS NULL AND (draft <> '' OR draft_more <> '' OR listed = 1);

-- Files of a draft are told with it, those of a message with the message.
DROP TABLE staged;
CREATE INDEX message_failed ON message (state) WHERE mine = 1 AND state = 4;
