-- One-time links for the owner of a handset, who has no account. Only a digest of the token is kept.
CREATE TABLE guest_links (
    token_digest TEXT NOT NULL PRIMARY KEY,
    phone_id TEXT NOT NULL REFERENCES phones (id) ON DELETE CASCADE,
    created_by TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    opened_at BIGINT,
    used_at BIGINT,
    revoked_at BIGINT
);
CREATE INDEX guest_links_by_phone ON guest_links (phone_id, created_at);
-- At most one of a phone stands; one that expired is closed when the next is made.
CREATE UNIQUE INDEX guest_links_standing ON guest_links (phone_id) WHERE used_at IS NULL AND revoked_at IS NULL;
