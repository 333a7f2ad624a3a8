package dev.fleetward.control.evaluation;

import dev.fleetward.core.snapshot.Feature;
import dev.fleetward.core.snapshot.FleetSnapshot;
import dev.fleetward.core.snapshot.KeyRing;
import dev.fleetward.core.snapshot.Pinning;
import dev.fleetward.core.snapshot.Route;
import dev.fleetward.core.unit.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Who may run a suite now. Each permit has a key of its own, which is told once and of which only
/// the hash is kept, in memory. Thread-safe.
///
/// 1. The gateway takes the key for calls of the permit's route alone, each of which names one
///    endpoint of it, until the permit's time; it looks at the time itself.
/// 2. A key stands for the feature as it is configured now: its budget, shares and zones hold.
///    Where the feature or the route is gone, or the feature may no longer use it, so is the key.
/// 3. A restart ends all permits.
public final class PermitBook {
    /// Permits at once.
    public static final int MOST = 16;

    /// How long one may last.
    public static final Duration LONGEST = Duration.ofHours(4);

    private static final int KEY_BYTES = 24;
    private static final int RUN_BYTES = 6;

    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private volatile Runnable changed = () -> {};

    private record Held(Permit permit, byte[] sha256) {}

    /// @param random a cryptographic source
    public PermitBook(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// From now on, `listener` is told of every change of [#in].
    public void whenChanged(Runnable listener) {
        changed = listener;
    }

    /// A permit, with its key in the clear.
    public record Given(Permit permit, String key) {
        /// Without the key.
        @Override
        public String toString() {
            return "Given[" + permit + "]";
        }
    }

    /// Why there is no permit.
    public static final class Denied extends Exception {
        private static final long serialVersionUID = 1L;

        Denied(String message) {
            super(message);
        }
    }

    /// @param fleet what is served now
    /// @throws Denied where there is no such feature or route, where the one may not use the other,
    ///   or where too many suites run already
    public Given open(
            FleetSnapshot fleet, String suite, String feature, String route, Duration lasting)
            throws Denied {
        Feature known = fleet.features().get(feature);
        Route wanted = fleet.routes().get(route);
        if (known == null || known.isOfProbes()) {
            throw new Denied("there is no feature " + feature);
        }
        if (wanted == null) {
            throw new Denied("there is no route " + route);
        }
        if (!known.mayUse(wanted)) {
            throw new Denied("the feature " + feature + " may not use the route " + route);
        }
        Permit permit;
        String key;
        synchronized (this) {
            dropEnded();
            if (held.size() >= MOST) {
                throw new Denied(MOST + " evaluations run already");
            }
            long until =
                    clock.wallMicros() + Math.min(lasting.toNanos(), LONGEST.toNanos()) / 1_000;
            permit = new Permit(run(), suite, feature, new Pinning.Evaluation(route, until));
            key =
                    "fw-eval-"
                            + Base64.getUrlEncoder()
                                    .withoutPadding()
                                    .encodeToString(bytes(KEY_BYTES));
            held.put(permit.run(), new Held(permit, sha256(key)));
        }
        changed.run();
        return new Given(permit, key);
    }

    private String run() {
        return HexFormat.of().formatHex(bytes(RUN_BYTES));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private void dropEnded() {
        long now = clock.wallMicros();
        held.values().removeIf(each -> now >= each.permit().evaluation().untilWallMicros());
    }

    /// The permit of this run, or null where it has none (any more).
    public @Nullable Permit of(String run) {
        Held found = held.get(run);
        return found == null || clock.wallMicros() >= found.permit().evaluation().untilWallMicros()
                ? null
                : found.permit();
    }

    /// Ends a permit; false where there was none.
    public boolean end(String run) {
        boolean was = held.remove(run) != null;
        if (was) {
            changed.run();
        }
        return was;
    }

    /// The fleet with the keys of all permits. Takes no lock.
    public FleetSnapshot in(FleetSnapshot fleet) {
        FleetSnapshot with = fleet;
        long now = clock.wallMicros();
        for (Held each : held.values()) {
            Permit permit = each.permit();
            Feature feature = fleet.features().get(permit.feature());
            Route route = fleet.routes().get(permit.route());
            if (feature != null
                    && route != null
                    && feature.mayUse(route)
                    && now < permit.evaluation().untilWallMicros()) {
                with =
                        with.with(
                                KeyRing.Key.ofEvaluation(
                                        each.sha256(), feature, permit.evaluation()));
            }
        }
        return with;
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
