package dev.fleetward.core.snapshot;

import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The keys that callers may present, by their SHA-256. Immutable.
///
/// Looking up a key that exists and one that does not takes the same steps: the table is addressed
/// by bytes of the hash, which tell nothing of the key, and the whole hash is then compared in
/// constant time with the entry found or with a decoy.
public final class KeyRing {
    private static final int HASH_BYTES = 32;

    /// One key.
    ///
    /// @param id the first characters of the hash; names the key in events and reports
    /// @param pinning whether it may name the endpoint that is to serve a call
    public record Key(
            String id, byte[] sha256, Feature feature, @Nullable String tenant, Pinning pinning) {
        public Key {
            if (sha256.length != HASH_BYTES) {
                throw new IllegalArgumentException(
                        "sha256: " + sha256.length + " bytes (expected: " + HASH_BYTES + ")");
            }
        }

        /// An entry for the key with this hash.
        public static Key of(byte[] sha256, Feature feature, @Nullable String tenant) {
            return of(sha256, feature, tenant, Pinning.NONE);
        }

        /// The key of the fleet's own probes.
        public static Key ofProbes(byte[] sha256, Feature feature) {
            return of(sha256, feature, null, Pinning.PROBES);
        }

        /// The key of one evaluation.
        public static Key ofEvaluation(
                byte[] sha256, Feature feature, Pinning.Evaluation evaluation) {
            return of(sha256, feature, null, evaluation);
        }

        private static Key of(
                byte[] sha256, Feature feature, @Nullable String tenant, Pinning pinning) {
            return new Key(
                    HexFormat.of().formatHex(sha256, 0, 6), sha256, feature, tenant, pinning);
        }
    }

    private static final byte[] DECOY = new byte[HASH_BYTES];

    private final Map<Long, Key> byPrefix = new HashMap<>();

    public KeyRing(Collection<Key> keys) {
        for (Key key : keys) {
            if (byPrefix.put(prefix(key.sha256()), key) != null) {
                throw new IllegalArgumentException("two keys have the hash " + key.id() + "…");
            }
        }
    }

    /// The same ring with one more key, or another one in place of that with the same hash.
    public KeyRing with(Key key) {
        Map<Long, Key> keys = new HashMap<>(byPrefix);
        keys.put(prefix(key.sha256()), key);
        return new KeyRing(keys.values());
    }

    /// The key with this hash, or null.
    public @Nullable Key find(byte[] sha256) {
        Key found = byPrefix.get(prefix(sha256));
        boolean same = MessageDigest.isEqual(sha256, found == null ? DECOY : found.sha256());
        return same ? found : null;
    }

    public Collection<Key> all() {
        return java.util.Collections.unmodifiableCollection(byPrefix.values());
    }

    private static long prefix(byte[] sha256) {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (sha256[i] & 0xFF);
        }
        return value;
    }
}
