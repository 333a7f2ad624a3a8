-- Versions of models that were promoted or held on a route, whatever its policy says of them.
CREATE TABLE version_directive (
    route TEXT NOT NULL,
    version TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT,
    actor TEXT NOT NULL,
    since_micros BIGINT NOT NULL,
    PRIMARY KEY (route, version)
);
