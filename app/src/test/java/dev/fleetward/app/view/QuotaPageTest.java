package dev.fleetward.app.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.app.terminal.Ink;
import dev.fleetward.app.terminal.TextTable;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class QuotaPageTest {
    private final QuotaPage page =
            new QuotaPage(
                    new JsonMapper()
                            .readTree(
                                    """
                                    { "pools": [
                                        { "pool": "openai", "queued": 3, "refused": 2,
                                          "buckets": [ { "bucket": "requestsPerMinute", "limit": 500, "available": 0 } ],
                                          "shares": [
                                            { "feature": "chat", "reserve": 600000, "used": 250000, "lent": 350000, "borrowed": 0 },
                                            { "feature": "report", "reserve": 100000, "used": 450000, "lent": 0, "borrowed": 350000 } ],
                                          "queues": [
                                            { "feature": "report", "callClass": "batch", "waiting": 3, "waitingBytes": 4096,
                                              "oldestWaitNanos": 1500000000, "waitP95Nanos": -1, "refused": 2 } ],
                                          "throttle": { "allowed": 400000, "missing": "interactive" },
                                          "learned": { "foreignTokensPerMinute": 900, "refused429": 4, "surprises429": 1,
                                            "limitsDiffered": 1, "learnedTokensPerMinute": 350000,
                                            "declaredTokensPerMinute": 500000, "pausedNanos": 3000000000,
                                            "told": [
                                              { "bucket": "tokensPerMinute", "declared": 500000, "told": 450000 },
                                              { "bucket": "requestsPerMinute", "declared": 500, "told": 500 } ],
                                            "recent": [
                                              { "number": 1, "kind": "refused-with-room", "bucket": "tokensPerMinute",
                                                "ours": 63, "theirs": 0, "ageNanos": 120000000000, "words": "" },
                                              { "number": 2, "kind": "limit-differs", "bucket": "tokensPerMinute",
                                                "ours": 500000, "theirs": 450000, "ageNanos": 1, "words": "" } ] } },
                                        { "pool": "claude", "queued": 0, "refused": 0, "buckets": [], "shares": [], "queues": [],
                                          "throttle": { "allowed": 1000000, "missing": null },
                                          "learned": { "foreignTokensPerMinute": 0, "refused429": 0, "surprises429": 0,
                                            "limitsDiffered": 0, "learnedTokensPerMinute": -1,
                                            "declaredTokensPerMinute": -1, "pausedNanos": 0, "told": [], "recent": [] } } ],
                                      "expiredLeases": 2,
                                      "estimates": [
                                        { "feature": "chat", "route": "fast", "samples": 40, "inputPartsPerMillion": 1100000,
                                          "outputTokens": 210, "biasTokens": -3, "errorTokens": 90 } ],
                                      "budgets": [],
                                      "signals": [
                                        { "kind": "share", "pool": "openai", "feature": "chat", "sinceMillis": 42000,
                                          "culprit": "report", "words": "chat gets 20% of its fair share" } ] }
                                    """));

    private static List<String> lines(TextTable table) {
        return table.render(160, Ink.PLAIN).stream()
                .map(line -> line.replaceAll(" {2,}", " | ").strip())
                .toList();
    }

    @Test
    void showsLimitsSharesAndQueues() {
        assertThat(lines(page.limits()))
                .containsExactly(
                        "pool | limit | free | of | waiting | refused",
                        "openai | requestsPerMinute | 0 | 500 | 3 | 2");
        assertThat(lines(page.shares()))
                .containsExactly(
                        "share of | feature | reserved | used | lends | borrows",
                        "openai | chat | 60% | 25% | 35% | 0%",
                        "openai | report | 10% | 45% | 0% | 35%");
        assertThat(lines(page.queues()))
                .containsExactly(
                        "queue for | feature | class | waiting | bytes | oldest | wait p95 |"
                                + " refused",
                        "openai | report | batch | 3 | 4096 | 1.50 s | – | 2");
    }

    @Test
    void saysWhoLendsToWhom() {
        assertThat(page.lending()).containsExactly("openai: chat (35%) lends to report (35%)");
    }

    @Test
    void saysOfEachPoolWhatItsProviderTaughtAndWhatIsHeldBack() {
        assertThat(page.news())
                .containsExactly(
                        "openai: batch held back to 40%: interactive misses its first token",
                        "openai: told 450k tokensPerMinute, 500k are configured",
                        "openai: 4 refusals (429) since the start, 1 with room by our count; the last"
                                + " with 63% of tokensPerMinute free, 2 min ago",
                        "openai: provider asked for quiet, 3.00 s are left of it",
                        "openai: gives 70% of what is declared",
                        "openai: others use 900 tokens a minute of it");
    }

    @Test
    void showsLostLeasesAndWhatCallsTurnOutToUse() {
        assertThat(page.lost()).singleElement().asString().startsWith("2 leases expired");
        assertThat(lines(page.estimates()).getLast())
                .isEqualTo("chat | fast | 40 | 110% | 210 | -3 | 90");
    }

    @Test
    void saysWhoIsStarvedAndForHowLong() {
        assertThat(page.signals()).containsExactly("chat gets 20% of its fair share (for 42.00 s)");
    }
}
