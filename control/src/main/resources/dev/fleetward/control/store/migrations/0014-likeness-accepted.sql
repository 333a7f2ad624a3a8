-- How regions differ that somebody took for right.
CREATE TABLE likeness_accepted (
    model TEXT NOT NULL,
    feature TEXT NOT NULL,
    prompts TEXT NOT NULL,
    region TEXT NOT NULL,
    other TEXT NOT NULL,
    signal TEXT NOT NULL,
    PRIMARY KEY (model, feature, prompts, region, other, signal)
);
