package dev.fleetward.app.demo;

/// The demonstration's features, sending.
public final class DemoTraffic implements AutoCloseable {
    public static DemoTraffic none() {
        return new DemoTraffic();
    }

    public static DemoTraffic start(Demo demo, long seed) {
        return new DemoTraffic();
    }

    public void stop() {}

    @Override
    public void close() {}
}
