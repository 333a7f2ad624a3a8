package dev.fleetward.app.replay;

/// Two numbers that have to be equal. Immutable.
///
/// @param expected what the trace, the callers or the providers' bills say
/// @param found what the ledger says
public record Check(String what, long expected, long found) {
    public boolean equal() {
        return expected == found;
    }
}
