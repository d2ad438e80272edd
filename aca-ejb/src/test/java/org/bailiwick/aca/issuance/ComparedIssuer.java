package org.bailiwick.aca.issuance;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import org.bailiwick.aca.comparison.Difference;
import org.bailiwick.aca.comparison.LedgerComparison;
import org.bailiwick.aca.ocsp.CertificateStatus;
import org.bailiwick.aca.ocsp.CertificateStatusReader;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.reconciliation.ComparedLedger;
import org.bailiwick.aca.reconciliation.TestDifferences;
import org.bailiwick.aca.revocation.TestRevoker;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestDevice;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditHeads;

/** An issuer that revokes, compares its ledger and is given verdicts on it. */
public final class ComparedIssuer implements AutoCloseable {

  private final IssuerFixture fixture;
  private final TestRevoker revoker;
  private ComparedLedger compared;

  public ComparedIssuer(Path folder) {
    fixture = new IssuerFixture(folder);
    writeProfileOfServices(folder.resolve("profiles/service.json"));
    revoker =
        new TestRevoker(fixture.database, fixture.settings, fixture.authorities, fixture.gate);
    restart();
  }

  /** Forgets what was found, as a process does. */
  public void restart() {
    fixture.heads.ledgerDiffers(java.util.Optional.empty());
    compared = revoker.compared(fixture.database, fixture.settings, fixture.heads);
  }

  /** A second party renews what was renewed already; the check by which it is refused. */
  public String renewAgain(IssuedCredential stale, String name) {
    return catchThrowableOfType(
            ProblemException.class,
            () -> fixture.issue(asking(name, "replaces", stale.ref().serial().hex()).send()))
        .check();
  }

  public IssuedCredential issue(String name) {
    return fixture.issue(asking(name, "name", name).send());
  }

  /** Writes a profile before any is read; a change counts only a second after that. */
  private static void writeProfileOfServices(Path file) {
    try {
      Files.writeString(
          file,
          """
          {"name":"service","kind":"service","validity":"PT12H","key_algorithms":["EC_P256"],
           "validation_methods":["mtls"]}
          """);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public IssuedCredential issueService(String name) {
    TestDevice device = asking(name, "kind", "service");
    device.request.put("profile", "service");
    device.request.remove("capabilities");
    return fixture.issue(device.send());
  }

  private TestDevice asking(String name, String member, String value) {
    TestDevice device = fixture.device();
    KeyPair pair = TestKeys.ec();
    device.agentKey = pair;
    device.csr = TestCsr.of(pair).der();
    device.request.put("name", name);
    device.request.put(member, value);
    return device;
  }

  public void revoke(IssuedCredential credential, RevocationReason reason) {
    revoker.revoke(operator("officer"), credential.ref(), reason);
  }

  public LedgerComparison.Result compare() {
    return compared.compare();
  }

  public LedgerComparison.Result accept(Difference difference) {
    return TestDifferences.on(fixture.gate, fixture.database.writer(), compared)
        .accept(operator("officer"), difference.row(), "restored from a copy");
  }

  /** The check by which an auditor is refused. */
  public String acceptedByAuditor(Difference difference) {
    return catchThrowableOfType(
            ProblemException.class,
            () ->
                TestDifferences.on(fixture.gate, fixture.database.writer(), compared)
                    .accept(operator("auditor"), difference.row(), "mine"))
        .check();
  }

  private VerifiedPeer operator(String role) {
    return TestPeers.of(
        VerifiedPeer.Kind.OPERATOR, fixture.ca.operator(role, role + "-1").certificate());
  }

  /** The status that OCSP answers with. */
  public boolean isRevoked(IssuedCredential credential) {
    return new CertificateStatusReader(fixture.database.source()).of(credential.ref())
        instanceof CertificateStatus.Revoked;
  }

  /** Whether the newest CRL lists it. */
  public boolean listed(IssuedCredential credential) {
    return revoker.lists(credential.ref());
  }

  public long events(String event) {
    return fixture.database.count("audit_entry where event = '" + event + "'");
  }

  public AuditHeads heads() {
    return fixture.heads;
  }

  public TestLedger database() {
    return fixture.database;
  }

  @Override
  public void close() {
    fixture.close();
  }
}
