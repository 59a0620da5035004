-- One keyring holds all keys of one linked phone. Every other table here belongs to one keyring and goes when it goes.
-- Our own times (keyrings.created_at, stored_at) are Unix milliseconds; times the engine library hands over stay as they are, in seconds.
CREATE TABLE keyrings (
    id BIGINT PRIMARY KEY,
    phone_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    device TEXT
);
CREATE INDEX keyrings_phone ON keyrings (phone_id, created_at);

-- Keys are compared byte by byte: the range search over addresses relies on it, and it is quicker than a language's order.
CREATE TABLE keyring_identities (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    public_key BYTEA NOT NULL,
    PRIMARY KEY (keyring_id, address)
);

CREATE TABLE keyring_sessions (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (keyring_id, address)
);

CREATE TABLE keyring_prekeys (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    id BIGINT NOT NULL,
    record BYTEA NOT NULL,
    uploaded BIGINT NOT NULL,
    PRIMARY KEY (keyring_id, id)
);

CREATE TABLE keyring_signed_prekeys (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    id BIGINT NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (keyring_id, id)
);

CREATE TABLE keyring_sender_keys (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    record BYTEA NOT NULL,
    PRIMARY KEY (keyring_id, address)
);

-- position counts the writes, so that the newest key is the one written last, whatever its timestamp says.
CREATE TABLE keyring_app_state_keys (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    key_id BYTEA NOT NULL,
    key_data BYTEA NOT NULL,
    fingerprint BYTEA NOT NULL,
    timestamp BIGINT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (keyring_id, key_id)
);

CREATE TABLE keyring_app_state_versions (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    collection TEXT COLLATE "C" NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (keyring_id, collection)
);

CREATE TABLE keyring_app_state_macs (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    collection TEXT COLLATE "C" NOT NULL,
    index_mac BYTEA NOT NULL,
    value_mac BYTEA NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (keyring_id, collection, index_mac)
);

CREATE TABLE keyring_sender_key_devices (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    group_jid TEXT COLLATE "C" NOT NULL,
    device_jid TEXT COLLATE "C" NOT NULL,
    has_key BIGINT NOT NULL,
    PRIMARY KEY (keyring_id, group_jid, device_jid)
);
CREATE INDEX keyring_sender_key_devices_device ON keyring_sender_key_devices (keyring_id, device_jid);

CREATE TABLE keyring_lid_mappings (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    lid TEXT COLLATE "C" NOT NULL,
    phone_number TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    learning_source TEXT NOT NULL,
    PRIMARY KEY (keyring_id, lid)
);
CREATE INDEX keyring_lid_mappings_phone_number ON keyring_lid_mappings (keyring_id, phone_number, updated_at);

CREATE TABLE keyring_base_keys (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    address TEXT COLLATE "C" NOT NULL,
    message_id TEXT COLLATE "C" NOT NULL,
    base_key BYTEA NOT NULL,
    PRIMARY KEY (keyring_id, address, message_id)
);

CREATE TABLE keyring_device_lists (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    owner TEXT COLLATE "C" NOT NULL,
    list TEXT NOT NULL,
    PRIMARY KEY (keyring_id, owner)
);

CREATE TABLE keyring_groups (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    group_jid TEXT COLLATE "C" NOT NULL,
    metadata BYTEA NOT NULL,
    PRIMARY KEY (keyring_id, group_jid)
);

CREATE TABLE keyring_tc_tokens (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    jid TEXT COLLATE "C" NOT NULL,
    token BYTEA NOT NULL,
    token_timestamp BIGINT NOT NULL,
    sender_timestamp BIGINT,
    PRIMARY KEY (keyring_id, jid)
);

CREATE TABLE keyring_sent_messages (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    chat TEXT COLLATE "C" NOT NULL,
    message_id TEXT COLLATE "C" NOT NULL,
    payload BYTEA NOT NULL,
    stored_at BIGINT NOT NULL,
    PRIMARY KEY (keyring_id, chat, message_id)
);

CREATE TABLE keyring_pending_inbound (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    chat TEXT COLLATE "C" NOT NULL,
    sender TEXT COLLATE "C" NOT NULL,
    message_id TEXT COLLATE "C" NOT NULL,
    message BYTEA NOT NULL,
    stored_at BIGINT NOT NULL,
    PRIMARY KEY (keyring_id, chat, sender, message_id)
);

CREATE TABLE keyring_message_secrets (
    keyring_id BIGINT NOT NULL REFERENCES keyrings (id) ON DELETE CASCADE,
    chat TEXT COLLATE "C" NOT NULL,
    sender TEXT COLLATE "C" NOT NULL,
    message_id TEXT COLLATE "C" NOT NULL,
    secret BYTEA NOT NULL,
    expires_at BIGINT NOT NULL,
    message_ts BIGINT NOT NULL,
    PRIMARY KEY (keyring_id, chat, sender, message_id)
);
CREATE INDEX keyring_message_secrets_expiry ON keyring_message_secrets (keyring_id, expires_at) WHERE expires_at <> 0;
