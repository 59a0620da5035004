-- The file of a message: what its sender says of it, how it is had from WhatsApp (JSON, a secret), and what became of it:
-- 'pending', 'stored', 'failed', 'too_large', 'removed' when the message was taken back. `kind` is its type by its own content.
CREATE TABLE message_files (
    message_id TEXT NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    seconds BIGINT NOT NULL,
    reference TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'application/octet-stream',
    failure TEXT
);
CREATE INDEX message_files_pending ON message_files (message_id) WHERE state = 'pending';
CREATE INDEX message_files_removed ON message_files (message_id) WHERE state = 'removed';
