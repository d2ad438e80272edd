package org.bailiwick.aca.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bouncycastle.asn1.x500.X500Name;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threat 23: serial numbers, and what happens when two are the same. */
class IssuingPipelineTest {

  private final Clock clock = Clock.systemUTC();
  private final TestLedger database = TestLedger.open(clock);
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final PublicKey key = TestKeys.ec().getPublic();
  private final Authority issuer =
      new Authority(
          "issuing-1",
          ca.domain(),
          ca.issuing(),
          () -> new InMemorySigningKey("issuing-1", ca.issuingKey()));
  private final AtomicInteger draws = new AtomicInteger();

  @TempDir private Path folder;
  private IssuingPipeline pipeline;
  private String profile = "ocsp";

  @BeforeEach
  void open() {
    pipeline =
        new IssuingPipeline(
            new IssuanceLedger(database.writer(), database.reader(), clock),
            TestHeads.of(new TestHome(folder).settings(), database, clock),
            new SilentMeter(),
            clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aSerialThatIsTakenIsDrawnAgain() {
    SerialNumber taken = issue(0, null).ref().serial();
    IssuedCredential second = issue(1, taken);
    assertThat(second.ref().serial()).isNotEqualTo(taken);
    assertThat(second.certificate().getSerialNumber()).isEqualTo(second.ref().serial().value());
    assertThat(draws).hasValue(2);
    assertThat(database.count("issuance")).isEqualTo(2);
  }

  @Test
  void aSourceThatRepeatsItselfIsNotWaitedFor() {
    SerialNumber taken = issue(0, null).ref().serial();
    assertThatThrownBy(() -> issue(Integer.MAX_VALUE, taken))
        .isInstanceOf(IssuanceLedger.SerialTakenException.class);
    assertThat(draws).hasValue(3);
    assertThat(database.count("issuance")).isOne();
  }

  @Test
  void serialsArePositiveOfAtMostTwentyOctetsInOrderOfTimeAndOtherwiseRandom() {
    AtomicLong millis = new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    SerialSource source = new SerialSource(() -> Instant.ofEpochMilli(millis.get()));
    Set<SerialNumber> seen = new HashSet<>();
    BigInteger everSet = BigInteger.ZERO;
    BigInteger alwaysSet = BigInteger.ONE.shiftLeft(112).subtract(BigInteger.ONE);
    BigInteger before = BigInteger.ZERO;
    for (int i = 0; i < 2000; i++) {
      SerialNumber serial = source.next();
      assertThat(serial.value().signum()).isOne();
      assertThat(serial.value().toByteArray().length).isLessThanOrEqualTo(20);
      assertThat(serial.value()).isGreaterThan(before);
      before = serial.value();
      millis.incrementAndGet();
      everSet = everSet.or(serial.value());
      alwaysSet = alwaysSet.and(serial.value());
      seen.add(serial);
    }
    assertThat(seen).hasSize(2000);
    assertThat(alwaysSet).isEqualTo(BigInteger.ZERO);
    assertThat(everSet.testBit(111)).isTrue();
    assertThat(everSet.not().getLowestSetBit()).isGreaterThanOrEqualTo(112);
  }

  @Test
  void anIssuerThatTheRootRevokedCertifiesItsResponderAndNobodyElse() {
    issuer.revoke();
    profile = "agent-default";
    assertThatThrownBy(() -> issue(0, null))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("issuer-revoked"));
    assertThat(database.count("issuance")).isZero();
    profile = "ocsp";
    assertThat(issue(0, null).certificate()).isNotNull();
  }

  /** Issues, with the serial that is taken instead of the one drawn for so many times. */
  private IssuedCredential issue(int collisions, SerialNumber taken) {
    draws.set(0);
    return pipeline.run(
        drawn -> prepared(draws.getAndIncrement() < collisions ? taken : drawn),
        new IssuingPipeline.Companions(
            AuditEntry.of("test.due", Outcome.GRANTED, "test", "issuing-1")));
  }

  private PreparedCredential prepared(SerialNumber serial) {
    Instant now = clock.instant();
    Validity period = Validity.from(now, Duration.ofDays(1), issuer.certificate());
    byte[] tbs =
        new CertificateBody(issuer, new PublishedUrls(URI.create("http://aca.example"), 0))
            .forOcspResponder()
            .encode(
                serial, period, new X500Name("DC=example,DC=bailiwick,O=Bailiwick,CN=ocsp"), key);
    IssuanceEntry entry =
        new IssuanceEntry(
            new CredentialRef(issuer.id(), serial),
            profile,
            new HeldKey(Claims.sha256(key.getEncoded()), "holder"),
            Grounds.of("test"),
            Optional.empty(),
            0,
            period,
            Octets.of(tbs));
    return new PreparedCredential(issuer, CertificateProfile.OCSP, entry);
  }
}
