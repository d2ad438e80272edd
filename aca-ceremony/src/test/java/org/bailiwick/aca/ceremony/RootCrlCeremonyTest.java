package org.bailiwick.aca.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.plan.RootCrlPlan;
import org.bailiwick.aca.ceremony.records.AuditSuccession;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.RootCrlRecord;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped ceremony for a root's next CRL; openssl judges the list. */
class RootCrlCeremonyTest {

  private static final String REVOKED = "error 23"; // certificate revoked

  @TempDir private static Path temporary;
  private static CeremonyHome home;
  private static byte[] firstCrl;

  @BeforeAll
  static void holdTheFirst() throws Exception {
    home = new CeremonyHome(temporary);
    CeremonyHome.hold(home.plan());
    firstCrl = Files.readAllBytes(home.made("root.crl"));
    for (String name : List.of("root", "issuing-1")) {
      Files.writeString(pem(name), Pem.of(read(name)));
    }
  }

  /** As the first ceremony left it. */
  @BeforeEach
  void forget() throws IOException {
    for (Path record : RootCrlRecord.files(home.made("."))) {
      Files.delete(record);
    }
    Files.deleteIfExists(home.made("unfinished"));
    Files.write(home.made("root.crl"), firstCrl);
  }

  @Test
  void signsTheNextListAndPutsItInPlace() throws Exception {
    RootCrlCeremony.Held held = hold();
    assertThat(held.number()).isEqualTo(BigInteger.TWO);
    assertThat(held.record()).isEqualTo(home.made("crl-root-2.jws"));
    assertThat(crl("-crlnumber", "-CAfile", pem("root").toString())).contains("verify OK", "0x02");
    assertThat(crl("-text")).contains("No Revoked Certificates");
    assertThat(Duration.between(Clock.systemUTC().instant(), held.nextUpdate()))
        .isGreaterThan(Duration.ofDays(364));
    assertThat(status("issuing-1")).contains(": OK");
    RootCrlRecord record = RootCrlRecord.read(held.record(), records());
    assertThat(record.root()).isEqualTo("root");
    assertThat(record.crl().getEncoded()).isEqualTo(Files.readAllBytes(home.made("root.crl")));
    record.requireOf(Optional.of(read("root")));
  }

  @Test
  void revokesWhatItIsToldAndNeverForgetsIt() throws Exception {
    hold("revoke." + serial("issuing-1") + " = ca-compromise");
    assertThat(status("issuing-1")).contains(REVOKED);
    assertThat(crl("-text")).contains("CA Compromise");
    assertThat(hold().number()).isEqualTo(BigInteger.valueOf(3));
    assertThat(status("issuing-1")).contains(REVOKED);
    assertThatThrownBy(() -> hold("revoke." + serial("issuing-1") + " = superseded"))
        .hasMessageContaining("lists " + serial("issuing-1") + " already");
  }

  /** After an older list was restored, there must be no second one of the same number. */
  @Test
  void theNumberRisesAboveEveryRecordAndNothingOfThemIsLost() throws Exception {
    hold("revoke." + serial("issuing-1") + " = ca-compromise");
    Files.write(home.made("root.crl"), firstCrl);
    assertThat(hold().number()).isEqualTo(BigInteger.valueOf(3));
    assertThat(status("issuing-1")).contains(REVOKED);
  }

  @Test
  void refusesAnotherKeyOfTheSameLabel() throws Exception {
    SoftHsm.Token other = SoftHsm.freshToken();
    try (Pkcs11Token token = Pkcs11Token.open(other.settings())) {
      token.generate("root", KeyShape.EC_P384);
    }
    RootCrlPlan plan =
        plan(
            "hsm/root.cfg", other.configuration().toString(),
            "hsm/root.pin", other.pinFile().toString());
    assertThatThrownBy(() -> new RootCrlCeremony(plan, Clock.systemUTC()).hold())
        .hasMessageContaining("key root is not the recorded key");
    assertThat(RootCrlRecord.files(home.made("."))).isEmpty();
  }

  @Test
  void refusesACrlInForceThatIsNotTheRoots() throws Exception {
    Files.write(home.made("root.crl"), TestCa.create("bailiwick.example").crl(9).getEncoded());
    requireRefused("is not this root's");
    Files.delete(home.made("root.crl"));
    requireRefused("can't be read");
  }

  @Test
  void refusesCertificatesThatTheRootDidNotSign() throws Exception {
    for (String other : List.of("ocsp-1", "operator-ca", "root")) {
      requireRefused("No record has a certificate", "revoke." + serial(other) + " = superseded");
    }
  }

  @Test
  void refusesWhileAnotherCeremonyIsUnfinished() throws Exception {
    Files.writeString(home.made("unfinished"), "root root-2\n");
    requireRefused("interrupted in this folder");
  }

  @Test
  void refusesAClockBeforeTheListInForce() throws Exception {
    Clock early = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
    RootCrlPlan plan = plan();
    assertThatThrownBy(() -> new RootCrlCeremony(plan, early).hold())
        .hasMessageContaining("The clock is before the CRL in force");
  }

  @ParameterizedTest
  @CsvSource({
    "crl.validity = P1Y, crl.validity = P0D, crl.validity",
    "crl.root = ${BAILIWICK_ROOT:-root}, crl.root = ../root, crl.root",
    "crl.root-token = root, crl.root-token = vault, does not list the token of root",
    "crl.audit-token = authority, , crl.audit-token is missing",
    "crl.validity = P1Y, crl.vality = P1Y, crl.vality is not a setting",
    "crl.validity = P1Y, revoke.0a = hold, revoke.0a",
    "crl.validity = P1Y, revoke.x = superseded, revoke.x",
  })
  void refusesAFaultyFile(String line, String replacement, String fault) {
    assertThatThrownBy(() -> plan(line, replacement == null ? "" : replacement))
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void refusesAnotherAuthorityAndAnUnknownRoot() throws Exception {
    RootCrlPlan foreign = plan(":-bailiwick.example", ":-other.example");
    assertThatThrownBy(() -> new RootCrlCeremony(foreign, Clock.systemUTC()).hold())
        .hasMessageContaining("another trust domain");
    RootCrlPlan unknown = plan("crl.root = ${BAILIWICK_ROOT:-root}", "crl.root = root-9");
    assertThatThrownBy(() -> new RootCrlCeremony(unknown, Clock.systemUTC()).hold())
        .hasMessageContaining("No record has a root key root-9");
  }

  @Test
  void aReaderRefusesARecordOfAnotherRoot() throws Exception {
    RootCrlRecord record = RootCrlRecord.read(hold().record(), records());
    X509Certificate other = TestCa.create("bailiwick.example").root();
    assertThatThrownBy(() -> record.requireOf(Optional.of(other)))
        .hasMessageContaining("not signed by its key");
    assertThatThrownBy(() -> record.requireOf(Optional.empty()))
        .hasMessageContaining("no root root");
  }

  @Test
  void isToldFromTheOtherCeremoniesByItsFile() {
    assertThat(RootCrlPlan.isIn(shipped())).isTrue();
    assertThat(RootCrlPlan.isIn(CeremonyHome.SHIPPED)).isFalse();
  }

  private void requireRefused(String why, String... lines) throws IOException {
    RootCrlPlan plan = with(lines);
    assertThatThrownBy(() -> new RootCrlCeremony(plan, Clock.systemUTC()).hold())
        .isInstanceOf(CeremonyException.class)
        .hasMessageContaining(why);
    assertThat(RootCrlRecord.files(home.made("."))).isEmpty();
  }

  private RootCrlCeremony.Held hold(String... lines) throws IOException {
    return new RootCrlCeremony(with(lines), Clock.systemUTC()).hold();
  }

  private static RootCrlPlan with(String... lines) throws IOException {
    return parse(Files.readString(shipped()) + String.join("\n", lines) + "\n");
  }

  private static RootCrlPlan plan(String... replaced) throws IOException {
    String text = Files.readString(shipped());
    for (int i = 0; i < replaced.length; i += 2) {
      assertThat(text).contains(replaced[i]);
      text = text.replace(replaced[i], replaced[i + 1]);
    }
    return parse(text);
  }

  private static RootCrlPlan parse(String text) throws IOException {
    Path copy = Files.writeString(temporary.resolve("root-crl.properties"), text);
    return RootCrlPlan.parse(copy, home.environment());
  }

  private static Path shipped() {
    return CeremonyHome.SHIPPED.resolveSibling("root-crl.properties");
  }

  private static AuditSuccession records() {
    return AuditSuccession.read(home.made("."));
  }

  private String crl(String... more) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "crl", "-inform", "DER", "-noout", "-in"));
    command.add(home.made("root.crl").toString());
    command.addAll(List.of(more));
    return Tools.run(command);
  }

  /** openssl's verdict on a certificate below the root with the current list. */
  private String status(String name) throws Exception {
    Path list =
        Files.writeString(
            pem("root-crl"), Pem.block("X509 CRL", Files.readAllBytes(home.made("root.crl"))));
    return Tools.run(
        List.of(
            "openssl",
            "verify",
            "-crl_check",
            "-CAfile",
            pem("root").toString(),
            "-CRLfile",
            list.toString(),
            pem(name).toString()));
  }

  private static Path pem(String name) {
    return temporary.resolve(name + ".pem");
  }

  private static String serial(String name) throws IOException {
    String hex = read(name).getSerialNumber().toString(16);
    return hex.length() % 2 == 0 ? hex : "0" + hex;
  }

  private static X509Certificate read(String name) throws IOException {
    return Pem.certificate(Files.readAllBytes(home.made(name + ".cer")));
  }
}
