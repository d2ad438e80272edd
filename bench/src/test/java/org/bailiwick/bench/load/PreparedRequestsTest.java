package org.bailiwick.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.bailiwick.bench.load.Operation.Outcome;
import org.junit.jupiter.api.Test;

class PreparedRequestsTest {
  @Test
  void sendsEachPreparedRequestOnce() throws Exception {
    Request request = unanswered();
    PreparedRequests requests =
        new PreparedRequests(
            count -> IntStream.range(0, count).mapToObj(n -> request).iterator(), answer -> true);
    requests.prepare(2);
    assertThat(List.of(requests.perform(), requests.perform(), requests.perform()))
        .containsExactly(Outcome.BAD, Outcome.BAD, Outcome.USED_UP);
  }

  @Test
  void repeatsOneRequestWithoutEnd() throws Exception {
    Request request = unanswered();
    PreparedRequests requests =
        new PreparedRequests(PreparedRequests.Source.repeating(() -> request), answer -> true);
    requests.prepare(1);
    assertThat(List.of(requests.perform(), requests.perform()))
        .containsExactly(Outcome.BAD, Outcome.BAD);
  }

  @Test
  void performsNothingUnprepared() {
    PreparedRequests requests =
        new PreparedRequests(count -> List.<Request>of().iterator(), answer -> true);
    assertThat(requests.perform()).isEqualTo(Outcome.USED_UP);
  }

  @Test
  void showsRefusalsAndNoTokens() {
    assertThat(new Request.Answer(200, "{\"access_token\":\"a.b.c\"}")).hasToString("200");
    assertThat(new Request.Answer(400, "{\"error\":\"invalid_grant\"}"))
        .hasToString("400 {\"error\":\"invalid_grant\"}");
    Request request =
        Request.form(tls(), URI.create("https://127.0.0.1/token"), "assertion=a.b.c")
            .with("Authorization", "Bearer d.e.f");
    assertThat(request).hasToString("Request[https://127.0.0.1/token]");
  }

  /** A request to a port at which nobody listens any more. */
  private static Request unanswered() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return Request.get(tls(), URI.create("https://127.0.0.1:" + socket.getLocalPort() + "/"));
    }
  }

  private static SSLSocketFactory tls() {
    return (SSLSocketFactory) SSLSocketFactory.getDefault();
  }
}
