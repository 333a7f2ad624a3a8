package dev.fleetward.core.season;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// What is usual for each cohort at each hour of the week. Confined to its owner's thread.
///
/// A value's weight falls to 1/e in six weeks. At most so many profiles are kept; a new one takes
/// the place of the one that has been used least recently.
///
/// Times may be wrong. A value belongs to the hour that its time names, early or late: an hour that
/// was closed opens again, and closes into what is there. Where the clock jumps ahead, the past
/// loses the weight of the time that went by, and of no more than 26 weeks; where it goes back, the
/// past keeps the weight that it has, and what follows counts in full. Hours without values change
/// nothing but the weight of what is older.
public final class ProfileBook {
    /// 100 endpoints, four sizes of prompts and three measures, and room for regions.
    public static final int MOST_PROFILES = 2_000;

    /// How long after its end an hour waits for late values, in [#closeHours].
    public static final long GRACE_MICROS = 15 * 60_000_000L;

    /// Values of an endpoint, all hours together, without which nothing is usual there.
    public static final int LEAST_VALUES = 20;

    /// What has to be written to keep up with the book.
    ///
    /// @param rows replace those of the same key, hour and `open`
    /// @param openOf of these keys, all open rows go before that
    /// @param forgotten of these keys, all rows go
    public record Changes(
            List<ProfileRow> rows, Set<ProfileKey> openOf, Set<ProfileKey> forgotten) {
        public Changes {
            rows = List.copyOf(rows);
            openOf = Set.copyOf(openOf);
            forgotten = Set.copyOf(forgotten);
        }
    }

    private final int most;
    private final SequencedMap<ProfileKey, Profile> profiles = new LinkedHashMap<>();
    private final Set<ProfileKey> forgotten = new LinkedHashSet<>();
    private long ignored;

    public ProfileBook() {
        this(MOST_PROFILES);
    }

    /// @param most profiles
    public ProfileBook(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("profiles: " + most + " (expected: at least 1)");
        }
        this.most = most;
    }

    /// One value of a call. One that is not a finite number is ignored; one below 0 counts as 0, or
    /// for a time as a microsecond.
    public void record(ProfileKey key, long wallMicros, double value) {
        record(key, wallMicros, value, 1);
    }

    /// As many values of calls as `calls`, all of an hour and alike.
    public void record(ProfileKey key, long wallMicros, double value, long calls) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            ignored += calls;
            return;
        }
        double kept = key.measure().isRate() ? Math.clamp(value, 0, 1) : Math.max(value, 1_000);
        used(key).record(HourOfWeek.stretch(wallMicros), kept, calls);
    }

    private Profile used(ProfileKey key) {
        Map.Entry<ProfileKey, Profile> latest = profiles.lastEntry();
        if (latest != null && latest.getKey().equals(key)) {
            return latest.getValue();
        }
        Profile profile = profiles.remove(key);
        if (profile == null) {
            profile = new Profile(key.measure());
            forgotten.remove(key);
        }
        profiles.putLast(key, profile);
        if (profiles.size() > most) {
            forget(profiles.firstEntry().getKey());
        }
        return profile;
    }

    private void forget(ProfileKey key) {
        profiles.remove(key);
        if (forgotten.size() < most) {
            forgotten.add(key);
        }
    }

    /// Closes the hours that ended a while ago, so that they become part of baselines. To be called
    /// every few minutes.
    public void closeHours(long nowMicros) {
        long stretch = HourOfWeek.stretch(nowMicros - GRACE_MICROS);
        profiles.values().forEach(profile -> profile.closeBefore(stretch));
    }

    /// What is usual at a moment, past or to come; empty where nearly nothing is known.
    public Optional<Baseline> at(ProfileKey key, long wallMicros) {
        Profile profile = profiles.get(key);
        return profile == null ? Optional.empty() : profile.at(HourOfWeek.stretch(wallMicros));
    }

    /// The values that one rests on, all hours together; older ones count less. Those of hours that
    /// are still open are left out.
    public double weight(ProfileKey key, long wallMicros) {
        Profile profile = profiles.get(key);
        return profile == null ? 0 : profile.weight(HourOfWeek.stretch(wallMicros));
    }

    /// What has a profile, the least recently used first.
    public List<ProfileKey> keys() {
        return List.copyOf(profiles.keySet());
    }

    /// Everything, for a store.
    public List<ProfileRow> rows() {
        List<ProfileRow> rows = new ArrayList<>();
        profiles.forEach((key, profile) -> rows.addAll(profile.rows(key, true)));
        return rows;
    }

    /// What changed since this was asked for last.
    public Changes drainChanges() {
        List<ProfileRow> rows = new ArrayList<>();
        Set<ProfileKey> open = new LinkedHashSet<>();
        profiles.forEach((key, profile) -> {
            if (profile.hasChanged()) {
                rows.addAll(profile.rows(key, false));
                open.add(key);
                profile.written();
            }
        });
        Changes changes = new Changes(rows, open, forgotten);
        forgotten.clear();
        return changes;
    }

    /// Takes back a row.
    ///
    /// @throws IllegalArgumentException if its bytes are none of a profile
    public void restore(ProfileRow row) {
        used(row.key()).restore(row.hour(), row.open(), row.bytes());
    }

    /// Values that were no numbers.
    public long ignored() {
        return ignored;
    }

    /// About what it takes in memory, in bytes, with all headers.
    public long bytes() {
        long sum = 0;
        for (Profile profile : profiles.values()) {
            sum += 40 + 32 + profile.memory();
        }
        return sum;
    }
}
