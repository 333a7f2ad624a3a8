-- What the comparisons of live traffic know: a row for each signal of each pair of regions, and of
-- each region with its own past (then `other` is empty). The numbers are doubles in Base64.
CREATE TABLE likeness_test (
    model TEXT NOT NULL,
    feature TEXT NOT NULL,
    prompts TEXT NOT NULL,
    region TEXT NOT NULL,
    other TEXT NOT NULL,
    signal TEXT NOT NULL,
    numbers TEXT NOT NULL,
    seen_micros BIGINT NOT NULL,
    PRIMARY KEY (model, feature, prompts, region, other, signal)
);

-- Until when calls were compared, so that none is compared twice. One row.
CREATE TABLE likeness_until (
    id INTEGER PRIMARY KEY,
    until_micros BIGINT NOT NULL,
    kept_micros BIGINT NOT NULL
);
