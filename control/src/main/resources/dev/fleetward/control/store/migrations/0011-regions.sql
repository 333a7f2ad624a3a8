-- First sights of versions and builds, and since when a version serves alone; with what was told
-- late of regions. Counts of calls are the ledger's. Lines are only ever added.
CREATE TABLE region_line (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    region TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    version TEXT NOT NULL,
    detail TEXT NOT NULL,
    call_id TEXT NOT NULL,
    at_micros BIGINT NOT NULL,
    last_micros BIGINT NOT NULL,
    late BIGINT NOT NULL,
    moved BIGINT NOT NULL
);

-- What was found and told. Never altered.
CREATE TABLE region_finding (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    region TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    version TEXT NOT NULL,
    feature TEXT,
    call_id TEXT NOT NULL,
    at_micros BIGINT NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (kind, model, region, endpoint, version, call_id)
);

-- Where providers' logs say that calls were served.
CREATE TABLE region_late (
    request_id TEXT PRIMARY KEY,
    region TEXT NOT NULL,
    at_micros BIGINT NOT NULL
);

CREATE INDEX region_late_at ON region_late (at_micros);
