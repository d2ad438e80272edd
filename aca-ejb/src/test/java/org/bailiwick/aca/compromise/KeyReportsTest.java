package org.bailiwick.aca.compromise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReportsTest {

  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final TestLedger database = TestLedger.open(clock);
  private final Meter meter = new SilentMeter();
  private final KeyDigest key = KeyDigest.of(TestKeys.ec().getPublic());
  private KeyReports reports;

  @BeforeEach
  void open() {
    reports =
        new KeyReports(
            new Gate(DefaultPolicies.inForce(), database.writer()),
            database.writer(),
            new CompromisedKeys(database.reader()),
            meter,
            clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anOfficersReportStandsAndALaterOneChangesNothing() {
    CompromisedKey first = reports.report(operator("officer"), key, "in a public repository");
    assertThat(first.reportedBy()).endsWith("/operator/officer/officer-1");
    clock.move(Duration.ofMinutes(1));
    assertThat(reports.report(operator("officer"), key, "again")).isEqualTo(first);
    assertThat(reports.find(operator("auditor"), key)).isEqualTo(first);
    assertThat(database.count("compromised_key")).isOne();
  }

  @Test
  void nobodyElseReports() {
    for (VerifiedPeer other :
        new VerifiedPeer[] {
          operator("auditor"),
          TestPeers.of(VerifiedPeer.Kind.AGENT, ca.agent("reader", "a.b@1").certificate())
        }) {
      assertThat(refusal(() -> reports.report(other, key, "")).type())
          .isEqualTo(ProblemType.POLICY_DENIED);
    }
    assertThat(database.count("compromised_key")).isZero();
  }

  @Test
  void saysThatNobodyReportedAKey() {
    assertThat(refusal(() -> reports.find(operator("auditor"), key)).check())
        .isEqualTo("key-not-reported");
  }

  @Test
  void readsAndWritesADigestInOneWay() {
    assertThat(KeyDigest.parse(key.hex())).isEqualTo(key);
    assertThat(HexFormat.of().parseHex(key.hex())).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "z", "' or 1=1"})
  void refusesWhatIsNoDigest(String text) {
    assertThatThrownBy(() -> KeyDigest.parse(text)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> KeyDigest.parse("A" + key.hex().substring(1).toUpperCase(Locale.ROOT)))
        .isInstanceOf(ProblemException.class);
  }

  private static ProblemException refusal(Runnable act) {
    return catchThrowableOfType(ProblemException.class, act::run);
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, role + "-1").certificate());
  }
}
