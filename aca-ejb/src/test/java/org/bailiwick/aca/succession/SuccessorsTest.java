package org.bailiwick.aca.succession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.aca.wit.WitKeys;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.trust.BundlePoll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys of later ceremonies, taken over from their records by a node that runs. */
class SuccessorsTest {
  private static final Duration IN_SERVICE = Duration.ofHours(1).plusSeconds(1);

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

  @BeforeEach
  void start() throws Exception {
    ceremonies.layFirst(folder.resolve("ceremony"));
    node = restarted().follow();
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

  @Test
  void anIssuingKeyIsAnsweredForFirstAndIssuesFromItsMomentOn() throws Exception {
    assertThat(node.issuers()).containsExactly("issuing-1");
    lay("successor-issuing-2.jws");
    node.follow();
    assertThat(node.issuers()).containsExactly("issuing-1", "issuing-2");
    assertThat(node.crls.latest("issuing-2", 0)).isPresent();
    assertThat(node.responders.find("issuing-2")).isPresent();
    assertThat(node.needed()).contains("issuing-1", "issuing-2");
    assertThat(node.issuing()).isEqualTo("issuing-1");
    clock.move(IN_SERVICE);
    assertThat(node.follow().issuing()).isEqualTo("issuing-2");
    signsByItsOwnKey(node.authorities.require("issuing-1"));
    signsByItsOwnKey(node.authorities.agentIssuer());

    SuccessionNode later = restarted();
    assertThat(later.issuers()).containsExactly("issuing-1", "issuing-2");
    assertThat(later.follow().issuing()).isEqualTo("issuing-2");
    assertThat(later.responders.find("issuing-2")).isPresent();
  }

  /** The authority was down, or the record was copied late: the bundle names the key since now. */
  @Test
  void aKeyOfALateRecordSignsWhenNodesHaveReadOfIt() throws Exception {
    clock.move(IN_SERVICE);
    lay("successor-issuing-2.jws");
    lay("successor-operator-ca-2.jws");
    node.follow();
    assertThat(node.issuers()).containsExactly("issuing-1", "issuing-2");
    assertThat(node.issuing()).isEqualTo("issuing-1");
    assertThat(node.authorities.operatorCa().id()).isEqualTo("operator-ca");
    clock.move(BundlePoll.PERIOD.minusSeconds(1));
    assertThat(node.follow().issuing()).isEqualTo("issuing-1");
    assertThat(restarted().follow().issuing())
        .as("a restart hurries nothing")
        .isEqualTo("issuing-1");
    clock.move(Duration.ofSeconds(1));
    assertThat(node.follow().issuing()).isEqualTo("issuing-2");
    assertThat(node.authorities.operatorCa().id()).isEqualTo("operator-ca-2");
    assertThat(restarted().follow().issuing()).isEqualTo("issuing-2");
  }

  @Test
  void aRecordTakenOverByAClockThatWasAheadCountsSinceTheStart() throws Exception {
    clock.move(Duration.ofDays(30));
    lay("successor-issuing-2.jws");
    node.follow();
    clock.move(Duration.ofDays(30).negated());
    SuccessionNode later = restarted().follow();
    assertThat(later.issuing()).isEqualTo("issuing-1");
    clock.move(IN_SERVICE);
    assertThat(later.follow().issuing()).isEqualTo("issuing-2");
  }

  @Test
  void whereTheAnnouncementIsWaivedAKeySignsAtOnce() throws Exception {
    lay("successor-issuing-4.jws");
    clock.move(Duration.ofSeconds(1));
    assertThat(node.follow().issuing()).isEqualTo("issuing-4");
  }

  /** The signature verifies under its certificate, or sign throws. */
  private static void signsByItsOwnKey(Authority authority) {
    assertThat(authority.sign(new byte[] {0x30, 0})).isNotEmpty();
  }

  @Test
  void answersAndEventsAreSignedByNewKeysFromTheirMomentOn() throws Exception {
    X509Certificate before = responder();
    lay("successor-ocsp-2.jws");
    lay("successor-events-2.jws");
    node.follow();
    assertThat(node.successions.ocsp().at(clock.instant())).isEqualTo("ocsp-1");
    assertThat(node.successions.events().at(clock.instant())).isEqualTo("events");
    assertThat(node.needed()).contains("ocsp-1", "ocsp-2", "events", "events-2");
    String eventKey = eventKey();
    clock.move(IN_SERVICE);
    node.follow();
    assertThat(node.successions.ocsp().at(clock.instant())).isEqualTo("ocsp-2");
    assertThat(eventKey()).isNotEqualTo(eventKey);
    assertThat(eventKey()).isEqualTo(keyId("events-2"));
    assertThat(node.needed()).contains("ocsp-2", "events-2").doesNotContain("ocsp-1", "events");
    node.responders.renewIfDue(node.authorities.agentIssuer(), clock.instant());
    assertThat(responder().getPublicKey())
        .isNotEqualTo(before.getPublicKey())
        .isEqualTo(publicKey("ocsp-2"));

    SuccessionNode later = restarted().follow();
    assertThat(later.successions.ocsp().at(clock.instant())).isEqualTo("ocsp-2");
    assertThat(later.successions.events().at(clock.instant())).isEqualTo("events-2");
  }

  private X509Certificate responder() {
    node.responders.renewIfDue(node.authorities.agentIssuer(), clock.instant());
    return node.responders.find("issuing-1").orElseThrow();
  }

  private String eventKey() {
    return keyOf(node.eventSigner.get().sign("secevent+jwt", JsonValue.EMPTY_JSON_OBJECT));
  }

  private static String keyOf(String compact) {
    String header =
        new String(
            Base64.getUrlDecoder().decode(compact.substring(0, compact.indexOf('.'))),
            StandardCharsets.UTF_8);
    return header.replaceAll(".*\"kid\":\"([^\"]+)\".*", "$1");
  }

  private static PublicKey publicKey(String label) {
    return ceremonies.keyring().key(label).publicKey();
  }

  private static String keyId(String label) {
    return PublicJwk.thumbprint(publicKey(label));
  }

  @Test
  void anOlderAuthorityGetsItsFirstWitKeyAndThenTheNext() throws Exception {
    assertThat(node.wit.inService()).isEmpty();
    assertThat(published()).isEmpty();
    lay("successor-wit.jws");
    node.follow();
    assertThat(published()).containsExactly(keyId("wit"));
    assertThat(node.wit.inService()).isEmpty();
    clock.move(Duration.ofMinutes(11));
    assertThat(witInService()).isEqualTo(publicKey("wit"));
    lay("successor-wit-2.jws");
    node.follow();
    assertThat(published()).containsExactly(keyId("wit"), keyId("wit-2"));
    assertThat(witInService()).isEqualTo(publicKey("wit"));
    clock.move(IN_SERVICE);
    assertThat(witInService()).isEqualTo(publicKey("wit-2"));
    assertThat(published()).containsExactly(keyId("wit"), keyId("wit-2"));

    node = restarted().follow();
    assertThat(published()).containsExactly(keyId("wit"), keyId("wit-2"));
    assertThat(witInService()).isEqualTo(publicKey("wit-2"));
  }

  private PublicKey witInService() {
    return node.follow().wit.inService().orElseThrow().publicKey();
  }

  private List<String> published() {
    return node.witKeys.published(WitKeys.Audience.JOSE).stream()
        .map(key -> String.valueOf(key.get("kid")))
        .toList();
  }

  @Test
  void aSecondOperatorCaVouchesBesideTheFirstAndIssuesFromItsMomentOn() throws Exception {
    lay("successor-operator-ca-2.jws");
    node.follow();
    assertThat(operatorCas(node)).containsExactly("operator-ca", "operator-ca-2");
    assertThat(node.authorities.operatorCa().id()).isEqualTo("operator-ca");
    assertThat(node.authorities.endorsement("operator-ca-2")).isPresent();
    assertThat(node.crls.latest("operator-ca-2", 0)).isPresent();
    clock.move(IN_SERVICE);
    assertThat(node.follow().authorities.operatorCa().id()).isEqualTo("operator-ca-2");
    assertThat(node.issuing()).as("agents' issuer is another matter").isEqualTo("issuing-1");

    SuccessionNode later = restarted().follow();
    assertThat(operatorCas(later)).containsExactly("operator-ca", "operator-ca-2");
    assertThat(later.authorities.operatorCa().id()).isEqualTo("operator-ca-2");
  }

  private static List<String> operatorCas(SuccessionNode of) {
    return of.authorities.operatorCas().stream().map(Authority::id).toList();
  }

  @Test
  void aSecondRootIsBesideTheFirstAndAKeyBelowItBringsTheLink() throws Exception {
    lay("successor-root-2.jws");
    node.follow();
    assertThat(node.authorities.roots().all()).containsOnlyKeys("root", "root-2");
    for (String link : List.of("root-2-by-root", "root-by-root-2")) {
      assertThat(node.authorities.roots().find(link)).as(link).isPresent();
    }
    assertThat(node.issuers()).containsExactly("issuing-1");
    lay("successor-issuing-3.jws");
    node.follow();
    clock.move(Duration.ofDays(8).plusSeconds(1));
    assertThat(node.follow().issuing()).isEqualTo("issuing-3");
    assertThat(chainLength(node, "issuing-1")).as("its root's key is vouched for too").isEqualTo(3);
    chainLeadsToBothRoots(node);

    SuccessionNode later = restarted().follow();
    assertThat(later.authorities.roots().all()).containsOnlyKeys("root", "root-2");
    assertThat(later.issuing()).isEqualTo("issuing-3");
    chainLeadsToBothRoots(later);
  }

  private static int chainLength(SuccessionNode of, String issuer) {
    Authority authority = of.authorities.require(issuer);
    return authority.chainOf(authority.certificate()).size();
  }

  /** Issuing key below root-2, and root-2 by root: enough for who knows only one of them. */
  private static void chainLeadsToBothRoots(SuccessionNode of) throws Exception {
    Authority issuing = of.authorities.require("issuing-3");
    List<X509Certificate> chain = issuing.chainOf(issuing.certificate());
    assertThat(chain).hasSize(3);
    chain.get(1).verify(of.authorities.roots().all().get("root-2").getPublicKey());
    chain.get(2).verify(of.authorities.roots().all().get("root").getPublicKey());
    assertThat(chain.get(2).getPublicKey())
        .isEqualTo(of.authorities.roots().all().get("root-2").getPublicKey());
  }

  @Test
  void headsAreHandedOverToASecondAuditKey() throws Exception {
    grow();
    lay("successor-audit-2.jws");
    node.follow();
    grow();
    assertThat(headKeys()).containsOnly(keyId("audit"));
    clock.move(IN_SERVICE);
    node.follow();
    node.heads.keep();
    grow();
    assertThat(headKeys().getFirst()).isEqualTo(keyId("audit"));
    assertThat(headKeys().getLast()).isEqualTo(keyId("audit-2"));
    assertThat(handover()).isEqualTo(publicKey("audit-2"));
    assertThat(node.heads.fault()).isEmpty();

    node = restarted().follow();
    grow();
    assertThat(headKeys().getLast()).isEqualTo(keyId("audit-2"));
    assertThatCode(node.heads::requireComplete).doesNotThrowAnyException();
  }

  private void grow() {
    database.writer().record(AuditEntry.of("note.added", Outcome.DONE, "", "a test"));
    node.heads.keep();
  }

  private List<String> headKeys() {
    return heads().map(SuccessorsTest::keyOf).toList();
  }

  private PublicKey handover() {
    return heads()
        .flatMap(head -> HeadStatement.verified(head, publicKey("audit")).stream())
        .flatMap(head -> head.handover().stream())
        .map(HeadStatement.Handover::key)
        .findFirst()
        .orElseThrow();
  }

  private Stream<String> heads() {
    return node.heads.read(0, 100).stream();
  }

  @Test
  void aForgedRecordIsRefusedForGoodAndKeepsNoOtherAway() throws Exception {
    lay("successor-events-2.jws");
    Path forged = folder.resolve("ceremony/successor-events-2.jws");
    String text = Files.readString(forged).strip();
    String other = text.endsWith("AAAA") ? "BBBB" : "AAAA";
    Files.writeString(forged, text.substring(0, text.length() - 4) + other);
    lay("successor-ocsp-2.jws");
    node.follow();
    clock.move(IN_SERVICE);
    node.follow();
    assertThat(node.successions.events().at(clock.instant())).isEqualTo("events");
    assertThat(node.successions.ocsp().at(clock.instant())).isEqualTo("ocsp-2");
  }
}
