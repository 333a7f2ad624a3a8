package dev.fleetward.app.node;

import dev.fleetward.app.host.RuntimeFile;
import dev.fleetward.app.host.Trouble;
import dev.fleetward.control.admin.AdminServer;
import dev.fleetward.control.admin.AdminToken;
import dev.fleetward.control.admin.Sources;
import dev.fleetward.control.evaluation.EvalBook;
import dev.fleetward.control.evaluation.Evaluations;
import dev.fleetward.control.evaluation.PermitBook;
import dev.fleetward.control.incident.BreakerAlerts;
import dev.fleetward.control.incident.Complaints;
import dev.fleetward.control.likeness.LikenessWatch;
import dev.fleetward.control.likeness.Likenesses;
import dev.fleetward.control.prices.PriceList;
import dev.fleetward.control.probe.Prober;
import dev.fleetward.control.probe.Probes;
import dev.fleetward.control.registry.ConfigWatcher;
import dev.fleetward.control.registry.FleetConfig;
import dev.fleetward.control.registry.ListenConfig;
import dev.fleetward.control.registry.LoadResult;
import dev.fleetward.control.registry.ProblemReport;
import dev.fleetward.control.registry.Registry;
import dev.fleetward.control.season.SeasonWatch;
import dev.fleetward.control.season.SlowAlerts;
import dev.fleetward.control.store.ControlStore;
import dev.fleetward.control.watch.Watch;
import dev.fleetward.control.watch.WatchReading;
import dev.fleetward.core.quota.FairDesk;
import dev.fleetward.core.unit.Clock;
import dev.fleetward.core.view.GatewayView;
import dev.fleetward.gateway.relay.Gateway;
import dev.fleetward.gateway.relay.GatewaySettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One process with both planes, running. Thread-safe once started; starting and stopping are
/// confined to one thread.
///
/// What each part needs of the others decides the order of the start: the configuration names the
/// data folder; what was spent is read before the event log is opened; the gateway needs both; the
/// admin API and the watcher of the configuration come last. The end: first no new calls, then what
/// is under way, then the log, then the ledger, so that it has all of it.
public final class Node {
    public static final String VERSION = "0.1.0";

    private static final System.Logger LOG = System.getLogger(Node.class.getName());
    private static final int WORKERS = 4;
    private static final Duration VERTX_END_LIMIT = Duration.ofSeconds(10);

    private final NodeSettings settings;
    private final Clock clock;
    private final Probing probing;
    private final PermitBook permits;
    private final Current current;
    private volatile Sources.Lifecycle lifecycle = Sources.Lifecycle.STARTING;

    private @Nullable Path data;
    private @Nullable FolderLock lock;
    private @Nullable ConfigWatcher watcher;
    private @Nullable Observation observation;
    private @Nullable Upkeep upkeep;
    private @Nullable Storage storage;
    private @Nullable Vertx vertx;
    private @Nullable Gateway gateway;
    private volatile @Nullable IncidentWatch incidents;
    private @Nullable Prober prober;
    private @Nullable LikenessWatch likeness;
    private @Nullable AdminServer admin;
    private @Nullable QuotaNotices notices;
    private @Nullable Watch watch;
    private @Nullable Regional regional;
    private @Nullable SeasonWatch seasons;
    private @Nullable SeasonActing acting;
    private @Nullable SeasonPublishing expecting;
    private String gatewayScheme = "http";
    private boolean announced;

    private Node(NodeSettings settings) {
        this.settings = settings;
        this.clock = settings.clock();
        this.probing = new Probing(settings.random());
        this.permits = new PermitBook(clock, settings.random());
        this.current = new Current(probing::served, permits::in);
        permits.whenChanged(current::renew);
    }

    /// Starts everything; calls are served on return. What was started is stopped again where
    /// something fails.
    ///
    /// @throws Trouble where the configuration, the data folder or a port cannot be used
    public static Node start(NodeSettings settings) throws InterruptedException {
        Node node = new Node(settings);
        try {
            node.begin();
            return node;
        } catch (RuntimeException | InterruptedException failed) {
            node.stop(Duration.ZERO);
            throw failed;
        } catch (Exception failed) {
            node.stop(Duration.ZERO);
            throw new Trouble(
                    Trouble.PROBLEM, "the start failed: " + failed.getMessage(), "", failed);
        }
    }

    private void begin() throws Exception {
        Registry registry =
                new Registry(settings.environment(), PriceList.load(), settings.random());
        ConfigWatcher watching =
                new ConfigWatcher(registry, settings.config(), clock, this::reread);
        watcher = watching;
        LoadResult.Loaded loaded = sound(watching.reload());
        FleetConfig config = loaded.config();
        Path folder = dataFolder(config);
        data = folder;
        lock = FolderLock.take(folder);
        Upkeep kept = Upkeep.begin(folder, clock, current);
        upkeep = kept;
        SpentBefore spent = SpentBefore.read(folder, clock.wallMicros());
        Observation watched =
                new Observation(
                        config, configFolder(), clock, current::snapshot, settings.observers());
        observation = watched;
        Storage stored =
                Storage.open(
                        folder,
                        settings.eventLoops(),
                        current.snapshot().bounds(),
                        config.events().sync(),
                        clock);
        storage = stored;
        kept.restore();
        FairDesk desk = new FairDesk(current.snapshot(), clock.nanos(), clock.wallMicros());
        spent.tell(desk);
        Gateway serving = startGateway(config.listen(), desk, kept, stored, watched);
        gateway = serving;
        current.serveBy(serving::adopt);
        kept.serveBy(serving, loaded);
        Complaints complaints = new Complaints(kept.store(), clock);
        Watch promises =
                Watch.start(
                        stored.ledger(), complaints, current::snapshot, clock, this::actOnBudgets);
        watch = promises;
        LikenessWatch models = likenessWatch(config.listen(), serving.view(), kept.store());
        likeness = models;
        Regional where = Regional.start(stored.ledger(), kept, current, models, clock);
        regional = where;
        SeasonWatch remembering = SeasonWatch.start(stored.ledger(), clock);
        seasons = remembering;
        acting = SeasonActing.start(current, remembering, clock, kept::peaked);
        expecting =
                SeasonPublishing.start(
                        remembering, current::snapshotOrNull, clock, current::expect);
        lifecycle = Sources.Lifecycle.SERVING;
        LedgerAnswers ledger = new LedgerAnswers(stored.ledger(), stored.logs(), clock);
        IncidentWatch told =
                IncidentWatch.start(
                        kept.store(),
                        complaints,
                        clock,
                        current::snapshotOrNull,
                        () -> serving.view().quotas(),
                        loaded,
                        ledger,
                        kept::changed,
                        stored.alerts(serving.view(), kept.store()::status, clock),
                        List.of(
                                new BreakerAlerts(current::snapshotOrNull, serving.view()),
                                promises,
                                models,
                                where.regions(),
                                new SlowAlerts(
                                        remembering,
                                        current::snapshotOrNull,
                                        () -> promises.reading().alerts(),
                                        clock)));
        incidents = told;
        watched.watch(told.incidents().desk());
        Prober asking = startProber(config.listen(), serving.view(), ledger, kept.store());
        prober = asking;
        models.start();
        startAdmin(
                config.listen(),
                folder,
                serving.view(),
                watching,
                ledger,
                kept,
                told,
                asking,
                models,
                watched,
                promises,
                where,
                remembering);
        watching.start();
        notices = QuotaNotices.start(() -> serving.view().quotas(), clock, kept::noticed);
    }

    private void reread(LoadResult result) {
        current.take(result);
        IncidentWatch told = incidents;
        if (told != null) {
            told.take(result);
        }
        if (upkeep != null) {
            upkeep.reread(result, settings.config());
        }
    }

    /// What budgets ask stands beside what operators ask.
    private void actOnBudgets(WatchReading reading) {
        current.direct(now -> now.burning(reading.policy().directives()));
        if (upkeep != null) {
            upkeep.acted(reading.policy());
        }
    }

    private static LoadResult.Loaded sound(LoadResult result) {
        return switch (result) {
            case LoadResult.Loaded loaded -> {
                if (!loaded.warnings().isEmpty()) {
                    LOG.log(System.Logger.Level.WARNING, ProblemReport.text(loaded.warnings()));
                }
                yield loaded;
            }
            case LoadResult.Rejected rejected ->
                    throw new Trouble(
                            Trouble.USAGE,
                            "the configuration has mistakes\n"
                                    + ProblemReport.text(rejected.problems()).stripTrailing(),
                            "");
        };
    }

    private Path configFolder() {
        Path folder = settings.config().toAbsolutePath().getParent();
        return folder == null ? Path.of("/") : folder;
    }

    private Path dataFolder(FleetConfig config) {
        Path named = settings.data();
        return named != null ? named : configFolder().resolve(config.data()).normalize();
    }

    private Gateway startGateway(
            ListenConfig listen, FairDesk desk, Upkeep kept, Storage stored, Observation watched)
            throws Exception {
        Vertx running =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(true)
                                .setEventLoopPoolSize(settings.eventLoops())
                                .setWorkerPoolSize(WORKERS)
                                .setInternalBlockingPoolSize(WORKERS));
        vertx = running;
        InetSocketAddress address = settings.gateway();
        ListenConfig.Tls tls = listen.tls();
        gatewayScheme = tls == null ? "http" : "https";
        GatewaySettings how =
                new GatewaySettings(
                        address != null ? address : listen.gateway().toSocketAddress(),
                        settings.eventLoops(),
                        tls == null
                                ? null
                                : new GatewaySettings.Tls(
                                        configFolder().resolve(tls.certificate()),
                                        configFolder().resolve(tls.key())));
        try {
            return Gateway.start(
                    running,
                    how,
                    current.snapshot(),
                    kept.breakersBefore(),
                    desk,
                    clock,
                    stored.sinks(),
                    watched.observer(),
                    () -> new SplittableRandom(settings.random().nextLong()));
        } catch (Exception failed) {
            throw cannotListen("gateway", how.listen(), failed);
        }
    }

    private LikenessWatch likenessWatch(ListenConfig listen, GatewayView view, ControlStore kept)
            throws Exception {
        ListenConfig.Tls tls = listen.tls();
        return probing.watch(
                gatewayUrl(),
                tls == null ? null : configFolder().resolve(tls.certificate()),
                current::snapshotOrNull,
                view,
                kept,
                clock);
    }

    private Prober startProber(
            ListenConfig listen, GatewayView view, LedgerAnswers ledger, ControlStore kept)
            throws Exception {
        ListenConfig.Tls tls = listen.tls();
        return probing.start(
                gatewayUrl(),
                tls == null ? null : configFolder().resolve(tls.certificate()),
                current::snapshotOrNull,
                view,
                ledger,
                kept,
                clock);
    }

    private void startAdmin(
            ListenConfig listen,
            Path folder,
            GatewayView view,
            ConfigWatcher watching,
            LedgerAnswers ledger,
            Upkeep kept,
            IncidentWatch told,
            Probes probes,
            Likenesses models,
            Observation watched,
            Watch promises,
            Regional where,
            SeasonWatch remembering)
            throws Exception {
        InetSocketAddress wanted = settings.admin();
        InetSocketAddress address = wanted != null ? wanted : listen.admin().toSocketAddress();
        Sources sources =
                new Sources(
                        VERSION,
                        clock,
                        () -> lifecycle,
                        current::snapshotOrNull,
                        watching::status,
                        view,
                        ledger,
                        watched.scrape(view, () -> promises.reading().standings()),
                        kept.store()::status,
                        told.incidents(),
                        probes,
                        models,
                        where.live(),
                        promises::reading,
                        where.regions(),
                        remembering,
                        kept.operations(watching),
                        new Evaluations(permits, new EvalBook(kept.store())),
                        Files.createDirectories(folder.resolve("scratch")));
        AdminToken token = AdminToken.loadOrCreate(folder, settings.random());
        try {
            admin = AdminServer.start(address, token, sources);
        } catch (BindException failed) {
            throw cannotListen("admin", address, failed);
        }
    }

    private static Exception cannotListen(
            String what, InetSocketAddress address, Exception failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new Trouble(
                        Trouble.USAGE,
                        "the port " + address.getPort() + " for " + what + " is in use",
                        "Stop what uses it, or choose another (`listen` in the configuration; --port for the demonstration).",
                        failed);
            }
        }
        return failed;
    }

    /// Writes `runtime.json`, so that the command line finds this node.
    ///
    /// @param demoKey a key that may be used for trying things out, or null
    public void announce(@Nullable String demoKey, List<RuntimeFile.Simulated> simulated) {
        new RuntimeFile(gatewayUrl(), adminUrl(), ProcessHandle.current().pid(), demoKey, simulated)
                .write(data());
        announced = true;
    }

    public URI gatewayUrl() {
        return url(gatewayScheme, started(gateway).address());
    }

    public URI adminUrl() {
        return url("http", started(admin).address());
    }

    /// For what runs in the same process: without a look-up, on loopback where it listens on all.
    private static URI url(String scheme, InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String name =
                host == null || host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        return URI.create(
                scheme
                        + "://"
                        + (name.indexOf(':') < 0 ? name : "[" + name + "]")
                        + ":"
                        + address.getPort());
    }

    public Path data() {
        return started(data);
    }

    public GatewayView view() {
        return started(gateway).view();
    }

    private static <T> T started(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }

    /// Ends everything, in an order that loses no event. A part that fails to end is logged and
    /// does not keep the others, nor does an interruption, which is passed on at the end.
    ///
    /// @param grace how long calls under way may still take
    public void stop(Duration grace) throws InterruptedException {
        lifecycle = Sources.Lifecycle.STOPPING;
        Endings endings = new Endings();
        endings.end("quota notices", notices, QuotaNotices::close);
        endings.end("watch", watch, Watch::close);
        endings.end("acting on seasons", acting, SeasonActing::close);
        endings.end("expectations", expecting, SeasonPublishing::close);
        endings.end("seasons", seasons, SeasonWatch::close);
        endings.end("configuration watcher", watcher, ConfigWatcher::close);
        endings.end("prober", prober, Prober::close);
        endings.end("watch over models", likeness, LikenessWatch::close);
        endings.end("gateway", gateway, running -> running.stop(grace));
        endings.end(
                "event loops",
                vertx,
                running -> running.close().await(VERTX_END_LIMIT.toSeconds(), TimeUnit.SECONDS));
        endings.end("admin API", admin, AdminServer::stop);
        endings.end("incidents", incidents, IncidentWatch::close);
        endings.end("regions", regional, Regional::close);
        endings.end("control store", upkeep, Upkeep::close);
        endings.end("storage", storage, Storage::close);
        endings.end("observers", observation, Observation::close);
        endings.end("runtime file", announced ? data : null, RuntimeFile::delete);
        endings.end("data folder", lock, FolderLock::close);
        endings.done();
    }
}
