-- From when a message that failed may go, where who refused it said so (XEP-0363 §5).

ALTER TABLE message ADD COLUMN retry_at INTEGER;
