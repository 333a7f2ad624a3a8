-- Incidents, each as it is now: what is asked for stands in columns, all of it in the body (JSON).
CREATE TABLE incident (
    number BIGINT PRIMARY KEY,
    state TEXT NOT NULL,
    severity TEXT NOT NULL,
    opened_micros BIGINT NOT NULL,
    resolved_micros BIGINT NOT NULL,
    body TEXT NOT NULL
);

CREATE INDEX incident_state ON incident (state);

-- What each webhook was told of an incident last. The thread is what its notices have in common.
CREATE TABLE telling (
    webhook TEXT NOT NULL,
    incident BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,
    thread TEXT NOT NULL,
    PRIMARY KEY (webhook, incident)
);

-- Notices, in the order in which they are sent: waiting, sent, or given up.
CREATE TABLE notice (
    number BIGINT PRIMARY KEY,
    webhook TEXT NOT NULL,
    incident BIGINT NOT NULL,
    event TEXT NOT NULL,
    notice_key TEXT NOT NULL,
    body TEXT NOT NULL,
    created_micros BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_micros BIGINT NOT NULL,
    state TEXT NOT NULL,
    problem TEXT
);

CREATE INDEX notice_waiting ON notice (state, webhook, number);

-- What users complained of, once per call.
CREATE TABLE complaint (
    call_id TEXT PRIMARY KEY,
    at_micros BIGINT NOT NULL,
    actor TEXT NOT NULL,
    words TEXT,
    feature TEXT,
    endpoint TEXT,
    pool TEXT,
    provider TEXT,
    region TEXT
);

CREATE INDEX complaint_at ON complaint (at_micros);
