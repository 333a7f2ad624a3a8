package dev.fleetward.bench.load;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A provider of the OpenAI dialect that thinks for no time at all: whatever is asked, the same
/// answer, from bytes made beforehand. Streams send as many chunks as the request's `max_tokens`,
/// one every `seed` milliseconds. Runs on one event loop.
public final class MockProvider implements AutoCloseable {
    /// The verb that runs it in a process of its own.
    public static final String VERB = "mock-provider";

    private static final int LARGEST_BODY = 1 << 20;

    private final EventLoopGroup loop = Sockets.oneLoop();
    private final Channel server;

    public MockProvider() {
        server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(Sockets.server())
                        .option(ChannelOption.SO_BACKLOG, 4_096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(new HttpRequestDecoder())
                                                .addLast(new Answering());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .syncUninterruptibly()
                        .channel();
    }

    public int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /// Prints the port, then serves until standard input ends: so it never outlives its parent.
    public static int run() throws java.io.IOException {
        try (MockProvider provider = new MockProvider()) {
            System.out.println(provider.port());
            System.out.flush();
            while (System.in.read() >= 0) {
                // Only the end of the input means something.
            }
        }
        return 0;
    }

    /// One connection. Confined to its event loop.
    // A write that fails closes its connection, and then nobody is left to be told.
    @SuppressWarnings("FutureReturnValueIgnored")
    private static final class Answering extends SimpleChannelInboundHandler<HttpObject> {
        private final ByteBuf body = Unpooled.buffer(1_024, LARGEST_BODY);
        private @Nullable Future<?> pacing;
        private int chunksLeft;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpContent content) {
                body.writeBytes(content.content());
            }
            if (part instanceof LastHttpContent) {
                answer(context);
                body.clear();
            }
        }

        private void answer(ChannelHandlerContext context) {
            if (ByteBufUtil.indexOf(Answers.STREAM_ASKED, body) < 0) {
                context.writeAndFlush(Answers.UNARY.duplicate());
                return;
            }
            chunksLeft = number(Answers.MAX_TOKENS, 16);
            int everyMillis = number(Answers.SEED, 20);
            context.writeAndFlush(Answers.STREAM_HEAD.duplicate());
            pacing =
                    context.executor()
                            .scheduleAtFixedRate(
                                    () -> sendChunk(context),
                                    everyMillis,
                                    everyMillis,
                                    TimeUnit.MILLISECONDS);
        }

        private void sendChunk(ChannelHandlerContext context) {
            if (chunksLeft-- > 0) {
                if (context.channel().isWritable()) {
                    context.writeAndFlush(Answers.STREAM_CHUNK.duplicate());
                }
                return;
            }
            stopPacing();
            context.writeAndFlush(Answers.STREAM_END.duplicate());
        }

        private int number(ByteBuf name, int otherwise) {
            int at = ByteBufUtil.indexOf(name, body);
            if (at < 0) {
                return otherwise;
            }
            int value = 0;
            for (int i = at + name.readableBytes(); i < body.writerIndex(); i++) {
                int digit = body.getByte(i) - '0';
                if (digit < 0 || digit > 9) {
                    break;
                }
                value = value * 10 + digit;
            }
            return value;
        }

        private void stopPacing() {
            if (pacing != null) {
                pacing.cancel(false);
                pacing = null;
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            stopPacing();
            body.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /// The bytes of all answers. Immutable; handed out as duplicates.
    private static final class Answers {
        static final ByteBuf STREAM_ASKED = bytes("\"stream\":true");
        static final ByteBuf MAX_TOKENS = bytes("\"max_tokens\":");
        static final ByteBuf SEED = bytes("\"seed\":");

        private static final String UNARY_JSON =
                "{\"id\":\"chatcmpl-mock0001\",\"object\":\"chat.completion\",\"created\":1795000000,"
                        + "\"model\":\"mock-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
                        + "\"assistant\",\"content\":\"Air scatters short waves of light far more"
                        + " than long ones, so blue reaches us from everywhere.\",\"refusal\":null},"
                        + "\"logprobs\":null,\"finish_reason\":\"stop\"}],\"usage\":{"
                        + "\"prompt_tokens\":28,\"completion_tokens\":17,\"total_tokens\":45,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0}},"
                        + "\"system_fingerprint\":\"fp_mock\"}";
        static final ByteBuf UNARY =
                bytes(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                                + UNARY_JSON.length()
                                + "\r\nx-request-id: req_mock0001\r\n\r\n"
                                + UNARY_JSON);
        static final ByteBuf STREAM_HEAD =
                bytes(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                + "Transfer-Encoding: chunked\r\nx-request-id: req_mock0002\r\n\r\n"
                                + framed(
                                        chunk(
                                                "{\"role\":\"assistant\",\"content\":\"\"}",
                                                "null")));
        static final ByteBuf STREAM_CHUNK = bytes(framed(chunk("{\"content\":\" word\"}", "null")));
        static final ByteBuf STREAM_END =
                bytes(
                        framed(chunk("{}", "\"stop\""))
                                + framed(
                                        "data: {\"id\":\"chatcmpl-mock0002\",\"object\":"
                                                + "\"chat.completion.chunk\",\"created\":1795000000,"
                                                + "\"model\":\"mock-1\",\"choices\":[],\"usage\":{"
                                                + "\"prompt_tokens\":19,\"completion_tokens\":17,"
                                                + "\"total_tokens\":36}}\n\n")
                                + framed("data: [DONE]\n\n")
                                + "0\r\n\r\n");

        private static String chunk(String delta, String finish) {
            return "data: {\"id\":\"chatcmpl-mock0002\",\"object\":\"chat.completion.chunk\","
                    + "\"created\":1795000000,\"model\":\"mock-1\",\"system_fingerprint\":"
                    + "\"fp_mock\",\"choices\":[{\"index\":0,\"delta\":"
                    + delta
                    + ",\"logprobs\":null,\"finish_reason\":"
                    + finish
                    + "}],\"usage\":null}\n\n";
        }

        /// One chunk of HTTP's chunked coding.
        private static String framed(String text) {
            return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
        }

        private static ByteBuf bytes(String ascii) {
            return Unpooled.unreleasableBuffer(
                            Unpooled.directBuffer()
                                    .writeBytes(ascii.getBytes(StandardCharsets.US_ASCII)))
                    .asReadOnly();
        }
    }
}
