package dev.fleetward.app.drill;

import java.util.List;

/// One thing that must hold, and whether it did. Immutable.
///
/// @param words the promise
/// @param measured what was seen, in words
/// @param findings what broke it; empty if nothing did
public record Promise(String words, String measured, List<String> findings) {
    private static final int FINDINGS_KEPT = 10;

    public Promise {
        findings = findings.stream().limit(FINDINGS_KEPT).toList();
    }

    public boolean held() {
        return findings.isEmpty();
    }
}
