package dev.fleetward.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Calls at a fixed rate whatever the answers do. Latency counts from the moment at which a call
/// was meant to be sent, so a slow answer cannot hide the calls behind it. Everything but [#run] is
/// confined to one event loop.
public final class OpenLoop {
    private static final long HIGHEST_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final EventLoopGroup loop;
    private final long intervalNanos;
    private final long calls;
    private final long warmUpCalls;
    private final ByteBuf request;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> late = new ArrayDeque<>();
    private final Histogram latency = new Histogram(HIGHEST_NANOS, 3);
    private final CountDownLatch done = new CountDownLatch(1);
    private long startNanos;
    private long due;
    private long answered;
    private long failed;

    /// What a run showed.
    ///
    /// @param latency in nanoseconds, the warm-up not included
    /// @param failed answers other than 200, and connections that broke
    public record Result(Histogram latency, long failed) {}

    private OpenLoop(
            EventLoopGroup loop,
            ByteBuf request,
            double perSecond,
            Duration warmUp,
            Duration length) {
        this.loop = loop;
        this.request = request;
        this.intervalNanos = Math.round(1e9 / perSecond);
        this.warmUpCalls = warmUp.toNanos() / intervalNanos;
        this.calls = warmUpCalls + length.toNanos() / intervalNanos;
    }

    /// Sends small chat calls over `connections` connections, one call at a time on each; calls
    /// that find none free wait, and their waiting counts.
    public static Result run(
            Target target, double perSecond, int connections, Duration warmUp, Duration length)
            throws InterruptedException {
        EventLoopGroup loop = Sockets.oneLoop();
        try {
            OpenLoop run =
                    new OpenLoop(
                            loop, target.request(Target.UNARY_BODY), perSecond, warmUp, length);
            for (int i = 0; i < connections; i++) {
                run.connect(target.port());
            }
            loop.execute(run::start);
            Duration limit = warmUp.plus(length).plus(DRAIN);
            if (!run.done.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(
                        target + " does not keep up with " + Math.round(perSecond) + " calls/s");
            }
            return new Result(run.latency, run.failed);
        } finally {
            loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private void connect(int port) throws InterruptedException {
        Connection connection = new Connection();
        Channel channel =
                new Bootstrap()
                        .group(loop)
                        .channel(Sockets.client())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new HttpResponseDecoder())
                                                .addLast(connection);
                                    }
                                })
                        .connect(InetAddress.getLoopbackAddress(), port)
                        .sync()
                        .channel();
        loop.submit(
                        () -> {
                            connection.channel = channel;
                            idle.add(connection);
                        })
                .sync();
    }

    private void start() {
        startNanos = System.nanoTime();
        pace();
    }

    /// Sends all calls that are due, then sleeps until the next one is.
    private void pace() {
        long now = System.nanoTime() - startNanos;
        while (due < calls && due * intervalNanos <= now) {
            send(due++);
        }
        if (due < calls) {
            var _ =
                    loop.schedule(
                            this::pace,
                            due * intervalNanos - (System.nanoTime() - startNanos),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void send(long call) {
        Connection connection = idle.poll();
        if (connection == null) {
            late.add(call);
            return;
        }
        connection.send(call);
    }

    private void settled(Connection connection, long call, boolean succeeded) {
        if (call >= warmUpCalls) {
            long intended = startNanos + call * intervalNanos;
            latency.recordValue(Math.clamp(System.nanoTime() - intended, 0, HIGHEST_NANOS));
        }
        if (!succeeded) {
            failed++;
        }
        if (++answered == calls) {
            done.countDown();
        }
        Long waiting = late.poll();
        if (waiting != null) {
            connection.send(waiting);
        } else {
            idle.push(connection);
        }
    }

    // A write that fails closes its connection, which is counted.
    @SuppressWarnings("FutureReturnValueIgnored")
    private final class Connection extends SimpleChannelInboundHandler<HttpObject> {
        private static final long NO_CALL = -1;

        private @org.jspecify.annotations.Nullable Channel channel;
        private long call = NO_CALL;
        private boolean succeeded;

        private void send(long next) {
            Channel open = channel;
            if (open == null) {
                throw new IllegalStateException("a call on a connection that is not open");
            }
            call = next;
            open.writeAndFlush(request.duplicate());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpResponse response) {
                succeeded = response.status().code() == 200;
            }
            if (part instanceof LastHttpContent) {
                long settled = call;
                call = NO_CALL;
                settled(this, settled, succeeded);
            }
        }

        /// A connection that breaks is not replaced: the run fails for want of connections, or says
        /// that a call failed.
        @Override
        public void channelInactive(ChannelHandlerContext context) {
            idle.remove(this);
            if (call != NO_CALL) {
                failed++;
                if (++answered == calls) {
                    done.countDown();
                }
            }
        }
    }
}
