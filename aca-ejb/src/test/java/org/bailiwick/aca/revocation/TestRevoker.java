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
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.cascade.RevocationPolicies;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.reconciliation.LostRows;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.peer.VerifiedPeer;

/** Revocation on an issuer's own database. */
public final class TestRevoker {

  private final Authorities authorities;
  private final CrlPublisher crls;
  private final CredentialRevoker revoker;
  private final LostRows lostRows;
  private final TriggerRun triggers;

  public TestRevoker(
      TestLedger database, AcaSettings settings, Authorities authorities, Gate gate) {
    this.authorities = authorities;
    Clock clock = Clock.systemUTC();
    crls =
        new CrlPublisher(
            new RevocationList(database.reader()),
            new CrlArchive(database.reader(), database.writer()),
            new Lease(database.writer(), "node-1", clock),
            new PublishedUrls(settings.plainBaseUrl(), 0),
            settings,
            clock);
    EventFeed feed =
        new EventFeed(
            database.writer(),
            database.reader(),
            () -> {
              throw new IllegalStateException("nothing is fetched here");
            },
            URI.create("https://aca.example"),
            new FeedWaiters(Runnable::run));
    IssuanceLedger ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
    RevokedCredentials revoked = new RevokedCredentials(new RevocationList(database.reader()));
    RevocationSteps steps =
        new RevocationSteps(authorities, ledger, feed, revoked, crls, new SilentMeter());
    ClockTrust trust = TestHeads.trust(clock, () -> Duration.ZERO);
    HoldersOfKey holders = new HoldersOfKey(database.reader(), database.writer(), steps, trust);
    revoker = new CredentialRevoker(gate, authorities, ledger, steps, holders, clock);
    lostRows = new RestoredRows(settings, database.writer(), ledger, authorities, revoked, crls);
    triggers =
        new TriggerRun(
            gate, new RevocationPolicies(settings, clock), database.reader(), steps, trust);
  }

  /** For tests of what pulls triggers by itself. */
  public TriggerRun triggers() {
    return triggers;
  }

  public LostRows lostRows() {
    return lostRows;
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
