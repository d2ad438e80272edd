package org.bailiwick.aca.ocsp;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.aca.testing.ScriptedKey;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.testing.TestClock;

/** A node's responder over a real ledger, without container and HSM. */
final class ResponderFixture implements AutoCloseable {

  final TestClock clock = new TestClock(Instant.parse("2026-11-25T12:00:00Z"));
  final TestLedger database = TestLedger.open(clock);
  final TestCa ca = TestCa.create("bailiwick.example", clock);
  final IssuanceLedger ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
  final AtomicReference<SigningKey> key =
      new AtomicReference<>(InMemorySigningKey.generate("ocsp-1", KeyShape.EC_P256));
  final Authority issuing = authority("issuing-1", ca.issuing(), ca.issuingKey());
  final Authority operators = authority("operator-ca", ca.operatorCa(), ca.operatorKey());
  final List<String> counted = new ArrayList<>();
  final RevokedCredentials revoked = new RevokedCredentials(new RevocationList(database.reader()));
  final ResponderCertificates certificates;
  final OcspResponder responder;

  ResponderFixture(Path folder) {
    AcaSettings settings = new TestHome(folder).settings();
    certificates = certificates("node-1", settings);
    Authorities all =
        new Authorities(List.of(issuing, operators), new Roots(), "issuing-1", "operator-ca");
    responder =
        new OcspResponder(
            new IssuerIndex(all),
            new CertificateStatusReader(database.source()),
            revoked,
            new AnswerSigner(certificates, settings),
            meter(),
            settings,
            clock);
  }

  /** The token keeps a key that another one followed. */
  private ResponderKey responderKey() {
    Map<String, SigningKey> before = new ConcurrentHashMap<>();
    return new ResponderKey() {
      @Override
      public String inService() {
        before.put(key.get().id(), key.get());
        return key.get().id();
      }

      @Override
      public SigningKey key(String label) {
        return key.get().id().equals(label) ? key.get() : before.get(label);
      }
    };
  }

  /** Another node's view of the same ledger. */
  ResponderCertificates certificates(String node, AcaSettings settings) {
    return new ResponderCertificates(
        ledger,
        new IssuingPipeline(ledger, TestHeads.of(settings, database, clock), meter(), clock),
        new Lease(database.writer(), node, clock),
        responderKey(),
        new PublishedUrls(settings.plainBaseUrl(), 0),
        settings);
  }

  ResponderFixture certified() {
    certificates.renewIfDue(issuing, clock.instant());
    certificates.renewIfDue(operators, clock.instant());
    return this;
  }

  /** The token is away. */
  void stopSigning() {
    key.set(ScriptedKey.away(key.get()));
  }

  void issue(long serial) {
    CredentialRef ref = ref("issuing-1", serial);
    IssuanceEntry entry = entry(ref);
    database.writer().commit(IssuanceLedger.imported(entry, new byte[] {0x30, 0}, clock.instant()));
  }

  /** A reservation whose certificate was never recorded. */
  void reserve(long serial) {
    ledger.reserve(entry(ref("issuing-1", serial)), em -> {});
  }

  void revoke(long serial, RevocationReason reason) {
    revoke(ref("issuing-1", serial), reason);
  }

  void revoke(CredentialRef ref, RevocationReason reason) {
    ledger.revoke(List.of(new Revocation(ref, reason, clock.instant(), "officer", "")), em -> {});
    revoked.refresh(clock.instant());
  }

  static CredentialRef ref(String issuer, long serial) {
    return new CredentialRef(issuer, new SerialNumber(java.math.BigInteger.valueOf(serial)));
  }

  private IssuanceEntry entry(CredentialRef ref) {
    Instant now = clock.instant();
    return new IssuanceEntry(
        ref,
        "agent-default",
        new HeldKey(
            ref.issuerId() + ref.serial(), "spiffe://bailiwick.example/agent/a" + ref.serial()),
        Grounds.of("test"), // a key is certified for one name
        Optional.empty(),
        0,
        new Validity(now, now.plus(Duration.ofDays(1))),
        Octets.of(new byte[] {0x30, 0}));
  }

  private Authority authority(String id, X509Certificate certificate, java.security.KeyPair pair) {
    return new Authority(id, ca.domain(), certificate, () -> new InMemorySigningKey(id, pair));
  }

  private Meter meter() {
    return new Meter() {
      @Override
      public void count(String name, String label) {
        counted.add(name + ":" + label);
      }

      @Override
      public void time(String name, Duration taken) {}
    };
  }

  @Override
  public void close() {
    database.close();
  }
}
