package dev.fleetward.control.ledger;

import dev.fleetward.core.call.Usage;
import dev.fleetward.core.event.CallEvent;
import dev.fleetward.core.event.CallEvent.Charge;
import dev.fleetward.core.event.CallEvent.Ending;
import dev.fleetward.core.event.CallEvent.Outcome;
import dev.fleetward.core.event.CallEvent.Phase;
import dev.fleetward.core.event.CallEventCodec;
import dev.fleetward.core.event.CallEventCodec.AttemptKey;
import dev.fleetward.core.event.SegmentFormat;
import dev.fleetward.core.event.SegmentFormat.Name;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/// What follows from all records read so far: up to where each segment was read, which attempts are
/// open, and what was spent. The same records give the same journal, whoever reads them and however
/// often the reading was interrupted. Confined.
final class Journal {
    /// Attempts that may be open at once. Beyond it the oldest is forgotten: its closed record will
    /// still be taken, but if none comes it will not appear as unknown.
    static final int MAX_OPEN = 200_000;

    private final TreeMap<Name, Integer> offsets;
    private final LinkedHashMap<AttemptKey, Opened> open = new LinkedHashMap<>();
    private final SpendBook spend = new SpendBook();
    private final int maxOpen;
    private long forgotten;

    /// @param payload the opened record
    @SuppressWarnings("ArrayRecordComponent") // Never compared and never changed.
    record Opened(long epoch, byte[] payload) {}

    /// A closed record.
    ///
    /// @param expected whether its opened record was seen, or none was to be
    record Closed(CallEvent event, boolean expected) {}

    Journal(Map<Name, Integer> offsets) {
        this(offsets, MAX_OPEN);
    }

    Journal(Map<Name, Integer> offsets, int maxOpen) {
        this.offsets = new TreeMap<>(offsets);
        this.maxOpen = maxOpen;
    }

    int offset(Name segment) {
        return offsets.getOrDefault(segment, SegmentFormat.HEADER_BYTES);
    }

    Map<Name, Integer> offsets() {
        return offsets;
    }

    void readUpTo(Name segment, int offset) {
        offsets.put(segment, offset);
    }

    /// Forgets segments that are gone.
    void retain(Collection<Name> segments) {
        offsets.keySet().retainAll(new HashSet<>(segments));
    }

    /// Takes an opened record.
    void opened(long epoch, byte[] bytes, int start, int length) {
        reopen(epoch, Arrays.copyOfRange(bytes, start, start + length));
    }

    void reopen(long epoch, byte[] payload) {
        open.put(CallEventCodec.keyOf(payload, 0, payload.length), new Opened(epoch, payload));
        if (open.size() > maxOpen) {
            open.pollFirstEntry();
            forgotten++;
        }
    }

    /// Takes a closed record.
    Closed closed(byte[] bytes, int start, int length) {
        CallEvent event = CallEventCodec.decode(bytes, start, length);
        boolean seen = open.remove(new AttemptKey(event.call(), event.attempt())) != null;
        return new Closed(event, seen || event.attempt() == 0);
    }

    Collection<Opened> openAttempts() {
        return open.values();
    }

    long forgotten() {
        return forgotten;
    }

    SpendBook spend() {
        return spend;
    }

    /// The epochs of open attempts.
    Set<Long> openEpochs() {
        Set<Long> epochs = new HashSet<>();
        open.values().forEach(opened -> epochs.add(opened.epoch()));
        return epochs;
    }

    /// Takes out the open attempts of the epochs given, as events whose end is unknown.
    List<CallEvent> abandon(LongPredicate epochs) {
        List<CallEvent> unknown = new ArrayList<>();
        open.values()
                .removeIf(opened -> {
                    if (!epochs.test(opened.epoch())) {
                        return false;
                    }
                    byte[] payload = opened.payload();
                    unknown.add(unknown(CallEventCodec.decode(payload, 0, payload.length)));
                    return true;
                });
        return unknown;
    }

    /// It may have used what was reserved for it, and it was its call's last attempt, because the
    /// process died in it.
    private static CallEvent unknown(CallEvent opened) {
        Charge charge = opened.charge();
        long reserved = charge.reservedCostNanos();
        Usage usage = opened.usage();
        return new CallEvent(
                Phase.CLOSED,
                opened.call(),
                opened.attempt(),
                opened.who(),
                opened.target(),
                opened.served(),
                new Outcome(Ending.UNKNOWN, true, 0, 0, null, null),
                usage.input().isKnown() || usage.output().isKnown()
                        ? usage
                        : Usage.estimated(
                                charge.reservedInputTokens(), charge.reservedOutputTokens()),
                new Charge(
                        reserved > 0 ? reserved : Charge.UNKNOWN_COST,
                        charge.priceVersion(),
                        charge.reservedInputTokens(),
                        charge.reservedOutputTokens(),
                        reserved),
                opened.timing(),
                opened.sizes());
    }
}
