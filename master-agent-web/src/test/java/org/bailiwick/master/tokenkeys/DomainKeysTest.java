package org.bailiwick.master.tokenkeys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.TestDomainNode;
import org.bailiwick.master.testing.TestTrust;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.PublicJwk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two domain nodes on one database, each with a key of its own. */
class DomainKeysTest {

  private static final String TYPE = "txntoken+jwt";

  @TempDir private Path folder;
  private final TestTrust trust = new TestTrust();
  private final SigningKey firstKey = key("token-signing");
  private final SigningKey secondKey = key("token-domain-2");
  private final TestLeaf firstLeaf = trust.ca.node("domain");
  private final TestLeaf secondLeaf = trust.ca.node("domain-2");

  private static SigningKey key(String label) {
    return InMemorySigningKey.generate(label, KeyShape.EC_P256);
  }

  @AfterEach
  void close() {
    trust.close();
  }

  private TestDomainNode first() {
    return new TestDomainNode(trust, "domain", firstKey, folder).with(firstLeaf);
  }

  private TestDomainNode second() {
    return new TestDomainNode(trust, "domain-2", secondKey, folder).with(secondLeaf);
  }

  private String signed(TestDomainNode node) {
    return node.tokens.sign(
        TYPE,
        Json.createObjectBuilder()
            .add("iss", TestDomainNode.ISSUER)
            .add("aud", TestTrust.DOMAIN)
            .add("iat", trust.clock.instant().getEpochSecond())
            .add("exp", trust.clock.instant().plus(Duration.ofMinutes(2)).getEpochSecond())
            .build());
  }

  private static void accepts(TestDomainNode node, String token) {
    assertThat(node.tokens.verify(token, TYPE, TestTrust.DOMAIN).getString("aud"))
        .isEqualTo(TestTrust.DOMAIN);
  }

  private static void refuses(TestDomainNode node, String token) {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> node.tokens.verify(token, TYPE, TestTrust.DOMAIN));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo("txn-token-key");
  }

  private static void isInDoubt(ThrowingCallable verification) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, verification);
    assertThat(refusal).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("token-key-status-stale");
  }

  private void mayNotSign(TestDomainNode node, String check) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> signed(node));
    assertThat(refusal).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(node.keys.fault()).isPresent();
  }

  private static List<String> published(TestDomainNode node) {
    return node.tokens.jwks().getJsonArray("keys").getValuesAs(JsonObject.class).stream()
        .map(key -> key.getString("kid"))
        .toList();
  }

  private static String id(SigningKey key) {
    return PublicJwk.thumbprint(key.publicKey());
  }

  /** Both have announced their keys, and each has had time to read of the other's. */
  private void announced(TestDomainNode first, TestDomainNode second) {
    first.keys.follow();
    second.keys.follow();
    pause();
  }

  /** Lets the other nodes read of a new key. */
  private void pause() {
    trust.clock.move(KeyAnnouncer.READ_TIME);
    trust.nanos.addAndGet(KeyAnnouncer.READ_TIME.toNanos());
  }

  private List<String> events(String event) {
    return trust.audit().stream()
        .filter(row -> row.event().equals(event))
        .map(AuditRow::check)
        .toList();
  }

  @Test
  void tokensOfOneNodeAreAcceptedByTheOther() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      String early = signed(first);
      second.keys.follow();
      pause();
      accepts(second, early);
      accepts(first, signed(second));
      assertThat(published(first)).containsExactly(id(firstKey), id(secondKey));
      assertThat(published(second)).containsExactly(id(secondKey), id(firstKey));
      assertThat(events("token-key.announced")).hasSize(2);
      assertThat(first.keys.fault()).isEmpty();
    }
  }

  @Test
  void theAuditNamesTheNodeWhoseKeySigned() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      announced(first, second);
      AuditEntry entry = AuditEntry.of("token.replaced", Outcome.GRANTED, "", "someone");
      assertThat(first.tokens.withSigner(entry, signed(first)).details())
          .containsEntry("signed_by", "domain")
          .containsEntry("kid", id(firstKey));
      String other = signed(second);
      accepts(first, other);
      assertThat(first.tokens.withSigner(entry, other).details())
          .containsEntry("signed_by", "domain-2")
          .containsEntry("kid", id(secondKey));
    }
  }

  @Test
  void aNodeBesideOthersSignsWhenTheyCanHaveReadOfItsKey() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      first.keys.follow();
      mayNotSign(second, "token-key-not-announced");
      trust.clock.move(KeyAnnouncer.READ_TIME.minusMillis(1));
      mayNotSign(second, "token-key-not-announced");
      trust.clock.move(Duration.ofMillis(1));
      first.keys.follow();
      assertThat(published(first)).contains(id(secondKey));
      accepts(first, signed(second));
      assertThat(second.keys.fault()).isEmpty();
    }
  }

  @Test
  void aProcessThatStartsAnewSignsAtOnce() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      announced(first, second);
    }
    try (TestDomainNode again = second()) {
      accepts(again, signed(again));
    }
  }

  @Test
  void aNodeAloneSignsAtOnceEvenWithoutAClientCertificate() {
    try (TestDomainNode alone =
        new TestDomainNode(trust, "domain", firstKey, folder.resolve("nothing"))) {
      accepts(alone, signed(alone));
      assertThat(trust.database.count("token_key")).isZero();
      assertThat(alone.keys.fault()).isEmpty();
    }
  }

  @Test
  void aNodeThatCannotAnnounceItsKeyDoesNotSignBesideOthers() {
    try (TestDomainNode first = first();
        TestDomainNode mute =
            new TestDomainNode(trust, "domain-2", secondKey, folder.resolve("nothing"))) {
      first.keys.follow();
      mayNotSign(mute, "token-key-not-announced");
      pause();
      mayNotSign(mute, "token-key-not-announced");
    }
  }

  @Test
  void anUnknownKeyIdMakesANodeReadOnceASecond() {
    try (TestDomainNode first = first();
        TestDomainNode stranger =
            new TestDomainNode(trust, "domain-3", secondKey, folder.resolve("nothing"))) {
      String unknown = signed(stranger);
      first.keys.follow();
      int before = first.reads();
      for (int i = 0; i < 10; i++) {
        refuses(first, unknown);
      }
      assertThat(first.reads()).isEqualTo(before);
      trust.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      for (int i = 0; i < 10; i++) {
        refuses(first, unknown);
      }
      assertThat(first.reads()).isEqualTo(before + 1);
    }
  }

  @Test
  void revokingTheCertificateOfANodeEndsItsKeyAlone() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      announced(first, second);
      first.keys.follow();
      String token = signed(second);
      accepts(first, token);
      trust.revoke(secondLeaf);
      refuses(first, token);
      assertThat(published(first)).containsExactly(id(firstKey));
      mayNotSign(second, "node-revoked");
      assertThat(published(second)).containsExactly(id(firstKey));
      accepts(second, signed(first));
      first.keys.follow();
      first.keys.follow();
      assertThat(events("token-key.refused")).containsExactly("peer-revoked");
    }
  }

  /** The other nodes refuse every peer then, and cannot know whether this one was ended. */
  @Test
  void withoutFreshStatusTheKeysOfOthersDoNotCountAndNothingIsCalledWrong() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      announced(first, second);
      first.keys.follow();
      String token = signed(second);
      trust.loseStatus();
      isInDoubt(() -> first.tokens.verify(token, TYPE, TestTrust.DOMAIN));
      accepts(first, signed(first));
      first.keys.follow();
      pause();
      isInDoubt(() -> first.tokens.verify(token, TYPE, TestTrust.DOMAIN));
      isInDoubt(() -> first.tokens.statement(token, TYPE));
      assertThat(published(first)).doesNotContain(id(secondKey));
      assertThat(events("token-key.refused")).isEmpty();
    }
  }

  @Test
  void theKeyOfANodeThatHasGoneIsPublishedForAnHourAndItsRowIsDeleted() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      first.keys.follow();
      second.keys.follow();
      trust.clock.move(Duration.ofMinutes(59));
      first.keys.follow();
      assertThat(published(first)).containsExactly(id(firstKey), id(secondKey));
      trust.clock.move(Duration.ofMinutes(1));
      assertThat(published(first)).containsExactly(id(firstKey));
      first.keys.follow();
      first.keys.forget(trust.clock.instant().minusSeconds(1));
      assertThat(trust.database.count("token_key")).isEqualTo(2);
      first.keys.forget(trust.clock.instant().plusSeconds(1));
      assertThat(trust.database.count("token_key")).isEqualTo(1);
    }
  }

  @Test
  void aNodeThatRunsRenewsItsAnnouncement() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      for (int i = 0; i < 13; i++) {
        first.keys.follow();
        second.keys.follow();
        trust.clock.move(Duration.ofMinutes(10));
      }
      first.keys.follow();
      accepts(first, signed(second));
      assertThat(trust.database.count("token_key")).isEqualTo(2);
      assertThat(events("token-key.announced")).hasSize(2);
    }
  }

  @Test
  void aNodeWithARenewedCertificateAnnouncesItsKeyAgain() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      announced(first, second);
      second.with(trust.ca.node("domain-2"));
      second.keys.follow();
      trust.revoke(secondLeaf);
      first.keys.follow();
      accepts(first, signed(second));
      assertThat(events("token-key.announced")).hasSize(3);
    }
  }

  @Test
  void aLaterKeyIsKnownToTheOthersBeforeItSigns() {
    SigningKey later = key("token-domain-2-b");
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      first.keys.follow();
      second.own.succeed(later, trust.clock.instant().plus(Duration.ofMinutes(30)));
      second.keys.follow();
      first.keys.follow();
      assertThat(published(first))
          .containsExactlyInAnyOrder(id(firstKey), id(secondKey), id(later));
      trust.clock.move(Duration.ofMinutes(30));
      String token = signed(second);
      assertThat(second.tokens.withSigner(entry(), token).details())
          .containsEntry("kid", id(later));
      accepts(first, token);
    }
  }

  private static AuditEntry entry() {
    return AuditEntry.of("step.released", Outcome.DONE, "", "someone");
  }

  @Test
  void aKeyThatOthersDoNotKnowYetWaitsWhileTheOneBeforeSigns() {
    SigningKey later = key("token-domain-2-b");
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      announced(first, second);
      second.own.succeed(later, trust.clock.instant());
      assertThat(second.tokens.withSigner(entry(), signed(second)).details())
          .containsEntry("kid", id(secondKey));
      second.keys.follow();
      pause();
      assertThat(second.tokens.withSigner(entry(), signed(second)).details())
          .containsEntry("kid", id(later));
    }
  }

  @Test
  void aRowThatSomebodyWroteIsRefusedAndRecordedOnce() {
    try (TestDomainNode first = first()) {
      first.keys.follow();
      trust.database.run(
          "insert into token_key values ('domain-2', '"
              + id(secondKey)
              + "', 'a.b.c', timestamp '2026-01-01 00:00:00', timestamp '2999-01-01 00:00:00')");
      first.keys.follow();
      first.keys.follow();
      assertThat(published(first)).containsExactly(id(firstKey));
      assertThat(events("token-key.refused")).containsExactly("token-key-chain");
      pause();
      accepts(first, signed(first));
    }
  }

  @Test
  void aRowThatSomebodyDeletedComesBack() {
    try (TestDomainNode first = first();
        TestDomainNode second = second()) {
      first.keys.follow();
      second.keys.follow();
      trust.database.run("delete from token_key");
      second.keys.follow();
      second.keys.follow();
      first.keys.follow();
      pause();
      assertThat(published(first)).containsExactly(id(firstKey), id(secondKey));
      accepts(first, signed(second));
    }
  }

  /** As in homes that were made before each node had a key of its own. */
  @Test
  void twoNodesMayShareAKey() {
    try (TestDomainNode first = first();
        TestDomainNode second =
            new TestDomainNode(trust, "domain-2", firstKey, folder).with(secondLeaf)) {
      announced(first, second);
      accepts(first, signed(second));
      assertThat(published(first)).containsExactly(id(firstKey));
      trust.revoke(secondLeaf);
      accepts(first, signed(first));
    }
  }
}
