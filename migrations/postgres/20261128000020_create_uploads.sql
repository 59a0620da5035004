-- Files that a colleague is about to send. The id is that of the message to be. The row is written before the first byte and goes when the
-- message is queued, in the same transaction; what nobody sends is removed after a day, with its file. `kind` is the type by content,
-- NULL while the file is not here whole.
CREATE TABLE uploads (
    id TEXT NOT NULL PRIMARY KEY,
    person_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT,
    size BIGINT NOT NULL DEFAULT 0,
    width BIGINT NOT NULL DEFAULT 0,
    height BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX uploads_at ON uploads (at);
