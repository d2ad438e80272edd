package org.bailiwick.aca.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyReportsTest {

  @TempDir private Path folder;
  private RevokerFixture fixture;
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final Meter meter = new SilentMeter();
  private final KeyDigest key = KeyDigest.of(TestKeys.ec().getPublic());
  private KeyReports reports;

  @BeforeEach
  void open() {
    fixture = new RevokerFixture(folder);
    reports =
        new KeyReports(
            fixture.gate,
            fixture.database.writer(),
            new CompromisedKeys(fixture.database.reader()),
            fixture.holders,
            meter,
            fixture.clock);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void anOfficersReportStandsAndALaterOneChangesNothing() {
    CompromisedKey first = reports.report(operator("officer"), key, "in a public repository");
    assertThat(first.reportedBy()).endsWith("/operator/officer/officer-1");
    fixture.clock.move(Duration.ofMinutes(1));
    assertThat(reports.report(operator("officer"), key, "again")).isEqualTo(first);
    assertThat(reports.find(operator("auditor"), key)).isEqualTo(first);
    assertThat(fixture.database.count("compromised_key")).isOne();
  }

  @Test
  void whatHoldsTheKeyEnds() {
    KeyPair pair = TestKeys.ec();
    CredentialRef reader = fixture.issued(new Specimen(7).named("reader").over(pair.getPublic()));
    CredentialRef planner =
        fixture.issued(new Specimen(8).named("planner").consentedBy(pair.getPublic()));
    fixture.issued(new Specimen(9).named("writer"));
    reports.report(operator("officer"), KeyDigest.of(pair.getPublic()), "in a public repository");
    RevocationList ended = new RevocationList(fixture.database.reader());
    assertThat(ended.find(reader).orElseThrow().reason())
        .isEqualTo(RevocationReason.KEY_COMPROMISE);
    assertThat(ended.find(planner)).isPresent();
    assertThat(fixture.database.count("revocation")).isEqualTo(2);
    assertThat(fixture.database.count("crl")).isOne();
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
    assertThat(fixture.database.count("compromised_key")).isZero();
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
