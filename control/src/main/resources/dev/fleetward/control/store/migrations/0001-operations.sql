-- What operators ask of endpoints while the fleet runs.
CREATE TABLE directive (
    endpoint TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    since_micros BIGINT NOT NULL
);

-- What altered the snapshot, and who did it. The number keeps the order where clocks do not.
CREATE TABLE change (
    number BIGINT PRIMARY KEY,
    at_micros BIGINT NOT NULL,
    actor TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT,
    words TEXT NOT NULL
);

CREATE INDEX change_at ON change (at_micros);

-- What the configuration said that was served last, one row for each key, without secrets.
CREATE TABLE served_configuration (
    path TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
