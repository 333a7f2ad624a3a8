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
import org.jspecify.annotations.Nullable;

/// A [CallEvent] as bytes: the payload of one record. Confined to one thread, because it writes
/// into an array of its own and so allocates nothing.
///
/// A payload starts with the version, the phase, the id and the attempt, so that [#keyOf] need not
/// read the rest. Constants of enums are written as their place, so an enum may only grow at its
/// end; failures are written by name, because their table is ordered for readers.
public final class CallEventCodec {
    /// The longest text that callers or the configuration gave, in bytes of UTF-8.
    public static final int NAME_BYTES = 256;

    /// The longest text that a provider gave, and the longest name of a price row.
    public static final int SERVED_BYTES = 128;

    /// Version 1 had no time of waiting; version 2 no flaws, purposes and fallbacks; version 3 not
    /// how much text was generated.
    private static final int VERSION = 4;

    private static final int WITHOUT_TEXT = 3;
    private static final int WITHOUT_HEALTH = 2;
    private static final int FIRST_VERSION = 1;
    private static final int TEXT_OVERHEAD = 2;
    private static final int NAMES = 15;
    private static final int SERVED_TEXTS = 6;
    private static final int FAILURE_BYTES = 48;

    /// Version, phase, id, constants and the numbers, each at its longest.
    private static final int NUMBERS_BYTES = 320;

    /// No payload is longer.
    public static final int MAX_BYTES =
            NUMBERS_BYTES
                    + NAMES * (NAME_BYTES + TEXT_OVERHEAD)
                    + SERVED_TEXTS * (SERVED_BYTES + TEXT_OVERHEAD)
                    + FAILURE_BYTES
                    + TEXT_OVERHEAD;

    /// By how much the payload of a closed record may exceed that of the opened one, where both
    /// have the same attribution and target.
    public static final int CLOSE_GROWTH_BYTES =
            NUMBERS_BYTES + SERVED_TEXTS * SERVED_BYTES + FAILURE_BYTES;

    private static final Phase[] PHASES = Phase.values();
    private static final Origin[] ORIGINS = Origin.values();
    private static final CallClass[] CLASSES = CallClass.values();
    private static final Operation[] OPERATIONS = Operation.values();
    private static final WireDialect[] DIALECTS = WireDialect.values();
    private static final Ending[] ENDINGS = Ending.values();
    private static final FinishReason[] FINISHES = FinishReason.values();
    private static final Provenance[] PROVENANCES = Provenance.values();
    private static final Purpose[] PURPOSES = Purpose.values();
    private static final Flaw[] FLAWS = Flaw.values();

    private final PayloadWriter writer = new PayloadWriter(MAX_BYTES);

    public CallEventCodec() {}

    /// Names one attempt of one call.
    public record AttemptKey(CallId call, int attempt) {}

    /// Encodes into [#bytes()] and returns the length.
    public int encode(CallEvent event) {
        writer.restart();
        writer.octet(VERSION);
        writer.constant(event.phase());
        writer.fixedLong(event.call().high());
        writer.fixedLong(event.call().low());
        writer.number(event.attempt());
        write(event.who());
        write(event.target());
        write(event.served());
        write(event.outcome());
        write(event.usage());
        write(event.charge());
        write(event.timing());
        writer.number(event.sizes().requestBytes());
        writer.number(event.sizes().responseBytes());
        writer.number(event.sizes().textBytes());
        return writer.length();
    }

    /// What the last [#encode] wrote; overwritten by the next.
    public byte[] bytes() {
        return writer.bytes();
    }

    /// The inverse of [#encode], of earlier versions too. Throws `IllegalArgumentException` where a
    /// later version wrote it.
    public static CallEvent decode(byte[] bytes, int offset, int length) {
        PayloadReader reader = open(bytes, offset, length);
        int version = bytes[offset];
        Phase phase = reader.constant(PHASES);
        CallId call = new CallId(reader.fixedLong(), reader.fixedLong());
        int attempt = (int) reader.number();
        return new CallEvent(
                phase,
                call,
                attempt,
                attribution(reader),
                target(reader, version),
                served(reader),
                outcome(reader, version),
                usage(reader),
                charge(reader),
                version == FIRST_VERSION ? timingWithoutWait(reader, attempt) : timing(reader),
                new Sizes(
                        reader.number(),
                        reader.number(),
                        version <= WITHOUT_TEXT ? -1 : reader.number()));
    }

    public static Phase phaseOf(byte[] bytes, int offset, int length) {
        return open(bytes, offset, length).constant(PHASES);
    }

    public static AttemptKey keyOf(byte[] bytes, int offset, int length) {
        PayloadReader reader = open(bytes, offset, length);
        reader.octet();
        return new AttemptKey(
                new CallId(reader.fixedLong(), reader.fixedLong()), (int) reader.number());
    }

    private static PayloadReader open(byte[] bytes, int offset, int length) {
        PayloadReader reader = new PayloadReader(bytes, offset, length);
        int version = reader.octet();
        if (version < FIRST_VERSION || version > VERSION) {
            throw new IllegalArgumentException(
                    "event version: "
                            + version
                            + " (expected: "
                            + FIRST_VERSION
                            + ".."
                            + VERSION
                            + ")");
        }
        return reader;
    }

    private void write(Attribution who) {
        name(who.keyId());
        name(who.feature());
        name(who.tenant());
        writer.constant(who.origin());
        writer.octet(who.originDeclared() ? 1 : 0);
        writer.constant(who.callClass());
        writer.octet(who.classDeclared() ? 1 : 0);
        name(who.job());
        name(who.session());
    }

    private static Attribution attribution(PayloadReader reader) {
        return new Attribution(
                reader.text(),
                reader.text(),
                reader.textOrNull(),
                reader.constant(ORIGINS),
                reader.octet() != 0,
                reader.constant(CLASSES),
                reader.octet() != 0,
                reader.textOrNull(),
                reader.textOrNull());
    }

    private void write(Target target) {
        writer.constant(target.operation());
        writer.octet(target.stream() ? 1 : 0);
        writer.constant(target.callerDialect());
        name(target.modelAsked());
        name(target.route());
        name(target.endpoint());
        name(target.provider());
        name(target.account());
        writer.constant(target.providerDialect());
        name(target.pool());
        name(target.modelSent());
        name(target.regionAsked());
        name(target.zone());
        writer.constant(target.purpose());
        name(target.fallbackOf());
    }

    private static Target target(PayloadReader reader, int version) {
        return new Target(
                reader.constant(OPERATIONS),
                reader.octet() != 0,
                reader.constant(DIALECTS),
                reader.text(),
                reader.textOrNull(),
                reader.textOrNull(),
                reader.textOrNull(),
                reader.textOrNull(),
                reader.constantOrNull(DIALECTS),
                reader.textOrNull(),
                reader.textOrNull(),
                reader.textOrNull(),
                reader.textOrNull(),
                version <= WITHOUT_HEALTH ? Purpose.FIRST : reader.constant(PURPOSES),
                version <= WITHOUT_HEALTH ? null : reader.textOrNull());
    }

    private void write(Served served) {
        servedText(served.model());
        servedText(served.region());
        servedText(served.fingerprint());
        servedText(served.serviceTier());
        servedText(served.requestId());
    }

    private static Served served(PayloadReader reader) {
        return new Served(
                reader.textOrNull(),
                reader.textOrNull(),
                reader.textOrNull(),
                reader.textOrNull(),
                reader.textOrNull());
    }

    private void write(Outcome outcome) {
        writer.constant(outcome.ending());
        writer.octet(outcome.last() ? 1 : 0);
        writer.number(outcome.callerStatus());
        writer.number(outcome.providerStatus());
        FailureKind failure = outcome.failure();
        writer.text(failure == null ? null : failure.name(), FAILURE_BYTES);
        writer.constant(outcome.finish());
        writer.constant(outcome.flaw());
    }

    private static Outcome outcome(PayloadReader reader, int version) {
        return new Outcome(
                reader.constant(ENDINGS),
                reader.octet() != 0,
                (int) reader.number(),
                (int) reader.number(),
                failure(reader.textOrNull()),
                reader.constantOrNull(FINISHES),
                version <= WITHOUT_HEALTH ? null : reader.constantOrNull(FLAWS));
    }

    private static @Nullable FailureKind failure(@Nullable String name) {
        return name == null ? null : FailureKind.valueOf(name);
    }

    private void write(Usage usage) {
        write(usage.input());
        write(usage.cacheRead());
        write(usage.cacheWrite());
        write(usage.cacheWriteLong());
        write(usage.output());
        write(usage.reasoning());
    }

    private void write(TokenCount count) {
        writer.constant(count.provenance());
        writer.number(count.tokens());
    }

    private static Usage usage(PayloadReader reader) {
        return new Usage(
                count(reader),
                count(reader),
                count(reader),
                count(reader),
                count(reader),
                count(reader));
    }

    private static TokenCount count(PayloadReader reader) {
        Provenance provenance = reader.constant(PROVENANCES);
        return new TokenCount(reader.number(), provenance);
    }

    private void write(Charge charge) {
        writer.number(charge.costNanos());
        servedText(charge.priceVersion());
        writer.number(charge.reservedInputTokens());
        writer.number(charge.reservedOutputTokens());
        writer.number(charge.reservedCostNanos());
    }

    private static Charge charge(PayloadReader reader) {
        return new Charge(
                reader.number(),
                reader.textOrNull(),
                reader.number(),
                reader.number(),
                reader.number());
    }

    private void write(Timing timing) {
        writer.number(timing.acceptedWallMicros());
        writer.number(timing.bodyRead());
        writer.number(timing.admitted());
        writer.number(timing.sent());
        writer.number(timing.firstByte());
        writer.number(timing.firstToken());
        writer.number(timing.lastByte());
        writer.number(timing.settled());
        writer.number(timing.queued());
    }

    private static Timing timing(PayloadReader reader) {
        return new Timing(
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number(),
                reader.number());
    }

    /// Of a further attempt, version 1 does not tell when it asked.
    private static Timing timingWithoutWait(PayloadReader reader, int attempt) {
        long acceptedWallMicros = reader.number();
        long bodyRead = reader.number();
        long admitted = reader.number();
        long sent = reader.number();
        long firstByte = reader.number();
        long firstToken = reader.number();
        long lastByte = reader.number();
        long settled = reader.number();
        long until = admitted >= 0 ? admitted : settled;
        return new Timing(
                acceptedWallMicros,
                bodyRead,
                admitted,
                sent,
                firstByte,
                firstToken,
                lastByte,
                settled,
                attempt > 1 || until < 0 || bodyRead < 0 ? -1 : Math.max(0, until - bodyRead));
    }

    private void name(@Nullable String text) {
        writer.text(text, NAME_BYTES);
    }

    private void servedText(@Nullable String text) {
        writer.text(text, SERVED_BYTES);
    }
}
