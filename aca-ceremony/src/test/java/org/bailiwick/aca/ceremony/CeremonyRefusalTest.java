package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bailiwick.aca.ceremony.CeremonyHome.uri;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Map;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that stop a ceremony before the first key is made. */
class CeremonyRefusalTest {

  private static final String OFFICER = "operators/officer-1.csr";

  @TempDir private static Path temporary;
  private static CeremonyHome home;

  @BeforeAll
  static void prepare() throws Exception {
    home = new CeremonyHome(temporary);
  }

  @Test
  void refusesARequestOfAnotherIdentity() throws Exception {
    home.request(OFFICER, uri("operator/officer/somebody"));
    assertRefused("asks for another identity");
  }

  @Test
  void refusesARequestNotSignedByItsKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair other = generator.generateKeyPair();
    home.request(OFFICER, generator.generateKeyPair(), other, uri("operator/officer/officer-1"));
    assertRefused("is not signed by its key");
  }

  @Test
  void refusesHostNamesForAnOperator() throws Exception {
    GeneralName host = new GeneralName(GeneralName.dNSName, "localhost");
    home.request(OFFICER, uri("operator/officer/officer-1"), host);
    assertRefused("names that the ceremony's file does not allow");
  }

  @Test
  void refusesAKeyOfAnotherCurve() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(521);
    KeyPair pair = generator.generateKeyPair();
    home.request(OFFICER, pair, pair, uri("operator/officer/officer-1"));
    assertRefused("has a key that is not accepted");
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    Files.writeString(temporary.resolve(OFFICER), "hello\n");
    assertRefused("is not a PKCS#10 request");
  }

  private static void assertRefused(String reason) throws Exception {
    assertThatThrownBy(() -> CeremonyHome.hold(home.plan()))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining(reason);
    assertThat(home.made("record.jws")).doesNotExist();
    home.request(OFFICER, uri("operator/officer/officer-1"));
    for (String token : home.tokens.keySet()) {
      assertThat(home.tokens.get(token).tool("--list-objects")).doesNotContain("Private Key");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key.root.algorithm = ec-p384|key.root.algorithm = ec-p521|key.root.algorithm = ec-p521",
        "key.root.use = root|key.root.use = issuing|exactly one key must have the use root",
        "key.root.validity = P20Y|key.root.validiti = P20Y|key.root.validiti is not a setting",
        "key.ocsp-1.token = authority|key.ocsp-1.token = other|not a token of the file",
        "plain-base-url = ${BAILIWICK_PLAIN_URL:-http://127.0.0.1:8080}|plain-base-url = https://x|plain-base-url",
        "trust-domain = ${BAILIWICK_TRUST_DOMAIN:-bailiwick.example}|trust-domain = Not/One|trust-domain",
        "root.crl-validity = P1Y||root.crl-validity is missing",
        "certificate.officer-1.issuer = operator-ca|certificate.officer-1.issuer = root|not an issuing key",
        "certificate.officer-1.spiffe-path = operator/officer/officer-1|certificate.officer-1.spiffe-path = agent/x|must be that of a node or an operator"
      })
  void namesAFaultOfTheFile(String line, String replacement, String fault) {
    assertThatThrownBy(() -> home.plan(line, replacement == null ? "" : replacement))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void namesTheMissingVariable() {
    assertThatThrownBy(() -> CeremonyPlan.parse(CeremonyHome.SHIPPED, Map.of()))
        .hasMessageContaining("home needs the environment variable BAILIWICK_HOME");
  }
}
