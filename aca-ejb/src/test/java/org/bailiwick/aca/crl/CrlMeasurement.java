package org.bailiwick.aca.crl;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.LedgerIssuer;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.bailiwick.node.lease.Lease;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures time, size and heap of a CRL of many entries: signed in SoftHSM2, over a ledger in an H2
 * file as the launcher opens it or in the database that {@code -Dmeasure.url} names. Not a test;
 * bench/scale.sh runs it with {@code -Dmeasure.revoked=1000,100000,1000000} and a bounded heap.
 */
@EnabledIfSystemProperty(named = "measure.revoked", matches = "[0-9,]+")
class CrlMeasurement {
  private static final int SHARDS = 16;
  private static final int FILL = 5_000;
  private static final String ISSUER = "issuing-1";
  private static final double MEGA = 1e6;

  private final Clock clock = Clock.systemUTC();
  @TempDir private Path folder;
  private Authority issuer;

  @Test
  void measure() throws Exception {
    String url =
        System.getProperty(
            "measure.url", "jdbc:h2:file:" + folder.resolve("aca") + ";WRITE_DELAY=0");
    try (TestLedger database = TestLedger.open(url, clock);
        Pkcs11Token token = Pkcs11Token.open(SoftHsm.freshToken().settings())) {
      issuer = issuer(token);
      LedgerIssuer known =
          new LedgerIssuer(
              ISSUER,
              issuer.trustDomain().name(),
              Octets.of(issuer.certificate().getEncoded()),
              ISSUER);
      database.writer().commit(IssuanceLedger.imported(known, clock.instant()));
      int filled = 0;
      for (String count : System.getProperty("measure.revoked").split(",", -1)) {
        filled = fill(database, filled, Integer.parseInt(count));
        measure(database, filled);
      }
    }
  }

  private int fill(TestLedger database, int from, int to) {
    for (int filled = from; filled < to; filled += FILL) {
      int count = Math.min(FILL, to - filled);
      database
          .writer()
          .commit(new RevokedRows(ISSUER, filled, count, SHARDS).insert(clock.instant()));
    }
    return to;
  }

  private void measure(TestLedger database, int revoked) throws InterruptedException {
    CrlPublisher publisher = publisher(database, "node-1");
    publisher.publish(issuer, CrlPublisher.COMPLETE); // compiles; what counts is the second
    HeapPeak peak = new HeapPeak();
    Instant began = clock.instant();
    double processor = processorSeconds();
    PublishedCrl complete = publisher.publish(issuer, CrlPublisher.COMPLETE);
    System.out.printf(
        "%,d revoked: complete list %.1f s (%.1f s of processor time), %.1f MB;"
            + " heap at most %.0f MB of %.0f%n",
        revoked,
        seconds(began),
        processorSeconds() - processor,
        complete.size() / MEGA,
        peak.end() / MEGA,
        Runtime.getRuntime().maxMemory() / MEGA);
    began = clock.instant();
    publisher.publish(issuer, 1);
    System.out.printf(
        "  one of %d partial lists and the complete one again %.1f s; partial %.2f MB%n",
        SHARDS, seconds(began), publisher.latest(ISSUER, 1).orElseThrow().size() / MEGA);
    began = clock.instant();
    long octets = publisher(database, "node-2").latest(ISSUER, 0).orElseThrow().size();
    System.out.printf("  %.1f MB read by another node in %.1f s%n", octets / MEGA, seconds(began));
    peak = new HeapPeak();
    RevokedCredentials ended = new RevokedCredentials(new RevocationList(database.reader()));
    began = clock.instant();
    ended.refresh(clock.instant());
    System.out.printf(
        "  all that ended into memory at a start %.1f s; heap at most %.0f MB%n",
        seconds(began), peak.end() / MEGA);
  }

  private CrlPublisher publisher(TestLedger database, String node) {
    return new CrlPublisher(
        new RevocationList(database.reader()),
        new CrlArchive(database.reader(), database.writer()),
        new Lease(database.writer(), node, clock),
        new PublishedUrls(URI.create("http://aca.example"), SHARDS),
        new TestHome(folder).settings(),
        clock);
  }

  private static double processorSeconds() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        / 1e9;
  }

  private double seconds(Instant began) {
    return Duration.between(began, clock.instant()).toMillis() / 1e3;
  }

  /** Over a key in the token, certified by nobody in particular. */
  private static Authority issuer(Pkcs11Token token) throws Exception {
    token.generate(ISSUER, KeyShape.parse("ec-p256"));
    PublicKey key = token.key(ISSUER).publicKey();
    X500Name name = new X500Name("CN=" + ISSUER);
    Date from = Date.from(Instant.now().minusSeconds(60));
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name, BigInteger.TEN, from, Date.from(from.toInstant().plusSeconds(86_400)), name, key);
    builder.addExtension(
        Extension.subjectKeyIdentifier,
        false,
        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                builder.build(
                    new JcaContentSignerBuilder("SHA256withECDSA")
                        .build(KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate())));
    return new Authority(
        ISSUER, TrustDomain.parse("bailiwick.example"), certificate, () -> token.key(ISSUER));
  }
}
