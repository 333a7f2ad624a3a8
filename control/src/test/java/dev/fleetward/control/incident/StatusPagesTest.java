package dev.fleetward.control.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.core.incident.Alert;
import dev.fleetward.core.incident.IncidentPolicy;
import dev.fleetward.core.incident.Moment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusPagesTest {
    @TempDir Path folder;

    @Test
    void writesDownWhatAProviderSaysOfItselfWhenItChanges() throws Exception {
        SetClock clock = new SetClock();
        String[] page = {"no JSON"};
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/v2/status.json",
                exchange -> {
                    try (exchange) {
                        byte[] body = page[0].getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, body.length);
                        exchange.getResponseBody().write(body);
                    }
                });
        server.start();
        ControlStore store = ControlStore.start(folder, clock);
        assertThat(store.awaitOpen(Duration.ofSeconds(60))).isTrue();
        Alert down = Fleet.down(1, clock.wallMicros());
        IncidentDesk desk =
                new IncidentDesk(
                        store,
                        clock,
                        () -> Fleet.of(3),
                        List::of,
                        List.of(new Stated(() -> List.of(down))),
                        IncidentPolicy.DEFAULT);
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        StatusPages pages = new StatusPages(desk, () -> Map.of("p1", url), clock);
        desk.step();
        pages.step();
        page[0] = "{\"status\":{\"indicator\":\"major\",\"description\":\"Partial\\nOutage\"}}";
        pages.step();
        pages.step();
        page[0] = "{\"status\":{\"indicator\":\"" + "x".repeat(100_000) + "\"}}";
        pages.step();

        assertThat(desk.open().getFirst().timeLine())
                .filteredOn(moment -> moment.kind() == Moment.Kind.PROVIDER_STATUS)
                .extracting(Moment::words)
                .containsExactly("p1 says of itself: Partial Outage (major)");
        pages.close();
        desk.close();
        store.close();
        server.stop(0);
    }
}
