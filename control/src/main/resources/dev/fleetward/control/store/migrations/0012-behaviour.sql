-- What is known of the behaviour of the model behind each endpoint, part by part, as JSON.
CREATE TABLE behaviour (
    endpoint TEXT NOT NULL,
    part TEXT NOT NULL,
    body TEXT NOT NULL,
    at_micros BIGINT NOT NULL,
    PRIMARY KEY (endpoint, part)
);

-- The verdicts, oldest first.
CREATE TABLE behaviour_verdict (
    number BIGINT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    body TEXT NOT NULL,
    at_micros BIGINT NOT NULL
);
