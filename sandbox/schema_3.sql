-- A webhook is signed when it is first sent; its repeats carry the same signature.
ALTER TABLE webhook ADD COLUMN signature TEXT NOT NULL DEFAULT '';
