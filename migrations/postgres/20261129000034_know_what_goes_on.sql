-- How many messages and steps wait to go to a lead by themselves, kept in step with them in their transactions: whoever is written to later
-- is not one for whom nothing is planned. What is held waits for a person, who is told by a follow-up.
ALTER TABLE leads ADD COLUMN goes_on BIGINT NOT NULL DEFAULT 0;
UPDATE leads SET goes_on = (SELECT COUNT(*) FROM scheduled_messages s WHERE s.lead_id = leads.id AND s.held IS NULL)
    WHERE id IN (SELECT lead_id FROM scheduled_messages WHERE held IS NULL);

CREATE FUNCTION keep_what_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.held IS NULL THEN
        UPDATE leads SET goes_on = goes_on - 1 WHERE id = OLD.lead_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.held IS NULL THEN
        UPDATE leads SET goes_on = goes_on + 1 WHERE id = NEW.lead_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER lead_goes_on AFTER INSERT OR DELETE OR UPDATE OF lead_id, held ON scheduled_messages
    FOR EACH ROW EXECUTE FUNCTION keep_what_goes_on();
