-- Search: `leads/search` and `conversations/search` read this; triggers keep it in step with the rows, in their transactions.
-- A row's number in the index is its own column, as SQLite may give rows other rowids when a file is copied or vacuumed.
ALTER TABLE leads ADD COLUMN search_key BIGINT;
UPDATE leads SET search_key = rowid;
CREATE UNIQUE INDEX leads_by_search_key ON leads (search_key);
-- The number without its country code (these are of one, two or three digits), and its digits from the last to the first.
ALTER TABLE leads ADD COLUMN national TEXT GENERATED ALWAYS AS (CASE
    WHEN substr(number, 2, 1) IN ('1', '7') THEN substr(number, 3)
    WHEN substr(number, 2, 2) IN (
        '20', '27', '30', '31', '32', '33', '34', '36', '39', '40', '41', '43', '44', '45', '46', '47', '48', '49',
        '51', '52', '53', '54', '55', '56', '57', '58', '60', '61', '62', '63', '64', '65', '66', '81', '82', '84', '86', '90', '91', '92', '93', '94', '95', '98'
    ) THEN substr(number, 4)
    ELSE substr(number, 5)
END) VIRTUAL;
ALTER TABLE leads ADD COLUMN backwards TEXT GENERATED ALWAYS AS (replace(
    substr(number, -1, 1) || substr(number, -2, 1) || substr(number, -3, 1) || substr(number, -4, 1) || substr(number, -5, 1) ||
    substr(number, -6, 1) || substr(number, -7, 1) || substr(number, -8, 1) || substr(number, -9, 1) || substr(number, -10, 1) ||
    substr(number, -11, 1) || substr(number, -12, 1) || substr(number, -13, 1) || substr(number, -14, 1) || substr(number, -15, 1),
    '+', ''
)) VIRTUAL;
CREATE INDEX leads_by_national ON leads (national);
CREATE INDEX leads_by_backwards ON leads (backwards);

-- What the person and what the team calls them.
-- The first five letters of words are an index of their own (`INDEXED` in leads/search/query.rs): what goes on is not collected then.
-- Signs that are written with a letter belong to its word, as in Hindi.
CREATE VIRTUAL TABLE lead_words USING fts5(
    name, content = '', columnsize = 0, prefix = '1 2 3 4 5', tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO lead_words (rowid, name) SELECT search_key, called || ' ' || name FROM leads ORDER BY search_key;

CREATE TRIGGER lead_words_added AFTER INSERT ON leads BEGIN
    UPDATE leads SET search_key = (SELECT COALESCE(MAX(search_key), 0) + 1 FROM leads) WHERE id = NEW.id;
    INSERT INTO lead_words (rowid, name) SELECT search_key, called || ' ' || name FROM leads WHERE id = NEW.id;
END;
CREATE TRIGGER lead_words_changed AFTER UPDATE OF name, called ON leads WHEN OLD.name <> NEW.name OR OLD.called <> NEW.called BEGIN
    INSERT INTO lead_words (lead_words, rowid, name) VALUES ('delete', OLD.search_key, OLD.called || ' ' || OLD.name);
    INSERT INTO lead_words (rowid, name) VALUES (NEW.search_key, NEW.called || ' ' || NEW.name);
END;
CREATE TRIGGER lead_words_removed AFTER DELETE ON leads BEGIN
    INSERT INTO lead_words (lead_words, rowid, name) VALUES ('delete', OLD.search_key, OLD.called || ' ' || OLD.name);
END;

ALTER TABLE messages ADD COLUMN search_key BIGINT;
UPDATE messages SET search_key = rowid;
CREATE UNIQUE INDEX messages_by_search_key ON messages (search_key);

CREATE VIRTUAL TABLE message_words USING fts5(
    text, content = '', columnsize = 0, prefix = '2 3 4 5', tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO message_words (rowid, text) SELECT search_key, text FROM messages ORDER BY search_key;

CREATE TRIGGER message_words_added AFTER INSERT ON messages BEGIN
    UPDATE messages SET search_key = (SELECT COALESCE(MAX(search_key), 0) + 1 FROM messages) WHERE id = NEW.id;
    INSERT INTO message_words (rowid, text) SELECT search_key, text FROM messages WHERE id = NEW.id;
END;
CREATE TRIGGER message_words_changed AFTER UPDATE OF text ON messages WHEN OLD.text <> NEW.text BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', OLD.search_key, OLD.text);
    INSERT INTO message_words (rowid, text) VALUES (NEW.search_key, NEW.text);
END;
CREATE TRIGGER message_words_removed AFTER DELETE ON messages BEGIN
    INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', OLD.search_key, OLD.text);
END;
