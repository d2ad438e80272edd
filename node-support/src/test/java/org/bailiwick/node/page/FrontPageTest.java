package org.bailiwick.node.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.health.HealthAnswer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

class FrontPageTest {
  private static final FrontPage ABOUT =
      new FrontPage(
          "Agent Registry Service",
          "It lists agents.",
          new TrustDomain("bailiwick.example"),
          "AB:CD",
          List.of(new PageLink("Interface", "https://a.example/openapi", "OpenAPI")));

  @Test
  void saysWhatThisIsAndHowItIs() {
    String page = page(check("database", Status.UP, Map.of("room", "1 GB")));

    assertThat(page)
        .containsSubsequence(
            "<h1>Agent Registry Service of bailiwick.example</h1>",
            "It lists agents.",
            "<td>bailiwick.example</td>",
            "<td class=\"up\">UP</td>",
            "<td>abcd</td>",
            "<a href=\"https://a.example/openapi\">Interface</a>: OpenAPI",
            "<td>database</td><td class=\"up\">UP</td><td>room: 1 GB</td>");
  }

  @Test
  void isDownWithItsReason() {
    String reason = "<b>" + "x".repeat(400);
    String page = page(check("hsm", Status.DOWN, Map.of("reason", reason)));

    assertThat(page)
        .contains("<td class=\"down\">DOWN</td>", "reason: &lt;b&gt;xxx", "x…")
        .doesNotContain("x".repeat(301));
  }

  @Test
  void aPageIsMadeAnewAfterItsTime() {
    AtomicLong nanos = new AtomicLong();
    KeptText kept = new KeptText(nanos::get);
    Deque<String> texts = new ArrayDeque<>(List.of("one", "two"));

    assertThat(kept.text(texts::pop)).isEqualTo("one");
    nanos.addAndGet(2_000_000_000L);
    assertThat(kept.text(texts::pop)).isEqualTo("one");
    nanos.addAndGet(1);
    assertThat(kept.text(texts::pop)).isEqualTo("two");
  }

  private static String page(HealthCheckResponse answer) {
    HealthAnswer health = HealthAnswer.of(Stream.of((HealthCheck) () -> answer));
    return ABOUT.ended(ABOUT.begun(health), health).text();
  }

  private static HealthCheckResponse check(String name, Status status, Map<String, Object> data) {
    return new HealthCheckResponse(name, status, Optional.of(data));
  }
}
