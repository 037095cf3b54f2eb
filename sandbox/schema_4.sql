-- Orders are looked up by their receipts.
CREATE INDEX entity_by_receipt ON entity (kind, json_extract(body, '$.receipt'));
