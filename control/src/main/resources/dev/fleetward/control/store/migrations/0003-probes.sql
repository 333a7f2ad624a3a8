-- What came of the latest probes of each endpoint.
CREATE TABLE probe (
    number BIGINT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    at_micros BIGINT NOT NULL,
    question TEXT NOT NULL,
    verdict TEXT NOT NULL,
    words TEXT NOT NULL,
    millis BIGINT NOT NULL,
    call_id TEXT
);

CREATE INDEX probe_endpoint ON probe (endpoint, number);
