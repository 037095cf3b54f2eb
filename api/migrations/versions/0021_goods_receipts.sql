-- What suppliers brought, what they ask for it, and what went back to them.

CREATE TABLE goods_receipts (
  id             uuid PRIMARY KEY,
  outlet_id      text NOT NULL REFERENCES outlets,
  order_id       uuid NOT NULL REFERENCES purchase_orders,
  supplier_id    uuid NOT NULL REFERENCES suppliers,
  number         text NOT NULL,
  business_date  date NOT NULL,
  document_id    uuid REFERENCES stock_documents,
  delivery_note  text NOT NULL DEFAULT '',
  note           text NOT NULL DEFAULT '',
  ordered_paise  bigint NOT NULL CHECK (ordered_paise >= 0),
  net_paise      bigint NOT NULL CHECK (net_paise >= 0),
  tax_paise      bigint NOT NULL CHECK (tax_paise >= 0),
  total_paise    bigint NOT NULL CHECK (total_paise = net_paise + tax_paise),
  refused_paise  bigint NOT NULL CHECK (refused_paise >= 0),
  approved_with  uuid REFERENCES staff,
  received_by    text NOT NULL,
  received_at    timestamptz NOT NULL,
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (outlet_id, number)
);
COMMENT ON COLUMN goods_receipts.ordered_paise IS 'what was accepted, with tax, at the prices of the order';
COMMENT ON COLUMN goods_receipts.document_id IS 'null when nothing was accepted';
CREATE INDEX goods_receipts_newest ON goods_receipts (outlet_id, received_at DESC, id DESC);
CREATE INDEX goods_receipts_by_order ON goods_receipts (order_id);
CREATE INDEX goods_receipts_xid ON goods_receipts (xid);
CREATE UNIQUE INDEX goods_receipts_by_document ON goods_receipts (document_id);
CREATE TRIGGER stamp_xid BEFORE INSERT ON goods_receipts FOR EACH ROW EXECUTE FUNCTION stamp_xid();

CREATE TABLE goods_receipt_lines (
  receipt_id        uuid NOT NULL REFERENCES goods_receipts,
  position          smallint NOT NULL,
  order_line_id     uuid NOT NULL REFERENCES purchase_order_lines,
  supplier_item_id  uuid NOT NULL REFERENCES supplier_items,
  ingredient_id     uuid NOT NULL REFERENCES ingredients,
  pack_size         numeric(14, 3) NOT NULL CHECK (pack_size > 0),
  packs             numeric(14, 3) NOT NULL CHECK (packs BETWEEN 0 AND 1000000),
  counted_packs     numeric(14, 3) NOT NULL CHECK (counted_packs >= 0),
  quantity          numeric(14, 3) NOT NULL CHECK (quantity = packs * pack_size AND quantity <= 1000000000),
  refused_packs     numeric(14, 3) NOT NULL CHECK (refused_packs BETWEEN 0 AND 1000000),
  refused_because   text NOT NULL CHECK (refused_because IN ('', 'DAMAGED', 'WRONG_ITEM', 'EXPIRED', 'QUALITY')),
  price_paise       bigint NOT NULL CHECK (price_paise BETWEEN 0 AND 1000000000),
  tax_rate_bp       integer NOT NULL CHECK (tax_rate_bp BETWEEN 0 AND 10000),
  net_paise         bigint NOT NULL CHECK (net_paise >= 0),
  tax_paise         bigint NOT NULL CHECK (tax_paise >= 0),
  reason            text NOT NULL,
  lot_code          text NOT NULL,
  expires_on        date,
  returned_packs    numeric(14, 3) NOT NULL DEFAULT 0,
  PRIMARY KEY (receipt_id, position),
  CONSTRAINT goods_receipt_lines_refused CHECK ((refused_packs > 0) = (refused_because <> '')),
  CONSTRAINT goods_receipt_lines_returned CHECK (returned_packs BETWEEN 0 AND packs)
);
COMMENT ON COLUMN goods_receipt_lines.counted_packs IS 'packs of the order''s line that these stand for';
CREATE INDEX goods_receipt_lines_by_order ON goods_receipt_lines (order_line_id);

CREATE TABLE supplier_invoices (
  id             uuid PRIMARY KEY,
  outlet_id      text NOT NULL REFERENCES outlets,
  supplier_id    uuid NOT NULL REFERENCES suppliers,
  number         text NOT NULL CHECK (number <> ''),
  invoice_date   date NOT NULL,
  due_on         date NOT NULL,
  total_paise    bigint NOT NULL CHECK (total_paise BETWEEN 0 AND 1000000000),
  recorded_by    text NOT NULL,
  recorded_at    timestamptz NOT NULL,
  accepted_by    text,
  accepted_at    timestamptz,
  accept_note    text NOT NULL DEFAULT '',
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (supplier_id, number),
  CONSTRAINT supplier_invoices_accepted CHECK ((accepted_by IS NULL) = (accepted_at IS NULL))
);
CREATE INDEX supplier_invoices_newest ON supplier_invoices (outlet_id, recorded_at DESC, id DESC);
CREATE INDEX supplier_invoices_xid ON supplier_invoices (xid);
CREATE TRIGGER stamp_xid BEFORE INSERT OR UPDATE ON supplier_invoices FOR EACH ROW EXECUTE FUNCTION stamp_xid();

-- A receipt is asked money for once.
CREATE TABLE supplier_invoice_receipts (
  receipt_id  uuid PRIMARY KEY REFERENCES goods_receipts,
  invoice_id  uuid NOT NULL REFERENCES supplier_invoices
);
CREATE INDEX supplier_invoice_receipts_by_invoice ON supplier_invoice_receipts (invoice_id);

CREATE TABLE supplier_returns (
  id             uuid PRIMARY KEY,
  outlet_id      text NOT NULL REFERENCES outlets,
  supplier_id    uuid NOT NULL REFERENCES suppliers,
  receipt_id     uuid NOT NULL REFERENCES goods_receipts,
  number         text NOT NULL,
  business_date  date NOT NULL,
  document_id    uuid NOT NULL UNIQUE REFERENCES stock_documents,
  reason         text NOT NULL CHECK (reason <> ''),
  net_paise      bigint NOT NULL CHECK (net_paise >= 0),
  tax_paise      bigint NOT NULL CHECK (tax_paise >= 0),
  total_paise    bigint NOT NULL CHECK (total_paise = net_paise + tax_paise),
  returned_by    text NOT NULL,
  returned_at    timestamptz NOT NULL,
  xid            xid8 NOT NULL DEFAULT pg_current_xact_id(),
  UNIQUE (outlet_id, number)
);
COMMENT ON COLUMN supplier_returns.number IS 'of the debit note';
CREATE INDEX supplier_returns_newest ON supplier_returns (outlet_id, returned_at DESC, id DESC);
CREATE INDEX supplier_returns_by_receipt ON supplier_returns (receipt_id);
CREATE INDEX supplier_returns_xid ON supplier_returns (xid);
CREATE TRIGGER stamp_xid BEFORE INSERT ON supplier_returns FOR EACH ROW EXECUTE FUNCTION stamp_xid();

CREATE TABLE supplier_return_lines (
  return_id      uuid NOT NULL REFERENCES supplier_returns,
  position       smallint NOT NULL,
  ingredient_id  uuid NOT NULL REFERENCES ingredients,
  packs          numeric(14, 3) NOT NULL CHECK (packs > 0),
  quantity       numeric(14, 3) NOT NULL CHECK (quantity > 0),
  net_paise      bigint NOT NULL CHECK (net_paise >= 0),
  tax_paise      bigint NOT NULL CHECK (tax_paise >= 0),
  PRIMARY KEY (return_id, position)
);
COMMENT ON COLUMN supplier_return_lines.position IS 'of the line of the receipt';

DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['goods_receipts', 'supplier_invoice_receipts', 'supplier_returns', 'supplier_return_lines'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON %I
                    FOR EACH ROW EXECUTE FUNCTION refuse_change()', t);
    EXECUTE format('CREATE TRIGGER append_only_whole BEFORE TRUNCATE ON %I
                    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', t);
  END LOOP;
END $$;
REVOKE UPDATE ON goods_receipts, goods_receipt_lines, supplier_invoices, supplier_invoice_receipts, supplier_returns,
  supplier_return_lines FROM chitrail_app;
GRANT UPDATE (returned_packs) ON goods_receipt_lines TO chitrail_app;
GRANT UPDATE (accepted_by, accepted_at, accept_note) ON supplier_invoices TO chitrail_app;

SELECT guard_by_outlet('goods_receipts');
SELECT guard_by_outlet('supplier_invoices');
SELECT guard_by_outlet('supplier_returns');
SELECT guard_by_parent('goods_receipt_lines', 'receipt_id', 'goods_receipts');
SELECT guard_by_parent('supplier_invoice_receipts', 'receipt_id', 'goods_receipts');
SELECT guard_by_parent('supplier_return_lines', 'return_id', 'supplier_returns');
