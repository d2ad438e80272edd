package org.bailiwick.aca.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRLReason;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Grounds;
import org.bailiwick.aca.ledger.IssuanceEntry;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.ledger.Validity;
import org.bailiwick.aca.nonce.SpentNonces;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.lease.Lease;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrlPublisherTest {

  private final Clock clock = Clock.systemUTC();
  private final TestLedger database = TestLedger.open(clock);
  private final TestCa ca = TestCa.create("bailiwick.example");
  private final Authority issuer =
      new Authority(
          "issuing-1",
          ca.domain(),
          ca.issuing(),
          () -> new InMemorySigningKey("issuing-1", ca.issuingKey()));
  private final IssuanceLedger ledger =
      new IssuanceLedger(database.writer(), database.reader(), clock);
  @TempDir private Path folder;
  private CrlPublisher first;
  private CrlPublisher second;

  @BeforeEach
  void open() {
    first = publisher("node-1");
    second = publisher("node-2");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private CrlPublisher publisher(String holder) {
    return publisher(holder, 0);
  }

  private CrlPublisher publisher(String holder, int shards) {
    return new CrlPublisher(
        new RevocationList(database.reader()),
        new CrlStore(database.reader(), database.writer()),
        new Lease(database.writer(), holder, clock),
        new PublishedUrls(URI.create("http://aca.example"), shards),
        new TestHome(folder).settings(),
        clock);
  }

  @Test
  void aRetiredIssuersLastListStaysInForce() {
    first.publishIfDue(issuer.retired(), clock.instant());
    assertThat(first.latest("issuing-1", CrlPublisher.COMPLETE)).isEmpty();
    PublishedCrl last = first.publish(issuer, CrlPublisher.COMPLETE);
    first.publishIfDue(issuer.retired(), clock.instant().plus(Duration.ofDays(2)));
    assertThat(first.latest("issuing-1", CrlPublisher.COMPLETE).orElseThrow().der())
        .isEqualTo(last.der());
  }

  @Test
  void listsWhatWasRevokedWithItsReason() throws GeneralSecurityException {
    revoke(7, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1));
    revoke(8, RevocationReason.UNSPECIFIED, Duration.ofHours(1));
    X509CRL crl = parse(first.publish(issuer, 0));
    crl.verify(ca.issuing().getPublicKey());
    assertThat(crl.getRevokedCertificate(BigInteger.valueOf(7)).getRevocationReason())
        .isEqualTo(CRLReason.KEY_COMPROMISE);
    assertThat(crl.getRevokedCertificate(BigInteger.valueOf(8)).hasExtensions()).isFalse();
  }

  @Test
  void keepsAnExpiredEntryForOneMoreListAndThenDropsIt() throws GeneralSecurityException {
    revoke(7, RevocationReason.KEY_COMPROMISE, Duration.ofHours(-1));
    revoke(8, RevocationReason.KEY_COMPROMISE, Duration.ofHours(-30));
    X509CRL crl = parse(first.publish(issuer, 0));
    assertThat(crl.getRevokedCertificate(BigInteger.valueOf(7))).isNotNull();
    assertThat(crl.getRevokedCertificate(BigInteger.valueOf(8))).isNull();
  }

  /** Clean-up takes nonces, events and ended CRLs; nothing takes rows of the ledger. */
  @Test
  void threat25CleanUpKeepsWhatIsRevokedAndUnexpired() throws GeneralSecurityException {
    revoke(7, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1));
    first.publish(issuer, 0);
    Instant later = clock.instant().plus(Duration.ofDays(400));
    database.writer().commit(SpentNonces.forgetExpired(later));
    database.writer().commit(EventFeed.forget(later));
    database.writer().commit(CrlPublisher.forgetEnded(later));
    assertThat(database.count("crl")).isZero();
    assertThat(database.count("revocation")).isOne();
    X509CRL crl = parse(first.publish(issuer, 0));
    assertThat(crl.getRevokedCertificate(BigInteger.valueOf(7))).isNotNull();
  }

  @Test
  void numbersRiseOverTwoNodesThatPublishAtOnce() throws Exception {
    TreeSet<Long> numbers = new TreeSet<>();
    List<Callable<Long>> work = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      CrlPublisher publisher = i % 2 == 0 ? first : second;
      work.add(() -> publisher.publish(issuer, 0).number());
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<Long> number : threads.invokeAll(work)) {
        numbers.add(number.get());
      }
    }
    assertThat(numbers).hasSize((int) database.count("crl"));
    assertThat(first.latest("issuing-1", 0).orElseThrow().number()).isEqualTo(numbers.last());
  }

  @Test
  void aNumberIsNotLowerThanTheTimeSoThatARestoreDoesNotRepeatIt() {
    long before = clock.instant().getEpochSecond();
    assertThat(first.publish(issuer, 0).number()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void everyRevocationIsOnTheCrlThatItIsAnsweredWith() throws Exception {
    List<Callable<Boolean>> work = new ArrayList<>();
    for (int serial = 100; serial < 120; serial++) {
      int mine = serial;
      work.add(
          () -> {
            revoke(mine, RevocationReason.SUPERSEDED, Duration.ofHours(1));
            X509CRL crl = parse(first.publish(issuer, 0));
            return crl.getRevokedCertificate(BigInteger.valueOf(mine)) != null;
          });
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(10)) {
      for (Future<Boolean> listed : threads.invokeAll(work)) {
        assertThat(listed.get()).isTrue();
      }
    }
  }

  /** Twelve officers while the HSM hangs: nobody waits for it longer than the first does. */
  @Test
  void whoWaitedForASignatureThatFailedIsToldSoAtOnce() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    CountDownLatch hanging = new CountDownLatch(1);
    Authority away =
        new Authority(
            "issuing-1",
            ca.domain(),
            ca.issuing(),
            () -> {
              asked.incrementAndGet();
              awaitEnd(hanging);
              throw new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm-refusal", "Not now.");
            });
    try (ExecutorService threads = Executors.newFixedThreadPool(12)) {
      List<Future<PublishedCrl>> waiting = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        waiting.add(threads.submit(() -> first.publish(away, 0)));
      }
      await().until(() -> asked.get() == 1);
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      hanging.countDown();
      for (Future<PublishedCrl> one : waiting) {
        assertThatThrownBy(one::get).hasRootCauseMessage("Not now.");
      }
    }
    assertThat(asked).hasValue(1);
    assertThat(first.publish(issuer, 0)).isNotNull();
  }

  @Test
  void isDueOnceAndThenAfterTheInterval() {
    first.publishIfDue(issuer, clock.instant());
    // Asked with a time before the list's own, which begins with a second, it would be due again.
    first.publishIfDue(issuer, clock.instant());
    assertThat(database.count("crl")).isOne();
    first.publishIfDue(issuer, clock.instant().plus(Duration.ofHours(1)));
    assertThat(database.count("crl")).isEqualTo(2);
  }

  @Test
  void isDueWhenARevocationWasRecordedAndNeverSigned() throws GeneralSecurityException {
    revoke(7, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1));
    first.publish(issuer, 0);
    revoke(8, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1));
    second.publishIfDue(issuer, clock.instant());
    X509CRL crl = parse(second.latest("issuing-1", 0).orElseThrow());
    assertThat(crl.getRevokedCertificate(BigInteger.valueOf(8))).isNotNull();
    second.publishIfDue(issuer, clock.instant());
    assertThat(database.count("crl")).isEqualTo(2);
  }

  /** More than a page of the ledger, a part in the database and a megabyte. */
  @Test
  void aLongListComesBackAsItWasSigned() throws Exception {
    for (int first = 0; first < 24_000; first += 2_000) {
      database
          .writer()
          .commit(new RevokedRows("issuing-1", first, 2_000, 1).insert(clock.instant()));
    }
    PublishedCrl signed = first.publish(issuer, 0);
    assertThat(signed.size()).isGreaterThan(1 << 20);
    PublishedCrl read = second.latest("issuing-1", 0).orElseThrow();
    assertThat(read).isEqualTo(signed);
    X509CRL crl = parse(read);
    crl.verify(ca.issuing().getPublicKey());
    assertThat(crl.getRevokedCertificates()).hasSize(24_000);
    second.publishIfDue(issuer, clock.instant());
    assertThat(second.latest("issuing-1", 0)).as("misses nothing").contains(signed);
  }

  @Test
  void whatABrokenOffWriterLeftIsNotServedItsNumberNotUsedAndItGoes() {
    PublishedCrl served = first.publish(issuer, 0);
    long number = served.number() + 1000;
    CrlKey key = new CrlKey("issuing-1", 0, number);
    database.writer().commit(em -> em.persist(new CrlPartRow(key, 0, Octets.of(new byte[9]))));
    database.writer().commit(CrlPublisher.forgetEnded(clock.instant()));
    assertThat(database.count("crl_part")).as("it may be in the making").isEqualTo(2);
    assertThat(second.latest("issuing-1", 0)).contains(served);
    assertThat(second.publish(issuer, 0).number()).isEqualTo(number + 1);
    database.writer().commit(CrlPublisher.forgetEnded(clock.instant()));
    assertThat(database.count("crl_part")).isEqualTo(2);
  }

  @Test
  void partialListHoldsItsShardAndSaysSoAndTheCompleteOneHoldsAll() throws Exception {
    CrlPublisher sharded = publisher("node-3", 2);
    revoke(7, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1), 1);
    revoke(8, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1), 2);
    revoke(9, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1), 0);
    assertThat(serials(parse(sharded.publish(issuer, 2)))).containsExactlyInAnyOrder(7, 8, 9);
    X509CRL second = parse(sharded.latest("issuing-1", 2).orElseThrow());
    assertThat(serials(second)).containsExactly(8);
    assertThat(second.getCriticalExtensionOIDs()).containsExactly("2.5.29.28");
    IssuingDistributionPoint point =
        IssuingDistributionPoint.getInstance(
            JcaX509ExtensionUtils.parseExtensionValue(second.getExtensionValue("2.5.29.28")));
    assertThat(point.getDistributionPoint().toString())
        .contains("http://aca.example/crl/issuing-1/2.crl");
    assertThat(sharded.latest("issuing-1", 1)).isEmpty();
  }

  @Test
  void everyShardIsPublishedWhenDueAlsoWhenFewerAreConfigured() {
    publisher("node-3", 3).publishIfDue(issuer, clock.instant());
    assertThat(database.count("crl")).isEqualTo(4);
    long before = first.latest("issuing-1", 3).orElseThrow().number();
    first.publishIfDue(issuer, clock.instant().plus(Duration.ofHours(1)));
    assertThat(database.count("crl")).isEqualTo(8);
    assertThat(first.latest("issuing-1", 3).orElseThrow().number()).isGreaterThan(before);
  }

  @Test
  void partialListIsDueWhenItMissesARevocation() throws Exception {
    CrlPublisher sharded = publisher("node-3", 2);
    sharded.publishIfDue(issuer, clock.instant());
    PublishedCrl other = sharded.latest("issuing-1", 2).orElseThrow();
    revoke(7, RevocationReason.KEY_COMPROMISE, Duration.ofHours(1), 1);
    sharded.publishIfDue(issuer, clock.instant());
    assertThat(serials(parse(sharded.latest("issuing-1", 1).orElseThrow()))).containsExactly(7);
    assertThat(sharded.latest("issuing-1", 2)).contains(other);
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<Integer> serials(X509CRL crl) {
    return crl.getRevokedCertificates().stream()
        .map(entry -> entry.getSerialNumber().intValueExact())
        .toList();
  }

  private void revoke(long serial, RevocationReason reason, Duration validFor) {
    revoke(serial, reason, validFor, 0);
  }

  private void revoke(long serial, RevocationReason reason, Duration validFor, int shard) {
    CredentialRef ref =
        new CredentialRef("issuing-1", new SerialNumber(BigInteger.valueOf(serial)));
    Instant end = clock.instant().plus(validFor);
    ledger.reserve(
        new IssuanceEntry(
            ref,
            "agent-default",
            new HeldKey("key", "spiffe://bailiwick.example/agent/reader"),
            Grounds.of("test"),
            Optional.empty(),
            shard,
            new Validity(end.minusSeconds(3600), end),
            Octets.of(new byte[] {0x30, 0})),
        em -> {});
    ledger.revoke(List.of(new Revocation(ref, reason, clock.instant(), "officer", "")), em -> {});
  }

  private static X509CRL parse(PublishedCrl crl) throws GeneralSecurityException {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(crl.der()));
  }
}
