-- How often suppliers are ordered from, how late they come, and how often an ingredient may run out.

ALTER TABLE suppliers
  ADD COLUMN review_days       smallint NOT NULL DEFAULT 7 CHECK (review_days BETWEEN 1 AND 60),
  ADD COLUMN lead_spread_days  numeric(3, 1) NOT NULL DEFAULT 0 CHECK (lead_spread_days BETWEEN 0 AND 30);
COMMENT ON COLUMN suppliers.review_days IS 'an order must last until the delivery of the one after so many days';
COMMENT ON COLUMN suppliers.lead_spread_days IS 'standard deviation of how late they come, until receipts tell it';

ALTER TABLE ingredients
  ADD COLUMN service_percent smallint CHECK (service_percent BETWEEN 50 AND 99);
COMMENT ON COLUMN ingredients.service_percent IS 'deliveries until which it should last; null is by its costs';
