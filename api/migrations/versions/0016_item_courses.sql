-- The course a dish belongs to unless the guest says otherwise; 0 is none: it is cooked at once.
ALTER TABLE menu_items ADD course smallint NOT NULL DEFAULT 0 CHECK (course BETWEEN 0 AND 9);
