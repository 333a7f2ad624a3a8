package dev.fleetward.bench.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Many streamed calls at once, each on a connection of its own, whose events are counted. One
/// event loop; the counters may be read by any thread.
public final class StreamLoad implements AutoCloseable {
    private static final Duration RAMP_STEP = Duration.ofMillis(2);

    private final EventLoopGroup loop = Sockets.oneLoop();
    private final AtomicLong events = new AtomicLong();
    private final AtomicInteger flowing = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final int streams;

    /// Opens `streams` calls, one every two milliseconds, each of which gets `chunks` chunks.
    public StreamLoad(Target target, int streams, int chunks, int everyMillis) {
        this.streams = streams;
        ByteBuf request = target.request(Target.streamBody(chunks, everyMillis));
        Bootstrap client =
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
                                                .addLast(new Stream(request));
                                    }
                                });
        for (int i = 0; i < streams; i++) {
            var _ =
                    loop.schedule(
                            () -> open(client, target.port()),
                            i * RAMP_STEP.toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void open(Bootstrap client, int port) {
        var _ =
                client.connect(InetAddress.getLoopbackAddress(), port)
                        .addListener(connected -> {
                            if (!connected.isSuccess()) {
                                broken.incrementAndGet();
                            }
                        });
    }

    /// Waits until every stream has had an event.
    ///
    /// @throws IllegalStateException if some could not be opened in time
    public void awaitFlowing(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (flowing.get() < streams) {
            if (failures() > 0 || System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(
                        flowing.get() + " of " + streams + " streams flow; " + troubles());
            }
            Thread.sleep(10);
        }
    }

    /// Server-sent events so far, comments not counted.
    public long events() {
        return events.get();
    }

    public int finished() {
        return finished.get();
    }

    /// Streams that were refused, or broke before their end.
    public int failures() {
        return broken.get() + refused.get();
    }

    public String troubles() {
        return broken.get() + " broken, " + refused.get() + " refused";
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /// One call. Confined to the event loop.
    // A write that fails closes its connection, which is counted.
    @SuppressWarnings("FutureReturnValueIgnored")
    private final class Stream extends SimpleChannelInboundHandler<HttpObject> {
        private final ByteBuf request;
        private boolean lineBegins = true;
        private boolean seen;
        private boolean ended;

        private Stream(ByteBuf request) {
            this.request = request;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(request.duplicate());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpResponse response && response.status().code() != 200) {
                refused.incrementAndGet();
                ended = true;
                context.close();
                return;
            }
            if (part instanceof HttpContent content) {
                count(content.content());
            }
            if (part instanceof LastHttpContent && !ended) {
                ended = true;
                finished.incrementAndGet();
                context.close();
            }
        }

        /// An event begins where a line begins with `d` of `data:`; keep-alive comments with `:`.
        private void count(ByteBuf bytes) {
            int found = 0;
            for (int i = bytes.readerIndex(); i < bytes.writerIndex(); i++) {
                byte next = bytes.getByte(i);
                if (lineBegins && next == 'd') {
                    found++;
                }
                lineBegins = next == '\n';
            }
            if (found > 0) {
                events.lazySet(events.get() + found);
                if (!seen) {
                    seen = true;
                    flowing.incrementAndGet();
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!ended && !loop.isShuttingDown()) {
                broken.incrementAndGet();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, @Nullable Throwable cause) {
            context.close();
        }
    }
}
