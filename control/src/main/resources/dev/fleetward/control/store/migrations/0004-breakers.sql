-- What is known of endpoints' health and should outlive a restart, as JSON.
CREATE TABLE breaker (
    endpoint TEXT PRIMARY KEY,
    body TEXT NOT NULL
);
