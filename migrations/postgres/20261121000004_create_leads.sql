-- One person, two ways to be addressed: the number (E.164) and the LID, WhatsApp's own opaque id.
CREATE TABLE leads (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    number TEXT UNIQUE,
    lid TEXT UNIQUE,
    last_message TEXT NOT NULL,
    last_message_is_ours BIGINT NOT NULL,
    last_message_at BIGINT NOT NULL,
    unread BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX leads_by_activity ON leads (last_message_at DESC, id DESC);
