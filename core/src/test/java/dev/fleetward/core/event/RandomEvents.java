package dev.fleetward.core.event;

import dev.fleetward.core.call.Attribution;
import dev.fleetward.core.call.CallClass;
import dev.fleetward.core.call.CallId;
import dev.fleetward.core.call.FinishReason;
import dev.fleetward.core.call.Operation;
import dev.fleetward.core.call.Origin;
import dev.fleetward.core.call.Provenance;
import dev.fleetward.core.call.TokenCount;
import dev.fleetward.core.call.Usage;
import dev.fleetward.core.call.WireDialect;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEvent.Served;
import dev.fleetward.core.event.CallEvent.Sizes;
import dev.fleetward.core.event.CallEvent.Target;
import dev.fleetward.core.event.CallEvent.Timing;
import dev.fleetward.core.failure.FailureKind;
import dev.fleetward.core.health.Flaw;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Events with anything in them that the types allow, from a seed. Confined.
final class RandomEvents {
    private static final String[] ALPHABETS = {
        "abcdefghijklmnopqrstuvwxyz-0123456789", "äöüßéλ", "漢字かな", "😀🚀𝔘"
    };

    private final Random random;

    RandomEvents(long seed) {
        this.random = new Random(seed);
    }

    CallEvent next() {
        return new CallEvent(
                one(Phase.values()),
                new CallId(random.nextLong(), random.nextLong()),
                random.nextInt(5),
                new Attribution(
                        name(),
                        name(),
                        nameOrNull(),
                        one(Origin.values()),
                        random.nextBoolean(),
                        one(CallClass.values()),
                        random.nextBoolean(),
                        nameOrNull(),
                        nameOrNull()),
                target(),
                new Served(served(), served(), served(), served(), served()),
                new Outcome(
                        one(Ending.values()),
                        random.nextBoolean(),
                        random.nextInt(600),
                        random.nextInt(600),
                        oneOrNull(FailureKind.values()),
                        oneOrNull(FinishReason.values()),
                        oneOrNull(Flaw.values())),
                new Usage(count(), count(), count(), count(), count(), count()),
                new Charge(number(), served(), number(), number(), number()),
                new Timing(
                        number(), number(), number(), number(), number(), number(), number(),
                        number(), number()),
                new Sizes(number(), number(), number()));
    }

    private Target target() {
        return new Target(
                one(Operation.values()),
                random.nextBoolean(),
                one(WireDialect.values()),
                name(),
                nameOrNull(),
                nameOrNull(),
                nameOrNull(),
                nameOrNull(),
                oneOrNull(WireDialect.values()),
                nameOrNull(),
                nameOrNull(),
                nameOrNull(),
                nameOrNull(),
                one(Purpose.values()),
                nameOrNull());
    }

    private TokenCount count() {
        return new TokenCount(number() & Long.MAX_VALUE, one(Provenance.values()));
    }

    /// Small ones, −1, and the extremes.
    private long number() {
        return switch (random.nextInt(6)) {
            case 0 -> -1;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            case 3 -> random.nextLong();
            default -> random.nextInt(1_000_000);
        };
    }

    private String name() {
        return text(CallEventCodec.NAME_BYTES / 4);
    }

    private @Nullable String nameOrNull() {
        return random.nextBoolean() ? null : name();
    }

    private @Nullable String served() {
        return random.nextBoolean() ? null : text(CallEventCodec.SERVED_BYTES / 4);
    }

    private String text(int maxCharacters) {
        int[] points = one(ALPHABETS).codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(maxCharacters + 1); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> @Nullable T oneOrNull(T[] values) {
        return random.nextBoolean() ? null : one(values);
    }
}
