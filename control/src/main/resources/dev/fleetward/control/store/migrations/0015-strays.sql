-- Endpoints that answered from outside a zone, and whether they are kept from its calls.
CREATE TABLE stray (
    endpoint TEXT NOT NULL,
    region TEXT NOT NULL,
    call_id TEXT NOT NULL,
    since_micros BIGINT NOT NULL,
    last_micros BIGINT NOT NULL,
    times BIGINT NOT NULL,
    back_micros BIGINT NOT NULL,
    PRIMARY KEY (endpoint, region)
);
