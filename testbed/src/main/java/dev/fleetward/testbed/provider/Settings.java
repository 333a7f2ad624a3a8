package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.testbed.engine.Profile;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one simulated provider is like. Immutable; start from [#standard] and change it.
///
/// @param dialects what it speaks; both may be served on one port
/// @param host the address to listen on
/// @param port 0 for any free one
/// @param seed for answers, jitter and faults
/// @param region told in headers
/// @param key the only key that it accepts; null accepts all
/// @param models the names that it serves; empty serves any name
/// @param fingerprint `system_fingerprint` of OpenAI's answers
/// @param servedModel the version that answers name as served; null echoes the name asked for
public record Settings(
        Set<WireDialect> dialects,
        String host,
        int port,
        Profile profile,
        long seed,
        String region,
        Limits limits,
        @Nullable String key,
        List<FaultBoard.Rule> faults,
        List<String> models,
        String fingerprint,
        @Nullable String servedModel) {

    /// What the provider enforces; 0 is unlimited.
    ///
    /// @param concurrent calls under way
    /// @param waiting calls in the engine's queue; more are answered as overload (529 or 503)
    public record Limits(
            long requestsPerMinute,
            long inputTokensPerMinute,
            long outputTokensPerMinute,
            int concurrent,
            int waiting) {
        public static final Limits NONE = new Limits(0, 0, 0, 0, 0);

        boolean perMinute() {
            return requestsPerMinute > 0 || inputTokensPerMinute > 0 || outputTokensPerMinute > 0;
        }
    }

    public Settings {
        dialects = Set.copyOf(dialects);
        faults = List.copyOf(faults);
        models = List.copyOf(models);
        if (dialects.isEmpty()) {
            throw new IllegalArgumentException("dialects: none (expected: openai, anthropic)");
        }
    }

    /// Both dialects on a free loopback port, fast, unlimited, sound, seed 1.
    public static Settings standard() {
        return new Settings(
                Set.of(WireDialect.values()),
                "127.0.0.1",
                0,
                Profile.FAST,
                1,
                "us",
                Limits.NONE,
                null,
                List.of(),
                List.of(),
                "fp_simulated",
                null);
    }

    public Settings withDialects(WireDialect... chosen) {
        return new Settings(
                Set.of(chosen),
                host,
                port,
                profile,
                seed,
                region,
                limits,
                key,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withAddress(String newHost, int newPort) {
        return new Settings(
                dialects,
                newHost,
                newPort,
                profile,
                seed,
                region,
                limits,
                key,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withPort(int newPort) {
        return withAddress(host, newPort);
    }

    public Settings withProfile(Profile newProfile) {
        return new Settings(
                dialects,
                host,
                port,
                newProfile,
                seed,
                region,
                limits,
                key,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withSeed(long newSeed) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                newSeed,
                region,
                limits,
                key,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withRegion(String newRegion) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                seed,
                newRegion,
                limits,
                key,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withLimits(Limits newLimits) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                seed,
                region,
                newLimits,
                key,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withKey(String newKey) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                seed,
                region,
                limits,
                newKey,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withFaults(List<FaultBoard.Rule> newFaults) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                seed,
                region,
                limits,
                key,
                newFaults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withModels(List<String> newModels) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                seed,
                region,
                limits,
                key,
                faults,
                newModels,
                fingerprint,
                servedModel);
    }

    public Settings withServed(String newFingerprint, @Nullable String newServedModel) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                seed,
                region,
                limits,
                key,
                faults,
                models,
                newFingerprint,
                newServedModel);
    }

    @Override
    public String toString() {
        return "Settings[" + dialects + " " + host + ":" + port + " " + profile.name() + "]";
    }
}
