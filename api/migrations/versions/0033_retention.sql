-- What is only a means may go after its time: answers kept for repeated requests, and what screens were told
-- and showed. What proves something (orders, events, ledgers, tickets and their versions) stays.

DROP TRIGGER append_only ON showings;
CREATE TRIGGER append_only BEFORE UPDATE ON showings
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept_a_week BEFORE DELETE ON showings
  FOR EACH ROW WHEN (OLD.shown_at >= now() - interval '7 days') EXECUTE FUNCTION refuse_change();
DROP TRIGGER append_only ON notifications;
CREATE TRIGGER append_only BEFORE UPDATE ON notifications
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER kept_a_week BEFORE DELETE ON notifications
  FOR EACH ROW WHEN (OLD.created_at >= now() - interval '7 days') EXECUTE FUNCTION refuse_change();
REVOKE DELETE ON showings, notifications FROM chitrail_app;
CREATE INDEX notifications_age ON notifications (created_at);
CREATE INDEX showings_age ON showings (shown_at);

-- The one way to delete them. The floor holds whatever a caller asks for.
CREATE FUNCTION forget_screens(before timestamptz, most integer) RETURNS integer
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  edge   timestamptz := least(before, now() - interval '7 days');
  gone   integer;
  total  integer;
BEGIN
  DELETE FROM notifications WHERE (audience, seq) IN (
    SELECT audience, seq FROM notifications WHERE created_at < edge ORDER BY created_at LIMIT most);
  GET DIAGNOSTICS total = ROW_COUNT;
  DELETE FROM showings WHERE (ticket_id, version, screen_id) IN (
    SELECT ticket_id, version, screen_id FROM showings WHERE shown_at < edge ORDER BY shown_at LIMIT most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN total + gone;
END $$;
REVOKE EXECUTE ON FUNCTION forget_screens FROM public;
GRANT EXECUTE ON FUNCTION forget_screens TO chitrail_app;
