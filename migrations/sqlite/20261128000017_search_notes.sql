-- What colleagues tell each other about a lead is searched too; see the migration `search`.
ALTER TABLE lead_notes ADD COLUMN search_key BIGINT;
UPDATE lead_notes SET search_key = rowid;
CREATE UNIQUE INDEX lead_notes_by_search_key ON lead_notes (search_key);

CREATE VIRTUAL TABLE note_words USING fts5(
    text, content = '', columnsize = 0, prefix = '2 3 4 5', tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'"
);
INSERT INTO note_words (rowid, text) SELECT search_key, text FROM lead_notes ORDER BY search_key;

CREATE TRIGGER note_words_added AFTER INSERT ON lead_notes BEGIN
    UPDATE lead_notes SET search_key = (SELECT COALESCE(MAX(search_key), 0) + 1 FROM lead_notes) WHERE id = NEW.id;
    INSERT INTO note_words (rowid, text) SELECT search_key, text FROM lead_notes WHERE id = NEW.id;
END;
CREATE TRIGGER note_words_changed AFTER UPDATE OF text ON lead_notes WHEN OLD.text <> NEW.text BEGIN
    INSERT INTO note_words (note_words, rowid, text) VALUES ('delete', OLD.search_key, OLD.text);
    INSERT INTO note_words (rowid, text) VALUES (NEW.search_key, NEW.text);
END;
CREATE TRIGGER note_words_removed AFTER DELETE ON lead_notes BEGIN
    INSERT INTO note_words (note_words, rowid, text) VALUES ('delete', OLD.search_key, OLD.text);
END;
