package org.bailiwick.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** An endpoint with servers whose answers do not end, or cannot be read. */
class JsonEndpointTest {

  private static void refused(String check, JsonEndpoint endpoint, String path) {
    assertThatThrownBy(() -> endpoint.get(path, Map.of()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
              assertThat(e.check()).isEqualTo(check);
            });
  }

  @Test
  void anAnswerThatDripsEnds() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        JsonEndpoint endpoint =
            new JsonEndpoint(
                URI.create("http://127.0.0.1:" + server.getLocalPort()),
                SSLContext.getDefault(),
                Duration.ofSeconds(1))) {
      Thread.ofVirtual().start(() -> drip(server));
      long begun = System.nanoTime();
      refused(JsonEndpoint.NOT_REACHED, endpoint, "/drip");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }
  }

  /** A space each tenth of a second, for twenty seconds: each read has something to read. */
  private static void drip(ServerSocket server) {
    try (Socket socket = server.accept();
        OutputStream out = socket.getOutputStream()) {
      out.write(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 200\r\n\r\n{"
              .getBytes(StandardCharsets.US_ASCII));
      for (int sent = 0; sent < 199; sent++) {
        out.write(' ');
        out.flush();
        Thread.sleep(100);
      }
    } catch (IOException | InterruptedException e) {
      return; // the reader has gone, as it should
    }
  }

  @Test
  void anAnswerThatIsNestedWithoutEndOrSaysTwoThingsIsNotUnderstood() throws Exception {
    try (ScriptedNode node = ScriptedNode.plain();
        JsonEndpoint endpoint = new JsonEndpoint(node.uri(), SSLContext.getDefault())) {
      String deep = "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
      node.on("/deep", call -> Reply.json(200, deep));
      refused("answer-not-json", endpoint, "/deep");
      node.on("/twice", call -> Reply.json(200, "{\"state\":\"done\",\"state\":\"failed\"}"));
      refused("answer-not-json", endpoint, "/twice");
      node.on("/refused", call -> new Reply(403, "application/problem+json", deep, Map.of()));
      refused("answer-not-json", endpoint, "/refused");
    }
  }

  /** Headers have tokens in them. */
  @Test
  void isNotLedElsewhere() throws Exception {
    try (ScriptedNode node = ScriptedNode.plain();
        JsonEndpoint endpoint = new JsonEndpoint(node.uri(), SSLContext.getDefault())) {
      for (int status : new int[] {301, 302, 303, 307, 308}) {
        node.on(
            "/led/" + status,
            call -> new Reply(status, "application/json", "{}", Map.of("Location", "/other")));
        refused("answer-redirect", endpoint, "/led/" + status);
        assertThat(node.calls())
            .last()
            .extracting(ScriptedNode.Call::path)
            .isEqualTo("/led/" + status);
      }
    }
  }

  /** A part of an answer that never comes must not hold its reader for ever. */
  @Test
  void aBodyThatStallsIsGivenUp() throws Exception {
    try (PipedOutputStream silent = new PipedOutputStream();
        InputStream stalled = new TimedBody(new Closable(silent), Duration.ofMillis(300))) {
      silent.write('{');
      assertThat(stalled.read()).isEqualTo('{');
      assertThatThrownBy(stalled::read).isInstanceOf(IOException.class);
    }
  }

  /** Ends a read when it is closed, as bodies of the platform's HTTP client do. */
  private static final class Closable extends PipedInputStream {
    private volatile boolean closed;

    Closable(PipedOutputStream from) throws IOException {
      super(from);
    }

    @Override
    public synchronized int read(byte[] buffer, int offset, int length) throws IOException {
      while (available() == 0 && !closed) {
        try {
          wait(20);
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      if (closed) {
        throw new IOException("closed");
      }
      return super.read(buffer, offset, length);
    }

    @Override
    public void close() throws IOException {
      closed = true;
      super.close();
    }
  }

  @Test
  void sendsFormsAndEmptyBodiesAndReadsPlaceAndPause() throws Exception {
    try (ScriptedNode node = ScriptedNode.plain();
        JsonEndpoint endpoint = new JsonEndpoint(node.uri(), SSLContext.getDefault())) {
      node.on(
          "/form",
          call ->
              new Reply(
                  201,
                  "application/json",
                  "{}",
                  Map.of("Location", "https://a.example/1", "Retry-After", "7")));
      JsonAnswer answer =
          endpoint.postForm("/form", Map.of("scope", "a b&c=\u00e9"), Map.of("X-Request-ID", "7"));
      assertThat(node.calls().getLast().form()).isEqualTo(Map.of("scope", "a b&c=\u00e9"));
      assertThat(answer.location()).contains(URI.create("https://a.example/1"));
      assertThat(answer.retryAfter()).contains(Duration.ofSeconds(7));
      endpoint.post("/form");
      assertThat(node.calls().getLast().body()).isEmpty();
      node.on(
          "/place", call -> new Reply(201, "application/json", "{}", Map.of("Location", "a b")));
      refused("answer-location", endpoint, "/place");
    }
  }
}
