package org.bailiwick.system.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A domain node that has not read of a new issuing key when the first agent shows it. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewIssuerIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Ten seconds after the reading before, and the reading itself. */
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(12);

  private static final int STRANGERS = 300;
  private static final Pattern READINGS =
      Pattern.compile("ars_trust_early_readings(?:\\{[^}]*})? ([0-9]+)");

  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes = Nodes.authorityAlone("nodes-new-issuer");
    wire = new Wire(nodes.root());
    nodes.restartAlone("domain");
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @Test
  void isKnownSecondsAfterItIsShownAndStrangersCauseFewReadings() throws Exception {
    assertThat(registration(agent("before")).status()).isEqualTo(201);
    assertThat(LaterCeremony.refusedUnannounced(nodes, ""))
        .contains("is less than PT6M: nodes read the trust bundle every PT5M");
    LaterCeremony.hold(nodes, "");
    await("the second key issues")
        .atMost(PATIENCE)
        .until(() -> issuerOf(agent("waiting")).contains("CN=issuing-2"));
    TestLeaf fresh = agent("fresh");
    Answer first = registration(fresh);
    assertThat(first.status()).as(first.body()).isEqualTo(401);
    assertThat(first.text("type")).endsWith("credential-not-trusted");
    assertThat(first.headers().firstValue("Retry-After")).isPresent();
    await("the registry has read of it")
        .atMost(Machine.bound(KNOWN_WITHIN))
        .until(() -> registration(fresh).status() == 201);
    assertThat(readings()).isPositive();

    long before = readings();
    long begun = System.nanoTime();
    TestLeaf stranger = TestCa.named("bailiwick.example", "Other").agent("x", "fx.rates@1");
    for (int i = 0; i < STRANGERS; i++) {
      assertThat(registration(stranger).status()).isEqualTo(401);
    }
    long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    assertThat(readings() - before).isLessThanOrEqualTo(seconds / 10 + 1);
    assertThat(registration(fresh).status()).isLessThan(300);
  }

  private long readings() {
    Matcher found =
        READINGS.matcher(wire.send(Call.get(nodes.master("/metrics"))).expecting(200).body());
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private Answer registration(TestLeaf agent) {
    String claim = Claim.of(agent).build().toString();
    return wire.send(Call.post(nodes.registry("/v1/agents"), claim).as(agent));
  }

  private TestLeaf agent(String name) {
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities("fx.rates@1");
    enrolment.statement().claim("locator", "https://127.0.0.1:7001/" + name);
    return enrolment.granted();
  }

  private static String issuerOf(TestLeaf leaf) {
    return leaf.certificate().getIssuerX500Principal().getName();
  }
}
