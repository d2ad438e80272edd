package org.bailiwick.aca.crl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.pipeline.CertificateBody;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.testing.TestClock;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeltaCrlTest {

  private static final String ISSUER = "issuing-1";
  private static final String NUMBER = "2.5.29.20";
  private static final String DELTA_INDICATOR = "2.5.29.27";
  private static final String DISTRIBUTION_POINT = "2.5.29.28";
  private static final String FRESHEST = "2.5.29.46";

  private final TestClock clock = TestClock.atPresent();
  private final TestLedger database = TestLedger.open(clock);
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final Authority issuer =
      new Authority(
          ISSUER, ca.domain(), ca.issuing(), () -> new InMemorySigningKey(ISSUER, ca.issuingKey()));
  private final IssuanceLedger ledger =
      new IssuanceLedger(database.writer(), database.reader(), clock);
  @TempDir private Path folder;

  @AfterEach
  void close() {
    database.close();
  }

  private CrlPublisher publisher(String node) {
    return new CrlPublisher(
        new RevocationList(database.reader()),
        new CrlArchive(database.reader(), database.writer()),
        new Lease(database.writer(), node, clock),
        new PublishedUrls(URI.create("http://aca.example"), 2, () -> true),
        new TestHome(folder).settings(),
        clock);
  }

  @Test
  void listsWhatEndedSinceTheOldestListInForceUnderTheNumberOfTheNewest() throws Exception {
    CrlPublisher publisher = publisher("node-1");
    revoke(7, 0);
    clock.move(Duration.ofMinutes(10));
    X509CRL base = parse(publisher.publish(issuer, 0));
    assertThat(publisher.latestDelta(ISSUER, 0)).as("nothing to add to").isEmpty();
    clock.move(Duration.ofMinutes(10));
    revoke(8, 0);
    clock.move(Duration.ofMinutes(10));
    revoke(9, 0);
    X509CRL whole = parse(publisher.publish(issuer, 0));
    X509CRL delta = parse(publisher.latestDelta(ISSUER, 0).orElseThrow());
    assertThat(serials(whole)).containsExactly(7, 8, 9);
    assertThat(serials(delta)).containsExactly(8, 9);
    assertThat(number(delta, NUMBER)).isEqualTo(number(whole, NUMBER));
    assertThat(number(delta, DELTA_INDICATOR)).isEqualTo(number(base, NUMBER));
    assertThat(delta.getCriticalExtensionOIDs()).containsExactly(DELTA_INDICATOR);
    assertThat(delta.getExtensionValue(FRESHEST)).isNull();
    assertThat(freshest(whole)).contains("http://aca.example/crl/issuing-1/delta.crl");
  }

  @Test
  void deltaOfAPartialListHasItsDistributionPoint() throws Exception {
    CrlPublisher publisher = publisher("node-1");
    publisher.publish(issuer, 2);
    clock.move(Duration.ofMinutes(10));
    revoke(7, 1);
    revoke(8, 2);
    publisher.publish(issuer, 2);
    X509CRL whole = parse(publisher.latest(ISSUER, 2).orElseThrow());
    X509CRL delta = parse(publisher.latestDelta(ISSUER, 2).orElseThrow());
    assertThat(serials(delta)).containsExactly(8);
    assertThat(delta.getExtensionValue(DISTRIBUTION_POINT))
        .isEqualTo(whole.getExtensionValue(DISTRIBUTION_POINT));
    assertThat(freshest(whole)).contains("http://aca.example/crl/issuing-1/2/delta.crl");
  }

  @Test
  void numbersRiseOverRestartsAndTwoNodes() throws Exception {
    publisher("node-1").publish(issuer, 0);
    BigInteger last = BigInteger.ZERO;
    for (int turn = 0; turn < 6; turn++) {
      publisher("node-" + turn % 2).publish(issuer, 0);
      X509CRL delta = parse(publisher("other").latestDelta(ISSUER, 0).orElseThrow());
      assertThat(number(delta, NUMBER)).isGreaterThan(last);
      last = number(delta, NUMBER);
    }
  }

  @Test
  void aListWithoutItsDeltaIsMadeAgainAndAnEndedListIsNoBase() throws Exception {
    CrlPublisher publisher = publisher("node-1");
    publisher.publish(issuer, 0);
    publisher.publishIfDue(issuer, clock.instant());
    assertThat(publisher.latestDelta(ISSUER, 0)).as("as after a crash before it").isPresent();
    clock.move(Duration.ofHours(30));
    X509CRL second = parse(publisher.publish(issuer, 0));
    clock.move(Duration.ofMinutes(5));
    publisher.publish(issuer, 0);
    X509CRL delta = parse(publisher.latestDelta(ISSUER, 0).orElseThrow());
    assertThat(number(delta, DELTA_INDICATOR)).isEqualTo(number(second, NUMBER));
  }

  /** A revocation dated by a node whose clock is ahead must not make a list that begins later. */
  @Test
  void listBeginsNowAndIsNotOlderThanWhatItLists() throws Exception {
    revoke(7, 0, clock.instant().plusSeconds(20));
    X509CRL crl = parse(publisher("node-1").publish(issuer, 0));
    assertThat(serials(crl)).containsExactly(7);
    assertThat(crl.getThisUpdate().toInstant()).isBeforeOrEqualTo(clock.instant());
    assertThat(crl.getRevokedCertificate(BigInteger.valueOf(7)).getRevocationDate())
        .isBeforeOrEqualTo(crl.getThisUpdate());
  }

  @Test
  void opensslFindsTheRevocationOnTheDeltaAndZlintNothing() throws Exception {
    X509Certificate leaf = ca.agent("reader", "invoice.parse@1").certificate();
    CrlPublisher publisher = publisher("node-1");
    Path base = pem("base", "X509 CRL", publisher.publish(issuer, 0).der());
    clock.move(Duration.ofSeconds(2));
    revoke(leaf.getSerialNumber(), 0, clock.instant().minusSeconds(1));
    publisher.publish(issuer, 0);
    byte[] der = publisher.latestDelta(ISSUER, 0).orElseThrow().der();
    Path delta = pem("delta", "X509 CRL", der);
    assertThat(run("openssl", "crl", "-in", delta.toString(), "-noout", "-text"))
        .contains("Delta CRL Indicator: critical")
        .contains(leaf.getSerialNumber().toString(16).toUpperCase(Locale.ROOT));
    assertThat(verify(leaf, List.of(base))).contains("leaf.pem: OK");
    assertThat(verify(leaf, List.of(base, delta))).contains("certificate revoked");
    assertThat(run("zlint", "-format", "pem", "-includeSources", "RFC5280", delta.toString()))
        .doesNotContain("\"error\"")
        .doesNotContain("\"warn\"");
  }

  @Test
  void onlyCertificatesOfMoreThanSevenDaysNameTheDelta() {
    assertThat(isFreshestNamed(Duration.ofDays(8))).isTrue();
    assertThat(isFreshestNamed(Duration.ofDays(1))).isFalse();
  }

  private boolean isFreshestNamed(Duration validity) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    byte[] body =
        new CertificateBody(
                issuer, new PublishedUrls(URI.create("http://aca.example"), 0, () -> true))
            .encode(
                new SerialNumber(BigInteger.TEN),
                new Validity(now, now.plus(validity)),
                "reader",
                ca.issuingKey().getPublic());
    return TBSCertificate.getInstance(body).getExtensions().getExtension(Extension.freshestCRL)
        != null;
  }

  private String verify(X509Certificate leaf, List<Path> crls) throws Exception {
    StringBuilder all = new StringBuilder();
    for (Path crl : crls) {
      all.append(Files.readString(crl));
    }
    Path lists = Files.writeString(folder.resolve("lists.pem"), all);
    Path certificate = pem("leaf", "CERTIFICATE", leaf.getEncoded());
    Path root = pem("root", "CERTIFICATE", ca.root().getEncoded());
    Path issuing = pem("issuing", "CERTIFICATE", ca.issuing().getEncoded());
    return run(
        "openssl",
        "verify",
        "-crl_check",
        "-use_deltas",
        "-CAfile",
        root.toString(),
        "-untrusted",
        issuing.toString(),
        "-CRLfile",
        lists.toString(),
        certificate.toString());
  }

  private Path pem(String name, String kind, byte[] der) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(name + ".pem"),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(kind, text));
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  private static String freshest(X509CRL crl) throws Exception {
    return CRLDistPoint.getInstance(
            JcaX509ExtensionUtils.parseExtensionValue(crl.getExtensionValue(FRESHEST)))
        .toString();
  }

  private static BigInteger number(X509CRL crl, String oid) throws Exception {
    return ASN1Integer.getInstance(
            JcaX509ExtensionUtils.parseExtensionValue(crl.getExtensionValue(oid)))
        .getValue();
  }

  private static List<Integer> serials(X509CRL crl) {
    return crl.getRevokedCertificates().stream()
        .map(entry -> entry.getSerialNumber().intValueExact())
        .sorted()
        .toList();
  }

  private void revoke(long serial, int shard) {
    revoke(serial, shard, clock.instant());
  }

  private void revoke(long serial, int shard, Instant at) {
    revoke(BigInteger.valueOf(serial), shard, at);
  }

  private void revoke(BigInteger serial, int shard, Instant at) {
    CredentialRef ref = new CredentialRef(ISSUER, new SerialNumber(serial));
    Instant end = clock.instant().plus(Duration.ofDays(30));
    ledger.reserve(
        new IssuanceEntry(
            ref,
            "agent-default",
            new HeldKey("key", "spiffe://bailiwick.example/agent/reader"),
            Grounds.of("test"),
            Optional.empty(),
            shard,
            new Validity(clock.instant(), end),
            Octets.of(new byte[] {0x30, 0})),
        em -> {});
    ledger.revoke(
        List.of(new Revocation(ref, RevocationReason.KEY_COMPROMISE, at, "officer", "")), em -> {});
  }

  private static X509CRL parse(PublishedCrl crl) throws GeneralSecurityException {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(crl.der()));
  }
}
