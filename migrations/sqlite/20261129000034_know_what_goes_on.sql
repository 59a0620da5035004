-- How many messages and steps wait to go to a lead by themselves, kept in step with them in their transactions: whoever is written to later
-- is not one for whom nothing is planned. What is held waits for a person, who is told by a follow-up.
ALTER TABLE leads ADD COLUMN goes_on BIGINT NOT NULL DEFAULT 0;
UPDATE leads SET goes_on = (SELECT COUNT(*) FROM scheduled_messages s WHERE s.lead_id = leads.id AND s.held IS NULL)
    WHERE id IN (SELECT lead_id FROM scheduled_messages WHERE held IS NULL);

CREATE TRIGGER lead_goes_on_planned AFTER INSERT ON scheduled_messages WHEN NEW.held IS NULL BEGIN
    UPDATE leads SET goes_on = goes_on + 1 WHERE id = NEW.lead_id;
END;
CREATE TRIGGER lead_goes_on_changed AFTER UPDATE OF lead_id, held ON scheduled_messages BEGIN
    UPDATE leads SET goes_on = goes_on - (OLD.held IS NULL) WHERE id = OLD.lead_id;
    UPDATE leads SET goes_on = goes_on + (NEW.held IS NULL) WHERE id = NEW.lead_id;
END;
CREATE TRIGGER lead_goes_on_settled AFTER DELETE ON scheduled_messages WHEN OLD.held IS NULL BEGIN
    UPDATE leads SET goes_on = goes_on - 1 WHERE id = OLD.lead_id;
END;
