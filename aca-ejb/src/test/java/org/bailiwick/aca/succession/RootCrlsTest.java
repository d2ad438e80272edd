package org.bailiwick.aca.succession;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A root's next CRL, which ends an issuing key, taken over by a node that runs. */
class RootCrlsTest {

  @TempDir private static Path temporary;
  private static HeldCeremonies ceremonies;

  @TempDir private Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestLedger database = TestLedger.open(clock);
  private SuccessionNode node;

  @BeforeAll
  static void hold() throws Exception {
    ceremonies = HeldCeremonies.all(temporary);
  }

  /** With the second issuing key in service. */
  @BeforeEach
  void start() throws Exception {
    ceremonies.layFirst(folder.resolve("ceremony"));
    lay("successor-issuing-2.jws");
    node = restarted().follow();
    clock.move(Duration.ofHours(2));
    node.follow();
    assertThat(node.issuing()).isEqualTo("issuing-2");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private SuccessionNode restarted() {
    return new SuccessionNode(folder, database, ceremonies.keyring(), clock);
  }

  private void lay(String name) throws Exception {
    ceremonies.lay(name, folder.resolve("ceremony"));
  }

  private CredentialRef second() {
    return new CredentialRef(
        "root",
        new SerialNumber(node.authorities.require("issuing-2").certificate().getSerialNumber()));
  }

  @Test
  void aRecordWithoutItsListInPlaceIsWaitedFor() throws Exception {
    lay("crl-root-2.jws");
    node.follow();
    assertThat(node.authorities.require("issuing-2").isRevoked()).isFalse();
    assertThat(revocations()).isEmpty();
    lay("root.crl");
    node.follow().follow();
    assertThat(node.authorities.require("issuing-2").isRevoked()).isTrue();
  }

  @Test
  void whatTheListRevokesIsOnRecordOnceAndCertifiesNobody() throws Exception {
    lay("root.crl");
    lay("crl-root-2.jws");
    node.follow().follow().follow();
    assertThat(node.authorities.require("issuing-2").isRevoked()).isTrue();
    assertThat(node.authorities.require("issuing-1").isRevoked()).isFalse();
    assertThat(node.ledger.find(second()).orElseThrow().revocation()).isPresent();
    assertThat(revocations()).singleElement().isEqualTo(second().toString());

    SuccessionNode later = restarted().follow().follow();
    assertThat(later.authorities.require("issuing-2").isRevoked()).isTrue();
    assertThat(revocations()).hasSize(1);
  }

  private List<String> revocations() {
    return database
        .reader()
        .read(em -> AuditChain.read(em, node.settings.auditChain(), 1, 1000))
        .stream()
        .filter(row -> row.event().equals("credential.revoked"))
        .map(AuditRow::resource)
        .toList();
  }
}
