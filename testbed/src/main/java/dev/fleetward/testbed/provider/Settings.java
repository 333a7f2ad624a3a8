package dev.fleetward.testbed.provider;

import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.snapshot.Accounting;
import dev.fleetward.testbed.engine.Profile;
import dev.fleetward.testbed.provider.limit.Limits;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one simulated provider is like. Immutable; start from [#standard] and change it.
///
/// @param dialects what it speaks; all may be served on one port
/// @param host the address to listen on
/// @param port 0 for any free one
/// @param seed for answers, jitter and faults
/// @param region told in headers
/// @param accounting how it counts calls against its limits, and so what its heads and refusals
///   say; plain for what each dialect is used to
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
        Accounting accounting,
        @Nullable String key,
        List<FaultBoard.Rule> faults,
        List<String> models,
        String fingerprint,
        @Nullable String servedModel) {

    public Settings {
        dialects = Set.copyOf(dialects);
        faults = List.copyOf(faults);
        models = List.copyOf(models);
        if (dialects.isEmpty()) {
            throw new IllegalArgumentException(
                    "dialects: none (expected: openai, anthropic, gemini)");
        }
    }

    /// All dialects on a free loopback port, fast, unlimited, sound, seed 1.
    public static Settings standard() {
        return new Settings(
                Set.of(WireDialect.values()),
                "127.0.0.1",
                0,
                Profile.FAST,
                1,
                "us",
                Limits.NONE,
                Accounting.PLAIN,
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
                accounting,
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
                accounting,
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
                accounting,
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
                accounting,
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
                accounting,
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
                accounting,
                key,
                faults,
                models,
                fingerprint,
                servedModel);
    }

    public Settings withAccounting(Accounting newAccounting) {
        return new Settings(
                dialects,
                host,
                port,
                profile,
                seed,
                region,
                limits,
                newAccounting,
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
                accounting,
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
                accounting,
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
                accounting,
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
                accounting,
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
