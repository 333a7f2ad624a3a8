package dev.fleetward.gateway.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.core.call.CallId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenCallsTest {
    private record Key(CallId call, int attempt) {}

    @Test
    void holdsWhatAMapWouldHold() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        OpenCalls calls = new OpenCalls();
        Map<Key, Integer> expected = new HashMap<>();
        List<Key> keys = new ArrayList<>();
        for (int step = 0; step < 200_000; step++) {
            if (random.nextInt(100) < 52 || keys.isEmpty()) {
                Key key = new Key(new CallId(random.nextInt(50), step), random.nextInt(3));
                int bytes = 1 + random.nextInt(5_000);
                calls.put(key.call(), key.attempt(), bytes);
                expected.put(key, bytes);
                keys.add(key);
            } else {
                Key key = keys.set(random.nextInt(keys.size()), keys.getLast());
                keys.removeLast();
                if (keys.isEmpty() || !expected.containsKey(key)) {
                    continue;
                }
                assertThat(calls.remove(key.call(), key.attempt()))
                        .as("seed %s, step %s", seed, step)
                        .isEqualTo(expected.remove(key));
                assertThat(calls.remove(key.call(), key.attempt())).isZero();
            }
            assertThat(calls.size()).isEqualTo(expected.size());
        }
        expected.forEach((key, bytes) ->
                assertThat(calls.remove(key.call(), key.attempt())).isEqualTo(bytes));
        assertThat(calls.size()).isZero();
    }
}
