package dev.fleetward.core.season.work;

/// In what a capacity is counted.
public enum Limit {
    CALLS("calls") {
        @Override
        double of(Use use) {
            return use.calls();
        }
    },
    INPUT("input tokens") {
        @Override
        double of(Use use) {
            return use.input();
        }
    },
    OUTPUT("output tokens") {
        @Override
        double of(Use use) {
            return use.output();
        }
    },
    TOKENS("tokens") {
        @Override
        double of(Use use) {
            return use.tokens();
        }
    },
    AT_ONCE("calls at once") {
        @Override
        double of(Use use) {
            return use.seconds();
        }
    },
    TOKENS_AT_ONCE("tokens at once") {
        @Override
        double of(Use use) {
            return use.tokenSeconds();
        }
    };

    private final String words;

    Limit(String words) {
        this.words = words;
    }

    /// What is counted, such as `input tokens`.
    public String words() {
        return words;
    }

    /// How much of it was taken; of what is limited at once, multiplied by seconds.
    abstract double of(Use use);
}
