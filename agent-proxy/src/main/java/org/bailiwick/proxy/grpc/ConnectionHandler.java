package org.bailiwick.proxy.grpc;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Prepares connections: their number, HTTP/2 with its bounds, and the end of silent ones. */
final class ConnectionHandler extends ChannelInitializer<Channel> {
  private static final int MAX_HEADERS = 8 * 1024;
  private static final int STREAMS_OF_A_CONNECTION = 1024;

  /** The most resets of streams by one client, in 30 seconds. */
  private static final int RESETS = 200;

  private static final int RESETS_SECONDS = 30;

  /** The most answers to pings and settings that wait for a client that does not read. */
  private static final int CONTROL_FRAMES = 100;

  /** Answers that are written at one time, as at a renewal, are sent together up to this number. */
  private static final int SENT_TOGETHER = 256;

  private final OpenCalls calls;
  private final PeerAccounts accounts;
  private final AtomicInteger connections = new AtomicInteger();

  ConnectionHandler(OpenCalls calls, PeerAccounts accounts) {
    this.calls = calls;
    this.accounts = accounts;
  }

  @Override
  protected void initChannel(Channel connection) {
    connection.closeFuture().addListener(closed -> connections.decrementAndGet());
    if (connections.incrementAndGet() > calls.limits().connections()) {
      ChannelFuture unused = connection.close();
      return;
    }
    PeerAccounts.Peer peer = accounts.peer(connection);
    Http2FrameCodec http2 =
        Http2FrameCodecBuilder.forServer()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .maxConcurrentStreams(STREAMS_OF_A_CONNECTION)
                    .maxHeaderListSize(MAX_HEADERS))
            .decoderEnforceMaxRstFramesPerWindow(RESETS, RESETS_SECONDS)
            .encoderEnforceMaxQueuedControlFrames(CONTROL_FRAMES)
            .gracefulShutdownTimeoutMillis(0)
            .build();
    connection
        .pipeline()
        .addLast(new FlushConsolidationHandler(SENT_TOGETHER, true))
        .addLast(
            new IdleStateHandler(0, 0, calls.limits().idle().toMillis(), TimeUnit.MILLISECONDS))
        .addLast(http2)
        .addLast(
            new Http2MultiplexHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel stream) {
                    stream.pipeline().addLast(new CallHandler(calls, peer));
                  }
                }))
        .addLast(new IdleConnection(http2));
  }

  /** Closes a connection that is silent and has no call, and one with a fault. */
  private static final class IdleConnection extends ChannelDuplexHandler {
    private final Http2FrameCodec http2;

    IdleConnection(Http2FrameCodec http2) {
      this.http2 = http2;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof IdleStateEvent && http2.connection().numActiveStreams() == 0) {
        ChannelFuture unused = context.close();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      ChannelFuture unused = context.close();
    }
  }
}
