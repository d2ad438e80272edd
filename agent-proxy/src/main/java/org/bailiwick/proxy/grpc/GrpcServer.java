package org.bailiwick.proxy.grpc;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bailiwick.proxy.rules.Refusals;

/** Serves one gRPC service at a Unix domain socket, by HTTP/2 without TLS (Netty on the JDK). */
public final class GrpcServer implements AutoCloseable {
  /** A strong reference, because a logger without one loses its level. */
  private static final Logger NETTY = Logger.getLogger("io.netty");

  private static final int THREADS = 2;
  private static final int BACKLOG = 1024;
  private static final int QUIET_MILLIS = 100;
  private static final int STOP_MILLIS = 2_000;

  private final EventLoopGroup loops;
  private final OpenCalls calls;
  private final Path socket;

  private GrpcServer(EventLoopGroup loops, OpenCalls calls, Path socket) {
    this.loops = loops;
    this.calls = calls;
    this.socket = socket;
  }

  /** Starts to listen at this path. Each call is logged as one line. */
  public static GrpcServer start(
      Path socket, GrpcService service, PeerAccounts accounts, Consumer<String> log) {
    NETTY.setLevel(Level.WARNING);
    OpenCalls calls = new OpenCalls(service, log);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
    GrpcServer server = new GrpcServer(loops, calls, socket);
    try {
      Channel listener =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerDomainSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .childHandler(new ConnectionHandler(calls, accounts))
              .bind(UnixDomainSocketAddress.of(socket))
              .syncUninterruptibly()
              .channel();
      ScheduledFuture<?> unused =
          listener.eventLoop().scheduleWithFixedDelay(calls::endSlow, 1, 1, TimeUnit.SECONDS);
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw Refusals.unavailable("workload-api-socket", "The server cannot listen at " + socket, e);
    }
  }

  @Override
  public void close() {
    if (loops.isShuttingDown()) {
      return;
    }
    calls.endAll();
    // a loop that shuts down closes its connections before it runs what is left to do
    loops.forEach(loop -> loop.submit(() -> {}).awaitUninterruptibly(STOP_MILLIS));
    loops
        .shutdownGracefully(QUIET_MILLIS, STOP_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    try {
      Files.deleteIfExists(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
