-- What a complaint is to promises: the route that the call asked for, when it ended, and what it
-- adds to what was counted of it. The number tells the watch which ones it has counted; 0 is of a
-- time in which none were.
ALTER TABLE complaint ADD COLUMN number BIGINT NOT NULL DEFAULT 0;

ALTER TABLE complaint ADD COLUMN route TEXT;

ALTER TABLE complaint ADD COLUMN ended_micros BIGINT NOT NULL DEFAULT 0;

ALTER TABLE complaint ADD COLUMN adds_events BIGINT NOT NULL DEFAULT 0;

ALTER TABLE complaint ADD COLUMN adds_bad BIGINT NOT NULL DEFAULT 0;

CREATE INDEX complaint_number ON complaint (number);
