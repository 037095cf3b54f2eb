-- Stock between outlets: asked for, sent off, received. Each side sees it, and does its own part of it alone.

INSERT INTO status_edges VALUES
  ('transfer', 'REQUESTED', 'DISPATCHED'), ('transfer', 'REQUESTED', 'CANCELLED'), ('transfer', 'DISPATCHED', 'RECEIVED');

CREATE TABLE transfers (
  id                uuid PRIMARY KEY,
  from_outlet       text NOT NULL REFERENCES outlets,
  to_outlet         text NOT NULL REFERENCES outlets,
  number            text NOT NULL,
  status            text NOT NULL DEFAULT 'REQUESTED'
                    CHECK (status IN ('REQUESTED', 'DISPATCHED', 'RECEIVED', 'CANCELLED')),
  note              text NOT NULL DEFAULT '',
  requested_outlet  text NOT NULL REFERENCES outlets,
  requested_by      text NOT NULL,
  requested_at      timestamptz NOT NULL,
  dispatched_by     text,
  dispatched_at     timestamptz,
  out_document_id   uuid UNIQUE REFERENCES stock_documents,
  received_by       text,
  received_at       timestamptz,
  in_document_id    uuid UNIQUE REFERENCES stock_documents,
  ended_by          text,
  end_reason        text NOT NULL DEFAULT '',
  version           integer NOT NULL DEFAULT 1,
  xid               xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT transfers_between_two CHECK (from_outlet <> to_outlet AND requested_outlet IN (from_outlet, to_outlet)),
  CONSTRAINT transfers_dispatched CHECK ((status IN ('DISPATCHED', 'RECEIVED')) = (out_document_id IS NOT NULL)),
  CONSTRAINT transfers_received CHECK ((status = 'RECEIVED') = (received_at IS NOT NULL))
);
COMMENT ON COLUMN transfers.number IS 'of the outlet that began it';
COMMENT ON COLUMN transfers.in_document_id IS 'null also where nothing of it arrived';
CREATE INDEX transfers_from ON transfers (from_outlet, requested_at DESC, id DESC);
CREATE INDEX transfers_to ON transfers (to_outlet, requested_at DESC, id DESC);
CREATE INDEX transfers_xid ON transfers (xid);
CREATE TRIGGER stamp_xid BEFORE INSERT OR UPDATE ON transfers FOR EACH ROW EXECUTE FUNCTION stamp_xid();
CREATE TRIGGER status_edge BEFORE UPDATE OF status ON transfers
  FOR EACH ROW EXECUTE FUNCTION check_status_edge('transfer');

-- Both outlets see a transfer, so the policy lets both write it; who may do what is held here.
CREATE FUNCTION check_transfer_side() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'chitrail_app' AND (
    (NEW.from_outlet, NEW.to_outlet) IS DISTINCT FROM (OLD.from_outlet, OLD.to_outlet)
    OR NEW.status = 'DISPATCHED' AND NOT of_outlet(NEW.from_outlet)
    OR NEW.status = 'RECEIVED' AND NOT of_outlet(NEW.to_outlet)
  ) THEN
    RAISE EXCEPTION 'transfer % is not this outlet''s to change so', NEW.id USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER own_side BEFORE UPDATE ON transfers FOR EACH ROW EXECUTE FUNCTION check_transfer_side();

CREATE TABLE transfer_lines (
  transfer_id         uuid NOT NULL REFERENCES transfers,
  position            smallint NOT NULL,
  ingredient_code     text NOT NULL,
  ingredient_name     text NOT NULL,
  unit                text NOT NULL CHECK (unit IN ('g', 'ml', 'pc')),
  requested           numeric(14, 3) NOT NULL CHECK (requested > 0),
  dispatched          numeric(14, 3) CHECK (dispatched >= 0),
  received            numeric(14, 3) CHECK (received >= 0),
  damaged             numeric(14, 3) CHECK (damaged >= 0),
  from_ingredient_id  uuid REFERENCES ingredients,
  to_ingredient_id    uuid REFERENCES ingredients,
  out_value_paise     numeric(18, 4),
  in_value_paise      numeric(18, 4),
  PRIMARY KEY (transfer_id, position),
  UNIQUE (transfer_id, ingredient_code),
  CONSTRAINT transfer_lines_arrived CHECK (received + damaged <= dispatched),
  CONSTRAINT transfer_lines_worth CHECK (in_value_paise <= out_value_paise)
);
COMMENT ON COLUMN transfer_lines.out_value_paise IS 'what it took from the worth of the sender''s stock, once it was received';
COMMENT ON COLUMN transfer_lines.in_value_paise IS 'what it brought; the rest was lost on the way';

ALTER TABLE transfers ENABLE ROW LEVEL SECURITY;
CREATE POLICY outlet ON transfers TO chitrail_app
  USING (of_outlet(from_outlet) OR of_outlet(to_outlet))
  WITH CHECK (of_outlet(from_outlet) OR of_outlet(to_outlet));
SELECT guard_by_parent('transfer_lines', 'transfer_id', 'transfers');
