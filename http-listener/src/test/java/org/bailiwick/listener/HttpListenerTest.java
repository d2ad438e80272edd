package org.bailiwick.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HttpListenerTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(500);

  @TempDir private Path folder;
  private Optional<HttpListener> listener = Optional.empty();

  @AfterEach
  void close() {
    listener.ifPresent(HttpListener::close);
  }

  private static final class Pages extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.setStatus(200);
      response.write(true, ByteBuffer.wrap(ascii("page")), callback);
      return true;
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static ListenerBounds bounds(Duration request, Optional<Duration> connection) {
    return new ListenerBounds(4, 2, 1024, LONG, request, connection);
  }

  private HttpListener listen(ListenerAddress address, ListenerBounds bounds) throws IOException {
    HttpListener started =
        HttpListener.start("The test", address, bounds, HttpListener.Answers.of(new Pages()));
    listener = Optional.of(started);
    return started;
  }

  private SocketChannel connected(ListenerBounds bounds) throws IOException {
    HttpListener started = listen(new ListenerAddress.Port(loopback(0), Optional.empty()), bounds);
    return SocketChannel.open(loopback(started.port()));
  }

  private static void send(ByteChannel channel, String text) throws IOException {
    ByteBuffer octets = ByteBuffer.wrap(ascii(text));
    while (octets.hasRemaining()) {
      int unused = channel.write(octets);
    }
  }

  /** What comes until the connection ends, or until the page of an answer. */
  private static String received(ByteChannel channel) throws IOException {
    StringBuilder text = new StringBuilder();
    ByteBuffer octets = ByteBuffer.allocate(4096);
    while (text.indexOf("page") < 0 && channel.read(octets.clear()) >= 0) {
      text.append(StandardCharsets.US_ASCII.decode(octets.flip()));
    }
    return text.toString();
  }

  @Test
  void tellsNobodyItsSoftware() throws Exception {
    try (SocketChannel channel = connected(bounds(LONG, Optional.empty()))) {
      send(channel, REQUEST);
      assertThat(received(channel)).startsWith("HTTP/1.1 200").doesNotContainIgnoringCase("jetty");
    }
  }

  @Test
  void servesASocketAndReplacesTheOneOfAProcessThatDied() throws Exception {
    Path socket = Files.createFile(folder.resolve("socket"));
    HttpListener started =
        listen(new ListenerAddress.Socket(socket), bounds(LONG, Optional.empty()));
    assertThat(started.port()).isZero();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThat(channel.connect(UnixDomainSocketAddress.of(socket))).isTrue();
      send(channel, REQUEST);
      assertThat(received(channel)).endsWith("page");
    }
  }

  @Test
  void whatIsNoRequestGetsTheStatusAlone() throws Exception {
    try (SocketChannel channel = connected(bounds(LONG, Optional.empty()))) {
      send(channel, "GET / HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(2000) + "\r\n\r\n");
      assertThat(received(channel)).startsWith("HTTP/1.1 431").endsWith("\r\n\r\n");
    }
  }

  @Test
  void aConnectionWithoutARequestEnds() throws Exception {
    try (SocketChannel channel = connected(bounds(SHORT, Optional.empty()))) {
      send(channel, "GET / HT");
      assertThat(received(channel)).isEmpty();
    }
  }

  @Test
  void aSecondRequestThatTricklesEndsItsConnection() throws Exception {
    try (SocketChannel channel = connected(bounds(SHORT, Optional.empty()))) {
      send(channel, REQUEST);
      assertThat(received(channel)).endsWith("page");
      assertThatThrownBy(
              () -> {
                while (true) {
                  send(channel, "a");
                  TimeUnit.MILLISECONDS.sleep(100);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aSilentConnectionStaysForTheNextRequest() throws Exception {
    try (SocketChannel channel = connected(bounds(SHORT, Optional.empty()))) {
      send(channel, REQUEST);
      assertThat(received(channel)).endsWith("page");
      TimeUnit.MILLISECONDS.sleep(SHORT.toMillis() * 3);
      send(channel, REQUEST);
      assertThat(received(channel)).endsWith("page");
    }
  }

  @Test
  void aConnectionEndsAfterItsTime() throws Exception {
    try (SocketChannel channel = connected(bounds(LONG, Optional.of(SHORT)))) {
      send(channel, REQUEST);
      assertThat(received(channel)).endsWith("page");
      assertThat(received(channel)).isEmpty();
    }
  }

  /** Else each would stay in memory until the time of a request is over. */
  @Test
  void aConnectionThatHasClosedIsForgotten() throws Exception {
    HttpListener started =
        listen(
            new ListenerAddress.Port(loopback(0), Optional.empty()),
            bounds(LONG, Optional.empty()));
    for (int i = 0; i < 20; i++) {
      try (SocketChannel channel = SocketChannel.open(loopback(started.port()))) {
        send(channel, REQUEST);
        assertThat(received(channel)).endsWith("page");
        assertThat(started.watched()).isPositive();
      }
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> started.watched() == 0);
  }

  @Test
  void whoCannotListenIsNamedWithTheAddress() throws Exception {
    int port =
        listen(
                new ListenerAddress.Port(loopback(0), Optional.empty()),
                bounds(LONG, Optional.empty()))
            .port();
    ListenerAddress taken = new ListenerAddress.Port(loopback(port), Optional.empty());
    assertThatThrownBy(
            () ->
                HttpListener.start(
                    "The test",
                    taken,
                    bounds(LONG, Optional.empty()),
                    HttpListener.Answers.of(new Pages())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("The test cannot listen at")
        .hasMessageContaining(":" + port);
  }
}
