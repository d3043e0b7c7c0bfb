-- When a device of the other side had an own message, where it was this device that heard of it.

ALTER TABLE message ADD COLUMN delivered_at INTEGER;
