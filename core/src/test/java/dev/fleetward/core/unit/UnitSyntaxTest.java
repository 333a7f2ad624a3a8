package dev.fleetward.core.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitSyntaxTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "500, 500",
        "200k, 200000",
        "2M, 2000000",
        "1.5M, 1500000",
        "0.5k, 500",
        "3b, 3000000000",
        "' 7 k ', 7000",
        "9223372036854775807, 9223372036854775807",
    })
    void readsCounts(String text, long count) {
        assertThat(UnitSyntax.count(text)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "k",
                "-1",
                "+1",
                "1.",
                ".5",
                "1.5",
                "1e3",
                "1,000",
                "1_000",
                "0x10",
                "5kk",
                "5 apples",
                "5%",
                "9223372036854775808",
                "9223372036854775807k",
                "NaN",
                "٣",
            })
    void refusesWhatIsNoCount(String text) {
        assertThatThrownBy(() -> UnitSyntax.count(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" (expected: a count such as 500, 200k or 2M)");
    }

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "1B, 1",
        "64KiB, 65536",
        "16MiB, 16777216",
        "20MB, 20000000",
        "2GB, 2000000000",
        "2gib, 2147483648",
        "1.5KiB, 1536",
    })
    void readsSizes(String text, long bytes) {
        assertThat(UnitSyntax.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64 Ki", "1.5", "0.1KiB", "-1KB", "1TB", "9223372036854775807KiB"})
    void refusesWhatIsNoSize(String text) {
        assertThatThrownBy(() -> UnitSyntax.bytes(text))
                .hasMessage("\"" + text + "\" (expected: a size such as 64KiB, 16MiB or 2GB)");
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "30s, PT30S",
        "5m, PT5M",
        "5min, PT5M",
        "2h, PT2H",
        "1d, PT24H",
        "1.5s, PT1.5S",
        "250us, PT0.00025S",
        "7ns, PT0.000000007S",
        "0s, PT0S",
    })
    void readsDurations(String text, Duration duration) {
        assertThat(UnitSyntax.duration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1w", "1.5ns", "PT5S", "5 m 3 s", "999999999d"})
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> UnitSyntax.duration(text))
                .hasMessage("\"" + text + "\" (expected: a duration such as 500ms, 30s, 5m or 2h)");
    }

    @ParameterizedTest
    @CsvSource({
        "0%, 0",
        "60%, 600000",
        "99.5%, 995000",
        "100%, 1000000",
        "0.0001%, 1",
        "140 %, 1400000",
    })
    void readsPercentages(String text, int partsPerMillion) {
        assertThat(UnitSyntax.percent(text)).isEqualTo(new Percent(partsPerMillion));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "60", "%", "0.6", "-1%", "0.00001%", "99999999%", "60%%"})
    void refusesWhatIsNoPercentage(String text) {
        assertThatThrownBy(() -> UnitSyntax.percent(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" (expected: a percentage");
    }

    @ParameterizedTest
    @CsvSource({
        "2000 USD, 2000000000000",
        "0.15 USD, 150000000",
        "0.000000001USD, 1",
        "0 USD, 0",
    })
    void readsAmounts(String text, long nanos) {
        assertThat(UnitSyntax.money(text)).isEqualTo(new Money(nanos));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2000",
                "USD",
                "$5",
                "5 usd",
                "5 EUR",
                "-5 USD",
                "0.0000000001 USD",
                "9223372037 USD",
            })
    void refusesWhatIsNoAmount(String text) {
        assertThatThrownBy(() -> UnitSyntax.money(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + text + "\" (expected: an amount");
    }

    @ParameterizedTest
    @CsvSource({
        "0, $0.00", "12340000000, $12.34", "-12345000000, -$12.35", "150000000, $0.1500",
        "1000000, $0.0010", "10000, $0.000010", "1, $0.000000001", "-1, -$0.000000001",
        "2000000000000, $2000.00", "-9223372036854775808, -$9223372036.85",
    })
    void showsAmountsWithTheDecimalsThatTheyNeed(long nanos, String text) {
        assertThat(new Money(nanos)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0%",
        "1, 0.0001%",
        "10000, 1%",
        "995000, 99.5%",
        "1000000, 100%",
        "10000000, 1000%",
    })
    void showsPercentagesAsTheyAreWritten(int partsPerMillion, String text) {
        Percent percent = new Percent(partsPerMillion);
        assertThat(percent).hasToString(text);
        assertThat(UnitSyntax.percent(text)).isEqualTo(percent);
    }

    @ParameterizedTest
    @CsvSource({
        "600000, 1000, 600",
        "333333, 10, 3",
        "1, 999999, 0",
        "1, 1000000, 1",
        "1000000, 9223372036854775807, 9223372036854775807",
        "500000, 9223372036854775807, 4611686018427387903",
        "1400000, 9223372036854775807, 9223372036854775807",
        "1400000, 100, 140",
    })
    void aShareOfANumberIsRoundedDown(int partsPerMillion, long whole, long part) {
        assertThat(new Percent(partsPerMillion).of(whole)).isEqualTo(part);
    }
}
