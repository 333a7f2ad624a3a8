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
                                          "learned": { "foreignTokensPerMinute": 900, "surprises429": 1 } },
                                        { "pool": "claude", "queued": 0, "refused": 0, "buckets": [], "shares": [], "queues": [],
                                          "learned": { "foreignTokensPerMinute": 0, "surprises429": 0 } } ],
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
    void showsOnlyPoolsOfWhichSomethingWasLearned() {
        assertThat(lines(page.learned())).hasSize(2).last().asString().startsWith("openai | 900");
    }

    @Test
    void saysWhoIsStarvedAndForHowLong() {
        assertThat(page.signals()).containsExactly("chat gets 20% of its fair share (for 42.00 s)");
    }
}
