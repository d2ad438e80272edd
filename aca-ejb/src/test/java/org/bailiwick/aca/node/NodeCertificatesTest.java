package org.bailiwick.aca.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.assertj.core.data.TemporalUnitOffset;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.pipeline.IssuedCredential;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestCsr;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.renewal.CertificateFiles;
import org.bailiwick.node.renewal.CertificateUse;
import org.bailiwick.node.testing.DefaultPolicies;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's certificates, renewed on a clock that the test moves. */
class NodeCertificatesTest {
  private static final SpiffeId DOMAIN = SpiffeId.parse("spiffe://bailiwick.example/node/domain");

  @TempDir private Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final TestLedger database = TestLedger.open(clock);
  private final TestLeaf client = ca.node("domain");
  private IssuanceLedger ledger;
  private Authorities authorities;
  private NodeIssuing issuing;
  private NodeCertificates certificates;

  @BeforeEach
  void prepare() {
    AcaSettings settings = new TestHome(folder).settings();
    ledger = new IssuanceLedger(database.writer(), database.reader(), clock);
    authorities =
        new Authorities(
            List.of(
                authority("issuing-1", ca.issuing(), ca.issuingKey()),
                authority("operator-ca", ca.operatorCa(), ca.operatorKey())),
            new Roots(),
            "issuing-1",
            "operator-ca");
    issuing =
        new NodeIssuing(
            settings,
            authorities,
            new PublishedUrls(settings.plainBaseUrl(), 0),
            new IssuingPipeline(
                ledger, TestHeads.of(settings, database, clock), new SilentMeter(), clock));
    certificates =
        new NodeCertificates(
            new Gate(DefaultPolicies.inForce(), database.writer()), ledger, issuing, clock);
    first(CertificateUse.SERVER, ca.nodeServer("domain"));
    first(CertificateUse.CLIENT, client);
  }

  private Authority authority(String id, X509Certificate certificate, KeyPair key) {
    return new Authority(id, ca.domain(), certificate, () -> new InMemorySigningKey(id, key));
  }

  /** The rows that the ceremony's import leaves in the ledger. */
  private void first(CertificateUse use, TestLeaf leaf) {
    issuing.issue(
        new NodeProfile.Renewal(
            DOMAIN, leaf.certificate(), leaf.certificate().getPublicKey(), "ceremony", em -> {}),
        use,
        AuditEntry.of("ceremony", Outcome.GRANTED, "", "test"),
        clock.instant());
    clock.move(Duration.ofSeconds(1));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private IssuedCredential renew(VerifiedPeer peer, KeyPair key, CertificateUse use) {
    return certificates.renew(peer, TestCsr.of(key).der(), use);
  }

  private VerifiedPeer node() {
    return TestPeers.of(VerifiedPeer.Kind.NODE, client.certificate());
  }

  @Test
  void aClientsCertificateIsTheOperatorCasAndNamesTheNodeAlone() throws Exception {
    KeyPair key = TestKeys.ec();
    X509Certificate renewed = renew(node(), key, CertificateUse.CLIENT).chain().getFirst();
    renewed.verify(ca.operatorCa().getPublicKey());
    assertThat(renewed.getPublicKey()).isEqualTo(key.getPublic());
    assertThat(SpiffeId.of(renewed)).isEqualTo(DOMAIN);
    assertThat(renewed.getSubjectAlternativeNames()).hasSize(1);
    assertThat(renewed.getNotAfter().toInstant())
        .isCloseTo(clock.instant().plus(Duration.ofDays(10)), within());
  }

  @Test
  void aServersCertificateKeepsItsHostNamesAndItsIssuer() throws Exception {
    X509Certificate renewed =
        renew(node(), TestKeys.ec(), CertificateUse.SERVER).chain().getFirst();
    renewed.verify(ca.issuing().getPublicKey());
    assertThat(renewed.getSubjectAlternativeNames()).hasSize(3);
    assertThat(renewed.getNotAfter().toInstant())
        .isCloseTo(clock.instant().plus(Duration.ofDays(7)), within());
  }

  /** Its certificates are of the earlier keys; those that it gets are of the keys in service. */
  @Test
  void itGoesOnUnderKeysThatSucceeded() throws Exception {
    KeyPair key = TestKeys.ec();
    X509Certificate operators = ca.anotherOperatorCa("operator-ca-2", key);
    Instant soon = clock.instant().plusSeconds(60);
    authorities.succeedOperators(
        authority("operator-ca-2", operators, key), soon, Instant.MIN, Optional.empty());
    authorities.succeed(authority("issuing-2", ca.issuing(), ca.issuingKey()), soon, Instant.MIN);
    authorities.follow(clock.instant());
    renew(node(), TestKeys.ec(), CertificateUse.CLIENT)
        .chain()
        .getFirst()
        .verify(ca.operatorCa().getPublicKey());
    clock.move(Duration.ofSeconds(60));
    authorities.follow(clock.instant());
    for (int i = 0; i < 2; i++) {
      renew(node(), TestKeys.ec(), CertificateUse.CLIENT)
          .chain()
          .getFirst()
          .verify(operators.getPublicKey());
      clock.move(Duration.ofSeconds(1));
    }
    X509Certificate server = renew(node(), TestKeys.ec(), CertificateUse.SERVER).chain().getFirst();
    assertThat(server.getSubjectAlternativeNames()).hasSize(3);
    assertThat(ledger.latestOf("issuing-2", DOMAIN.toString())).isPresent();
  }

  private static TemporalUnitOffset within() {
    return Assertions.within(10, ChronoUnit.MINUTES);
  }

  @Test
  void nobodyButANodeGetsOne() {
    VerifiedPeer officer =
        TestPeers.of(VerifiedPeer.Kind.OPERATOR, ca.operator("officer", "officer-1").certificate());
    VerifiedPeer server =
        TestPeers.of(VerifiedPeer.Kind.NODE_TLS, ca.nodeServer("domain").certificate());
    long before = database.count("issuance");
    for (VerifiedPeer other : List.of(officer, server)) {
      ProblemException refusal =
          catchThrowableOfType(
              ProblemException.class, () -> renew(other, TestKeys.ec(), CertificateUse.CLIENT));
      assertThat(refusal.type()).isEqualTo(ProblemType.POLICY_DENIED);
    }
    assertThat(database.count("issuance")).isEqualTo(before);
  }

  @Test
  void aKeyThatIsNotProvedGetsNone() {
    byte[] csr = TestCsr.of(TestKeys.ec()).signedBy(TestKeys.ec().getPrivate()).der();
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> certificates.renew(node(), csr, CertificateUse.CLIENT));
    assertThat(refusal.type()).isEqualTo(ProblemType.PROOF_OF_POSSESSION_FAILED);
  }

  @Test
  void aKeyThatWasReportedCompromisedGetsNone() {
    KeyPair key = TestKeys.ec();
    database
        .writer()
        .commit(
            CompromisedKeys.block(
                new CompromisedKey(KeyDigest.of(key.getPublic()), clock.instant(), "o", "found")));
    for (CertificateUse use : CertificateUse.values()) {
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> renew(node(), key, use));
      assertThat(refusal.check()).isEqualTo("public-key-compromised");
    }
  }

  @Test
  void aKeyThatIsAnAgentsOrThisAuthoritysGetsNone() {
    KeyPair key = TestKeys.ec();
    database.run(
        "insert into certified_key values ('"
            + KeyDigest.of(key.getPublic()).base64url()
            + "', 'subject', 'spiffe://bailiwick.example/agent/reader', timestamp '2026-01-01"
            + " 00:00:00')");
    for (CertificateUse use : CertificateUse.values()) {
      assertThat(
              catchThrowableOfType(ProblemException.class, () -> renew(node(), key, use)).check())
          .isEqualTo("public-key-of-another");
      assertThat(
              catchThrowableOfType(
                      ProblemException.class, () -> renew(node(), ca.issuingKey(), use))
                  .check())
          .isEqualTo("public-key-is-authoritys");
    }
  }

  /** An attacker with a node's key could be that node for ever. */
  @Test
  void aNodeWhoseKeyWasReportedGetsNone() {
    database
        .writer()
        .commit(
            CompromisedKeys.block(
                new CompromisedKey(
                    KeyDigest.of(client.certificate().getPublicKey()),
                    clock.instant(),
                    "o",
                    "found")));
    refuses(node(), "renewed-key-compromised");
  }

  @Test
  void aNodeWhoseCertificateWasRevokedSinceTheHandshakeGetsNone() {
    X509Certificate shown = renew(node(), TestKeys.ec(), CertificateUse.CLIENT).chain().getFirst();
    ledger.revoke(
        List.of(
            new Revocation(
                new CredentialRef("operator-ca", new SerialNumber(shown.getSerialNumber())),
                RevocationReason.KEY_COMPROMISE,
                clock.instant(),
                "o",
                "")),
        em -> {});
    refuses(TestPeers.of(VerifiedPeer.Kind.NODE, shown), "credential-revoked");
  }

  private void refuses(VerifiedPeer peer, String check) {
    long before = database.count("issuance");
    for (CertificateUse use : CertificateUse.values()) {
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> renew(peer, TestKeys.ec(), use));
      assertThat(refusal.check()).isEqualTo(check);
    }
    assertThat(database.count("issuance")).isEqualTo(before);
  }

  /** No day comes on which the node has no valid client certificate. */
  @Test
  void aNodeThatLooksDailyNeverRunsOut() throws Exception {
    Files.writeString(folder.resolve("client.pem"), Pem.of(client.certificate()));
    Files.writeString(folder.resolve("client.key"), Pem.of(client.key()));
    CertificateFiles files = new CertificateFiles(folder, CertificateUse.CLIENT);
    int renewals = 0;
    for (int day = 0; day < 29; day++) {
      renewals += files.renewIfDue(clock.instant(), this::renewOwn) ? 1 : 0;
      present().checkValidity(Date.from(clock.instant()));
      clock.move(Duration.ofDays(1));
    }
    assertThat(renewals).isGreaterThan(1);
  }

  private List<X509Certificate> renewOwn(KeyPair pair) {
    return certificates.renewOwn(DOMAIN, pair.getPublic(), CertificateUse.CLIENT).chain();
  }

  private X509Certificate present() throws Exception {
    return Pem.certificates(Files.readAllBytes(folder.resolve("client.pem"))).getFirst();
  }
}
