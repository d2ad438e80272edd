package org.bailiwick.broker.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.listener.HttpListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthListenerTest {
  private static final Duration CONNECTION_TIME = Duration.ofSeconds(1);

  private final List<Socket> sockets = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private volatile Optional<String> fault = Optional.empty();
  private HttpListener listener;

  @BeforeEach
  void listen() throws Exception {
    listener =
        HealthListener.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new HealthListener.Source() {
              @Override
              public List<HealthCheck> live() {
                return List.of(new HealthCheck("threads", true, Map.of()));
              }

              @Override
              public List<HealthCheck> ready() {
                return List.of(
                    HealthCheck.of("hsm", fault),
                    new HealthCheck("assets", true, Map.of("orders-db", "unused")));
              }

              @Override
              public String metrics() {
                return "broker_sole 1\n";
              }
            },
            CONNECTION_TIME);
  }

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    listener.close();
    client.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + listener.port() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void answersInTheFormOfTheNodes() throws Exception {
    assertThat(get("/health/ready").body())
        .isEqualTo(
            "{\"status\":\"UP\",\"checks\":[{\"name\":\"hsm\",\"status\":\"UP\",\"data\":{}},"
                + "{\"name\":\"assets\",\"status\":\"UP\",\"data\":{\"orders-db\":\"unused\"}}]}");
    fault = Optional.of("not activated");
    HttpResponse<String> down = get("/health/ready");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.body()).contains("\"status\":\"DOWN\"", "not activated");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health").body()).contains("threads", "hsm");
  }

  @Test
  void metricsHaveTheMediaTypeOfPrometheus() throws Exception {
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.body()).isEqualTo("broker_sole 1\n");
    assertThat(metrics.headers().firstValue("Content-Type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void hasNothingElse() throws Exception {
    for (String path :
        List.of("/", "/health/", "/metrics?x=1", "/health/../metrics", "/%6detrics")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    HttpRequest.Builder post = HttpRequest.newBuilder(uri("/metrics"));
    assertThat(send(post.POST(HttpRequest.BodyPublishers.ofString("x"))).statusCode())
        .isEqualTo(405);
    assertThat(get("/metrics").headers().map()).doesNotContainKey("server");
  }

  private Socket connect(String text) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    sockets.add(socket);
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void longHeadersAreRefused() throws Exception {
    Socket socket =
        connect("GET /metrics HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(9000) + "\r\n\r\n");
    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 431")
        .endsWith("\r\n\r\n"); // no page of the server
  }

  /** Each octet keeps the connection from being idle; the connection ends anyway. */
  @Test
  void aSlowClientLosesItsConnection() throws Exception {
    Socket slow = connect("GET /metrics HTTP/1.1\r\n");
    long begun = System.nanoTime();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 100; i++) {
                slow.getOutputStream().write('a');
                Thread.sleep(200);
              }
            })
        .isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void manyConnectionsDelayOthersForATimeAtMost() throws Exception {
    for (int i = 0; i < 260; i++) {
      connect("GET /hea");
    }
    Thread.sleep(CONNECTION_TIME.toMillis() / 4);
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void anAddressInUseIsAnError() {
    InetSocketAddress taken =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.port());
    assertThatThrownBy(() -> HealthListener.start(taken, null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("for health checks");
  }
}
