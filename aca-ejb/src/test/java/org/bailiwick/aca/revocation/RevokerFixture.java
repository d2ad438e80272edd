package org.bailiwick.aca.revocation;

import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.cascade.DefaultRevocation;
import org.bailiwick.aca.cascade.RevocationPolicies;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.crl.TestCrls;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;

/** A whole revoker without container and HSM: real policies, database, feed and CRLs. */
public final class RevokerFixture implements AutoCloseable {

  public final TestClock clock = TestClock.atPresent();
  final TestCa ca = TestCa.create("bailiwick.example", clock);

  /** The time by which the clock is ahead of the elapsed time. */
  final AtomicReference<Duration> leap = new AtomicReference<>(Duration.ZERO);

  final ClockTrust trust = TestHeads.trust(clock, leap::get);
  public final TestLedger database = TestLedger.open(clock);
  final IssuanceLedger ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
  final RevokedCredentials revoked = new RevokedCredentials(new RevocationList(database.reader()));
  final EventFeed feed =
      new EventFeed(
          database.writer(),
          database.reader(),
          () -> new JwsSigner(new InMemorySigningKey("events", TestKeys.rsa3072()), "k1"),
          URI.create("https://aca.example"),
          new FeedWaiters(Runnable::run));
  final CrlPublisher crls;
  final HoldersOfKey holders;
  final CredentialRevoker revoker;
  public final TriggerRevoker triggers;
  public final Gate gate;
  public final TestHome home;

  public RevokerFixture(Path folder) {
    home = new TestHome(folder);
    AcaSettings settings = home.settings();
    crls = TestCrls.of(database, settings, clock);
    gate = new Gate(DefaultPolicies.inForce(), database.writer());
    Authorities authorities =
        new Authorities(
            List.of(
                authority("issuing-1", ca.issuing(), ca.issuingKey()),
                authority("operator-ca", ca.operatorCa(), ca.operatorKey())),
            new Roots(),
            "issuing-1",
            "operator-ca");
    RevocationSteps steps =
        new RevocationSteps(authorities, ledger, feed, revoked, crls, new SilentMeter());
    holders = new HoldersOfKey(database.reader(), database.writer(), steps, trust);
    revoker = new CredentialRevoker(gate, authorities, ledger, steps, holders, clock);
    DefaultRevocation.copyTo(home.folder("revocation"));
    triggers =
        new TriggerRevoker(
            gate,
            new RevocationPolicies(settings, clock),
            database.reader(),
            steps,
            database.writer(),
            trust);
  }

  private Authority authority(String id, X509Certificate certificate, KeyPair key) {
    return new Authority(id, ca.domain(), certificate, () -> new InMemorySigningKey(id, key));
  }

  public VerifiedPeer operator(String role) {
    return operator(role, role + "-1");
  }

  public VerifiedPeer operator(String role, String name) {
    return TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator(role, name).certificate());
  }

  /** A credential in the ledger, valid for a day. */
  CredentialRef issued(long serial, String name, PublicKey key) {
    return issued(new Specimen(serial).named(name).over(key));
  }

  public CredentialRef issued(Specimen specimen) {
    IssuanceEntry entry = specimen.entry(clock.instant());
    database.writer().commit(IssuanceLedger.imported(entry, new byte[] {2}, clock.instant()));
    clock.move(Duration.ofSeconds(1));
    return entry.ref();
  }

  /** Details of the latest audit row of this event. */
  public String auditDetails(String event) {
    return database.reader().read(em -> AuditChain.read(em, "authority/aca", 1, 10_000)).stream()
        .filter(row -> row.members().get("event").equals(event))
        .reduce((earlier, later) -> later)
        .orElseThrow()
        .details();
  }

  @Override
  public void close() {
    database.close();
  }
}
