package dev.understudy.probes;

import dev.understudy.core.measure.Outcome;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Times a GET from when it was due, connecting included, to the last byte of the body. Answered means a status of 200 to
 * 299 and a whole body of at most 64 KiB.
 *
 * <p>Each probe makes a connection of its own, as a new client would. A kept connection would be quicker by one round
 * trip, but blind to a service that accepts nobody new, and it fails without fault of the service when the service
 * closes it between two probes.
 */
final class HttpProbe implements Probe {
    private static final int BODY_LIMIT_BYTES = 64 * 1024;
    private static final int LINE_LIMIT_BYTES = 4 * 1024;
    private static final int HEADER_LIMIT_BYTES = 16 * 1024;
    private static final int CHUNK_LIMIT_BYTES = 8 * 1024;

    private final Transport transport;
    private final EventLoop loop;
    private final InetSocketAddress address;
    private final String path;
    private final String host;

    HttpProbe(Transport transport, EventLoop loop, URI uri) {
        this.transport = transport;
        this.loop = loop;
        address = ProbeTarget.httpAddress(uri);
        host = uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
        var rawPath = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        path = uri.getRawQuery() == null ? rawPath : rawPath + "?" + uri.getRawQuery();
    }

    @Override
    public void fire(Flight flight) {
        var attempt = transport.connect(
                loop,
                address,
                new HttpClientCodec(LINE_LIMIT_BYTES, HEADER_LIMIT_BYTES, CHUNK_LIMIT_BYTES),
                new Reader(flight));
        var channel = attempt.channel();
        flight.whenOver(channel::close);
        attempt.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                channel.writeAndFlush(request()).addListener(written -> {
                    if (!written.isSuccess()) {
                        flight.end(Outcomes.of(written.cause()));
                    }
                });
            } else {
                flight.end(Outcomes.of(done.cause()));
            }
        });
    }

    private DefaultFullHttpRequest request() {
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, path, Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, host)
                .set(HttpHeaderNames.USER_AGENT, "understudy-probe")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return request;
    }

    /** Reads one answer. */
    private static final class Reader extends SimpleChannelInboundHandler<HttpObject> {
        private final Flight flight;
        private int bodyBytes;
        private boolean interim; // "100 continue" and its like announce an answer and are none

        Reader(Flight flight) {
            this.flight = flight;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part.decoderResult().isFailure()) {
                flight.end(new Outcome.Broken("not an HTTP answer"));
                return;
            }
            if (part instanceof HttpResponse response) {
                readHead(response);
            }
            if (part instanceof HttpContent content) {
                bodyBytes += content.content().readableBytes();
                if (bodyBytes > BODY_LIMIT_BYTES) {
                    flight.end(new Outcome.Broken("a body of more than " + BODY_LIMIT_BYTES + " bytes"));
                }
            }
            if (part instanceof LastHttpContent && !interim) {
                flight.end(new Outcome.Answered());
            }
        }

        private void readHead(HttpResponse response) {
            var status = response.status();
            interim = status.codeClass() == HttpStatusClass.INFORMATIONAL && status.code() != 101;
            if (status.codeClass() != HttpStatusClass.SUCCESS && !interim) {
                flight.end(new Outcome.Broken("status " + status.code()));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            flight.end(new Outcome.Broken("the connection was closed before the answer was complete"));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            flight.end(Outcomes.of(cause));
        }
    }
}
