package org.bailiwick.aca.revocation;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.cascade.RevocationPolicies;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.crl.TestCrls;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.reconciliation.ComparedLedger;
import org.bailiwick.aca.reconciliation.TestDifferences;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.records.AuditHeads;

/** Revocation on an issuer's own database. */
public final class TestRevoker {

  private final Authorities authorities;
  private final CrlPublisher crls;
  private final CredentialRevoker revoker;
  private final IssuanceLedger ledger;
  private final RevokedCredentials revoked;
  private final TriggerRevoker triggers;

  public TestRevoker(
      TestLedger database, AcaSettings settings, Authorities authorities, Gate gate) {
    this.authorities = authorities;
    Clock clock = Clock.systemUTC();
    crls = TestCrls.of(database, settings, clock);
    EventFeed feed =
        new EventFeed(
            database.writer(),
            database.reader(),
            () -> {
              throw new IllegalStateException("nothing is fetched here");
            },
            URI.create("https://aca.example"),
            new FeedWaiters(Runnable::run));
    ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
    revoked = new RevokedCredentials(new RevocationList(database.reader()));
    RevocationSteps steps =
        new RevocationSteps(authorities, ledger, feed, revoked, crls, new SilentMeter());
    ClockTrust trust = TestHeads.trust(clock, () -> Duration.ZERO);
    HoldersOfKey holders = new HoldersOfKey(database.reader(), database.writer(), steps, trust);
    revoker = new CredentialRevoker(gate, authorities, ledger, steps, holders, clock);
    triggers =
        new TriggerRevoker(
            gate,
            new RevocationPolicies(settings, clock),
            database.reader(),
            steps,
            database.writer(),
            trust);
  }

  /** For tests of what pulls triggers by itself. */
  public TriggerRevoker triggers() {
    return triggers;
  }

  /** Compares the ledger of this database with its audit log, and restores rows. */
  public ComparedLedger compared(TestLedger database, AcaSettings settings, AuditHeads heads) {
    return TestDifferences.compared(
        database.source(),
        settings,
        heads,
        new TestDifferences.Restoring(database.writer(), ledger, authorities, revoked, crls));
  }

  public void revoke(VerifiedPeer officer, CredentialRef ref, RevocationReason reason) {
    revoker.revoke(
        officer, new RevocationOrder(ref.serial(), Optional.of(ref.issuerId()), reason, "lost"));
  }

  /** Whether the newest complete CRL lists it. */
  public boolean lists(CredentialRef ref) {
    try {
      byte[] der = crls.latest(ref.issuerId(), CrlPublisher.COMPLETE).orElseThrow().der();
      X509CRL crl =
          (X509CRL)
              CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
      BigInteger serial = ref.serial().value();
      return crl.getRevokedCertificate(serial) != null
          && authorities.find(ref.issuerId()).isPresent();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
