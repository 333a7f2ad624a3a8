-- What people say they changed, and since when it holds.
CREATE TABLE deploy (
    number BIGINT PRIMARY KEY,
    at_micros BIGINT NOT NULL,
    name TEXT NOT NULL,
    feature TEXT,
    note TEXT,
    actor TEXT NOT NULL
);

CREATE INDEX deploy_at ON deploy (at_micros);
