-- What came of runs of eval suites: a row for each endpoint, region and version that answered.
CREATE TABLE evaluation (
    number BIGINT PRIMARY KEY,
    run TEXT NOT NULL,
    suite TEXT NOT NULL,
    route TEXT NOT NULL,
    feature TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    region TEXT,
    version TEXT,
    verdict TEXT NOT NULL,
    passed BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    threshold_ppm BIGINT NOT NULL,
    moment TEXT,
    actor TEXT NOT NULL,
    at_micros BIGINT NOT NULL
);

CREATE INDEX evaluation_version ON evaluation (route, version, number);
