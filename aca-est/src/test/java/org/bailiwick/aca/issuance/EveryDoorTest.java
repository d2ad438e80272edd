package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.est.EstLabels;
import org.bailiwick.aca.est.EstNonces;
import org.bailiwick.aca.est.EstRequest;
import org.bailiwick.aca.nonce.NonceTickets.Ticket;
import org.bailiwick.aca.testing.TestAttribute;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.aca.testing.TestVerifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.json.JsonText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One table of refusals for enrolments by a statement and over EST, whether they are issued at once
 * or wait for officers (R6, R9 to R12).
 */
class EveryDoorTest {

  private static final String AT_ONCE = "agent-default";
  private static final String WAITING = "guarded";

  @TempDir private Path folder;
  private IssuerFixture fixture;

  @BeforeEach
  void open() throws IOException {
    fixture = new IssuerFixture(folder);
    Files.createDirectories(folder.resolve("est"));
    Files.writeString(
        folder.resolve("profiles/guarded.json"),
        Files.readString(folder.resolve("profiles/agent-default.json"))
            .replace("\"agent-default\"", "\"guarded\",\"approvers\":1"));
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void whatHasNoDefectIsServedAtEachDoor() {
    EnrolmentDefect none = new EnrolmentDefect("none", null, "", (device, issuer) -> {});
    assertThat(byStatement(none, AT_ONCE)).isInstanceOf(Enrolment.Issued.class);
    assertThat(overEst(none, AT_ONCE)).isInstanceOf(Enrolment.Issued.class);
    assertThat(byStatement(none, WAITING)).isInstanceOf(Enrolment.Waiting.class);
    assertThat(overEst(none, WAITING)).isInstanceOf(Enrolment.Waiting.class);
    assertThat(fixture.database.count("issuance")).isEqualTo(2);
    assertThat(fixture.database.count("waiting_enrolment")).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("org.bailiwick.aca.issuance.EnrolmentDefect#ofEveryDoor")
  void refusesAtEachDoorAlike(EnrolmentDefect defect) {
    for (String profile : List.of(AT_ONCE, WAITING)) {
      requireRefused(defect, "a statement for " + profile, () -> byStatement(defect, profile));
      requireRefused(defect, "EST for " + profile, () -> overEst(defect, profile));
    }
    for (String table : List.of("issuance", "waiting_enrolment", "spent_nonce", "agent_name")) {
      assertThat(fixture.database.count(table)).as(table).isZero();
    }
  }

  private static void requireRefused(EnrolmentDefect defect, String door, Runnable act) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, act::run);
    assertThat(refusal).as(door).isNotNull();
    assertThat(refusal.check()).as(door).isEqualTo(defect.check());
    assertThat(refusal.type()).as(door).isEqualTo(defect.type());
  }

  private Enrolment byStatement(EnrolmentDefect defect, String profile) {
    TestDevice device = fixture.device();
    device.request.put("profile", profile);
    defect.change().accept(device, fixture);
    return fixture.issuer.enrol(device.send(), Optional.empty());
  }

  /** The same device; what it would ask for stands in the file of a label of the profile's name. */
  private Enrolment overEst(EnrolmentDefect defect, String profile) {
    TestDevice device = fixture.device();
    device.request.put("profile", profile);
    byte[] plain = device.csr;
    device.eat.put("cnf", TestVerifier.cnf(device.agentKey.getPublic()));
    label(profile, device.request);
    Ticket ticket =
        new EstNonces(new EstLabels(folder.resolve("est"), fixture.clock), fixture.nonces)
            .issue(profile, EstNonces.DEFAULT_OCTETS);
    device.eat.put("eat_nonce", ticket.nonce().value());
    defect.change().accept(device, fixture);
    label(profile, device.request);
    Octets csr = Octets.of(device.csr == plain ? attested(device) : device.csr);
    EstRequest request = new EstRequest(csr, Optional.of(ticket.text()));
    return EstFixture.into(fixture)
        .enrol(profile, chain(device), request); // which reads the file anew
  }

  private static byte[] attested(TestDevice device) {
    return TestCsr.of(device.agentKey)
        .attribute(TestAttribute.OID, TestAttribute.ofJwt(device.eat()))
        .der();
  }

  private void label(String label, Map<String, Object> request) {
    Map<String, Object> terms = new HashMap<>(request);
    terms.keySet().removeAll(List.of("nonce", "iat"));
    terms.put("issuer", "CN=Maker");
    terms.put("serials", List.of("SN-1"));
    terms.put("principal", Map.of("issuer", TestProvider.ISSUER, "subject", "alice"));
    Map<String, Object> file =
        Map.of("stated_at", "2026-01-01T00:00:00Z", "devices", List.of(terms));
    try {
      Files.writeString(folder.resolve("est/" + label + ".json"), JsonText.of(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<byte[]> chain(TestDevice device) {
    List<byte[]> chain = new ArrayList<>();
    try {
      for (X509Certificate each : device.chain) {
        chain.add(each.getEncoded());
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
    return chain;
  }
}
