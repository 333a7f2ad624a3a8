package dev.fleetward.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.Registry;
import dev.fleetward.core.region.VersionTruth;
import dev.fleetward.core.season.SeasonView;
import dev.fleetward.core.snapshot.Directives;
import dev.fleetward.core.snapshot.FleetSnapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurrentTest {
    @TempDir Path folder;

    @Test
    void whatIsDirectedWhileTheGatewayStartsReachesIt() throws Exception {
        LoadResult read = read();
        Current current = new Current(LoadResult.Loaded::snapshot);
        current.take(read);
        FleetSnapshot startedWith = current.snapshot();
        current.direct(_ -> Directives.NONE.stopping(Set.of("a")));
        List<FleetSnapshot> served = new ArrayList<>(List.of(startedWith));
        current.serveBy(served::add);

        FleetSnapshot now = served.getLast();
        assertThat(now.stopped(now.endpoints().values().iterator().next())).isTrue();
        current.direct(_ -> Directives.NONE);
        assertThat(served.getLast().stopped(now.endpoints().values().iterator().next())).isFalse();
    }

    @Test
    void whatIsKnownOfVersionsStaysWithTheConfigurationsToCome() throws Exception {
        Current current = new Current(LoadResult.Loaded::snapshot);
        current.take(read());
        List<FleetSnapshot> served = new ArrayList<>();
        current.serveBy(served::add);
        VersionTruth truth =
                new VersionTruth(1, Map.of("a", List.of(new VersionTruth.Served("v", 1, 1, 1, 1))));
        current.know(truth);

        assertThat(served.getLast().versions()).isEqualTo(truth);
        SeasonView seasons = new SeasonView(Map.of("a", new SeasonView.Expected(3, 4, 5)));
        current.expect(seasons);
        assertThat(served.getLast().seasons()).isEqualTo(seasons);
        current.take(read());
        assertThat(served).hasSize(4);
        assertThat(served.getLast().seasons()).isEqualTo(seasons);
        assertThat(served.getLast().versions()).isEqualTo(truth);
    }

    private LoadResult read() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("fleetward.yaml"),
                        """
                        owners:
                          ops: { contact: ops@example.com }
                        providers:
                          local: { dialect: openai, url: http://127.0.0.1:1, owner: ops }
                        endpoints:
                          a: { provider: local, model: small, region: eu }
                        routes:
                          chat: { endpoints: [a] }
                        """);
        LoadResult read =
                new Registry(Map.of(), List.of(), new Random(1))
                        .load(file, 1, LocalDate.of(2026, 3, 1));
        assertThat(read).isInstanceOf(LoadResult.Loaded.class);
        return read;
    }
}
