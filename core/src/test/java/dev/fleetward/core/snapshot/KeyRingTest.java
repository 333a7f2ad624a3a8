package dev.fleetward.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fleetward.core.call.CallClass;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyRingTest {
    private static final Feature FEATURE =
            new Feature("chat", null, CallClass.STANDARD, 1, Map.of(), null, Set.of(), null);

    private static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void findsEveryKeyAndNoOther() {
        List<KeyRing.Key> keys = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            keys.add(KeyRing.Key.of(hash("key-" + i), FEATURE, "tenant-" + i));
        }
        KeyRing ring = new KeyRing(keys);

        for (int i = 0; i < 500; i++) {
            assertThat(ring.find(hash("key-" + i))).isSameAs(keys.get(i));
            assertThat(ring.find(hash("other-" + i))).isNull();
        }
        assertThat(ring.all()).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void theWholeHashMustAgreeAndNotOnlyTheBytesThatAddressIt() {
        KeyRing ring = new KeyRing(List.of(KeyRing.Key.of(hash("key"), FEATURE, null)));
        for (int i = 0; i < 32; i++) {
            byte[] close = hash("key");
            close[i] ^= 1;
            assertThat(ring.find(close)).as("byte %d", i).isNull();
        }
    }

    @Test
    void aHashOfZerosIsNotTheDecoy() {
        assertThat(new KeyRing(List.of()).find(new byte[32])).isNull();
    }

    @Test
    void aKeyIsNamedByTheBeginningOfItsHash() {
        assertThat(KeyRing.Key.of(hash("key"), FEATURE, null).id()).isEqualTo("2c70e12b7a06");
    }

    @Test
    void refusesTheSameKeyTwiceAndHashesOfAnotherLength() {
        KeyRing.Key key = KeyRing.Key.of(hash("key"), FEATURE, null);

        assertThatThrownBy(() -> new KeyRing(List.of(key, key)))
                .hasMessage("two keys have the hash 2c70e12b7a06…");
        assertThatThrownBy(() -> KeyRing.Key.of(new byte[31], FEATURE, null))
                .hasMessage("sha256: 31 bytes (expected: 32)");
    }

    @Test
    void aSecretShowsItsReferenceAndNothingElse() {
        byte[] mask = new byte[9];
        Arrays.fill(mask, (byte) 0x5A);
        Secret secret = new Secret("env:KEY", "sk-secret", mask);

        assertThat(secret.reveal()).isEqualTo("sk-secret");
        assertThat(secret).hasToString("Secret[env:KEY]");
        assertThatThrownBy(() -> new Secret("env:KEY", "sk-secret", new byte[3]))
                .hasMessage("mask: 3 bytes (expected: 9)");
    }

    @Test
    void aFeatureMayUseAllRoutesUnlessItNamesSome() {
        Route chat = new Route("chat", List.of(), Route.Strategy.FAILOVER, false, Timeouts.DEFAULT);
        Feature other =
                new Feature(
                        "x", null, CallClass.STANDARD, 1, Map.of(), null, Set.of("draft"), null);

        assertThat(FEATURE.mayUse(chat)).isTrue();
        assertThat(other.mayUse(chat)).isFalse();
    }

    @Test
    void theStricterTimeoutWinsLimitByLimit() {
        assertThat(new Timeouts(1, 20, 3, 40).stricter(new Timeouts(10, 2, 30, 4)))
                .isEqualTo(new Timeouts(1, 2, 3, 4));
    }
}
