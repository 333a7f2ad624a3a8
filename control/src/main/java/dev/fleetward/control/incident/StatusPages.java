package dev.fleetward.control.incident;

import dev.fleetward.control.store.StoreUnavailable;
import dev.fleetward.core.incident.Incident;
import dev.fleetward.core.incident.Moment;
import dev.fleetward.core.unit.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads what providers say of themselves, where a status page is configured and while an incident
/// touches them, and writes it into the incident's time line when it changes. What is read is a
/// stranger's: at most [#MOST_BYTES], and a line of it is kept. Thread-safe.
public final class StatusPages implements AutoCloseable {
    static final int MOST_BYTES = 64 << 10;

    private static final System.Logger LOG = System.getLogger(StatusPages.class.getName());
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String PATH = "/api/v2/status.json";
    private static final int LONGEST = 200;

    private final IncidentDesk desk;
    private final Supplier<Map<String, URI>> pages;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .connectTimeout(LIMIT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
    private final Thread thread;

    /// @param pages by provider
    public StatusPages(IncidentDesk desk, Supplier<Map<String, URI>> pages, Clock clock) {
        this.desk = desk;
        this.pages = pages;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("status-pages").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                try {
                    step();
                } catch (RuntimeException bug) {
                    LOG.log(System.Logger.Level.ERROR, "a fault of the status pages", bug);
                }
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads the pages of all providers that open incidents touch, once.
    void step() throws InterruptedException {
        Map<String, @Nullable String> read = new HashMap<>();
        for (Incident incident : desk.open()) {
            for (String provider : providers(incident)) {
                URI page = pages.get().get(provider);
                if (page != null) {
                    if (!read.containsKey(provider)) {
                        read.put(provider, read(page));
                    }
                    note(incident, provider, read.get(provider));
                }
            }
        }
    }

    private static Set<String> providers(Incident incident) {
        return incident.members().stream()
                .map(member -> member.alert().subject().provider())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private void note(Incident incident, String provider, @Nullable String said) {
        if (said == null) {
            return;
        }
        String words = provider + " says of itself: " + said;
        String last =
                incident.timeLine().stream()
                        .filter(moment -> moment.kind() == Moment.Kind.PROVIDER_STATUS)
                        .map(Moment::words)
                        .filter(line -> line.startsWith(provider + " says"))
                        .reduce((_, later) -> later)
                        .orElse("");
        if (!words.equals(last)) {
            try {
                desk.note(
                        incident.number(),
                        new Moment(clock.wallMicros(), Moment.Kind.PROVIDER_STATUS, words));
            } catch (StoreUnavailable later) {
                // The book has it; it is written with the next change.
            }
        }
    }

    /// What the page says, or null if it cannot be read.
    private @Nullable String read(URI page) throws InterruptedException {
        try {
            HttpResponse<InputStream> answer =
                    http.send(
                            HttpRequest.newBuilder(URI.create(page + PATH))
                                    .timeout(LIMIT)
                                    .header("accept", "application/json")
                                    .build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (answer.statusCode() != 200) {
                    return null;
                }
                JsonNode status =
                        JsonMapper.shared().readTree(body.readNBytes(MOST_BYTES)).path("status");
                String indicator = status.path("indicator").asString("");
                return indicator.isEmpty()
                        ? null
                        : line(status.path("description").asString("") + " (" + indicator + ")");
            }
        } catch (IOException | JacksonException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    private static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    @Override
    public void close() throws InterruptedException {
        thread.interrupt();
        http.shutdownNow();
        if (thread.isAlive()) {
            thread.join();
        }
    }
}
