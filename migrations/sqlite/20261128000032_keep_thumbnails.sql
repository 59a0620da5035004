-- Small pictures of files, a few KB each: JPEG, checked before it is written. They stand apart from the rows that lists read, which only
-- know whether there is one, and go with their message.
CREATE TABLE message_thumbnails (
    message_id TEXT NOT NULL PRIMARY KEY REFERENCES messages (id) ON DELETE CASCADE,
    jpeg BLOB NOT NULL
);
ALTER TABLE message_files ADD COLUMN has_thumbnail BIGINT NOT NULL DEFAULT 0;
ALTER TABLE uploads ADD COLUMN thumbnail BLOB;
