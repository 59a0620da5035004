-- What each phone does by itself. A phone without a row does what the defaults say.
CREATE TABLE phone_settings (
    phone_id TEXT NOT NULL PRIMARY KEY REFERENCES phones (id) ON DELETE CASCADE,
    replies BIGINT NOT NULL DEFAULT 0,
    reply TEXT NOT NULL DEFAULT '',
    -- The hours in which nobody is replied to; always when there is no zone. Days are bits from Monday, times minutes of the day.
    days BIGINT NOT NULL DEFAULT 0,
    from_minute BIGINT NOT NULL DEFAULT 0,
    to_minute BIGINT NOT NULL DEFAULT 0,
    zone TEXT,
    marks_read BIGINT NOT NULL DEFAULT 0,
    fetches_media BIGINT NOT NULL DEFAULT 1
);

-- Whether Leadwire wrote it by itself: then it is no answer of ours.
ALTER TABLE messages ADD COLUMN is_automatic BIGINT NOT NULL DEFAULT 0;
