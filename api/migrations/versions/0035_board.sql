-- The ready board: a public screen with numbers.

ALTER TABLE outlets
  ADD COLUMN board_dine_in boolean NOT NULL DEFAULT false,
  ADD COLUMN board_ready_minutes smallint NOT NULL DEFAULT 15 CHECK (board_ready_minutes BETWEEN 1 AND 240);
COMMENT ON COLUMN outlets.board_dine_in IS 'whether the ready board shows orders of tables too';
COMMENT ON COLUMN outlets.board_ready_minutes IS 'for how long it shows a number that nobody fetches';
