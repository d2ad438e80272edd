package org.bailiwick.aca.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCertificate;
import org.bailiwick.contract.testing.TestKeys;
import org.junit.jupiter.api.Test;

/** Threat 24: exact to the second, never outside of the issuer's period, whatever the clock. */
class ValidityTest {

  private static final Instant FROM = Instant.parse("2028-02-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2028-03-01T00:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private final X509Certificate issuer = issuer();

  private static X509Certificate issuer() {
    KeyPair key = TestKeys.ec();
    TestCertificate draft = new TestCertificate("CN=issuing", key.getPublic(), FROM, UNTIL);
    return draft.authority(0).signedBy(draft.subject(), key);
  }

  private Validity at(String now) {
    return Validity.from(Instant.parse(now), DAY, issuer);
  }

  @Test
  void bothEndsBelongToIt() {
    Validity validity = at("2028-02-10T12:00:00.999Z");
    assertThat(validity.notBefore()).isEqualTo("2028-02-10T11:55:00Z");
    assertThat(validity.notAfter()).isEqualTo("2028-02-11T11:59:59Z");
  }

  @Test
  void aDayOverTheLeapDayIsADay() {
    assertThat(at("2028-02-28T12:00:00Z").notAfter()).isEqualTo("2028-02-29T11:59:59Z");
    assertThat(at("2028-02-29T11:00:00Z").notBefore()).isEqualTo("2028-02-29T10:55:00Z");
  }

  @Test
  void endsWithItsIssuerAtTheLatest() {
    assertThat(at("2028-02-29T12:00:00Z").notAfter()).isEqualTo(UNTIL);
    assertThat(at("2028-02-29T23:59:59Z").notAfter()).isEqualTo(UNTIL);
  }

  @Test
  void beginsWithItsIssuerAtTheEarliest() {
    assertThat(at("2028-02-01T00:02:00Z").notBefore()).isEqualTo(FROM);
  }

  @Test
  void nothingIsIssuedWhenTheClockIsOutsideOfTheIssuersPeriod() {
    for (String now :
        new String[] {"2028-01-31T23:59:59Z", "2028-01-31T00:00:00Z", "2028-03-01T00:00:00Z"}) {
      assertThatThrownBy(() -> at(now))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refusal -> assertThat(refusal.check()).isEqualTo("issuer-not-valid"));
    }
  }
}
