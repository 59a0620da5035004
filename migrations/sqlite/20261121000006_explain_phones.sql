-- Keys that were put out of use but may still be needed are kept for a while.
ALTER TABLE keyrings ADD COLUMN set_aside_at BIGINT;

-- A cause is a word for programs, a sentence and a next step for people, and the time when it is over.
ALTER TABLE phones ADD COLUMN cause_code TEXT;
ALTER TABLE phones ADD COLUMN next_step TEXT;
ALTER TABLE phones ADD COLUMN until_at BIGINT;
ALTER TABLE phone_changes ADD COLUMN cause_code TEXT;
ALTER TABLE phone_changes ADD COLUMN next_step TEXT;
ALTER TABLE phone_changes ADD COLUMN until_at BIGINT;

-- restricted_until: WhatsApp lets the account start no new chats before this time; 0 when it named no end.
ALTER TABLE phones ADD COLUMN restricted_until BIGINT;
ALTER TABLE phones ADD COLUMN sending_paused BIGINT NOT NULL DEFAULT 0;
ALTER TABLE phones ADD COLUMN handset_seen_at BIGINT;
ALTER TABLE phones ADD COLUMN heard_at BIGINT;
-- A removed phone keeps its row for the history of its conversations.
ALTER TABLE phones ADD COLUMN removed_at BIGINT;

-- Messages that came but cannot be read yet; a row goes when its message heals.
CREATE TABLE unreadable_messages (
    phone_id TEXT NOT NULL REFERENCES phones (id) ON DELETE CASCADE,
    stanza_id TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (phone_id, stanza_id)
);

-- What a phone's page tells: the newest message each way, and how many lately.
CREATE INDEX messages_by_phone ON messages (phone_id, ours, at);
