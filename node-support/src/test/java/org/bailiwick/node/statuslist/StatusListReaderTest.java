package org.bailiwick.node.statuslist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.statuslist.StatusList;
import org.bailiwick.contract.statuslist.StatusReference;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reader, on lists of the publisher and on lists that somebody has tampered with. */
class StatusListReaderTest {

  private static final Duration OLDEST = Duration.ofMinutes(5);

  private final StatusListRig rig = new StatusListRig();
  private final StatusPlaces places = rig.places();
  private final StatusListPublisher lists = rig.publisher();
  private final StatusPlace place = places.next(rig.clock.instant().plus(Duration.ofHours(1)));
  private final List<String> fetched = new ArrayList<>();
  private final Map<String, PublicKey> keys =
      new HashMap<>(Map.of(rig.signer.kid(), rig.key.publicKey()));
  private Function<String, byte[]> authority = path -> StatusListRig.answer(lists, path);
  private final StatusListReader reader =
      new StatusListReader(
          path -> {
            fetched.add(path);
            return authority.apply(path);
          },
          id -> id.map(keys::get).stream().toList(),
          OLDEST,
          rig.clock,
          () -> rig.nanos);

  @AfterEach
  void close() {
    rig.close();
  }

  private static Map<String, Object> token(Map<String, Object> status) {
    return Map.of("sub", "agent", "status", status);
  }

  private Map<String, Object> token() {
    return token(place.at(StatusListRig.BASE).claim());
  }

  private void refused(ProblemType type, String check, Map<String, Object> token) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> reader.requireValid(token));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.type()).isEqualTo(type);
  }

  private void unknown() {
    refused(ProblemType.CREDENTIAL_NOT_TRUSTED, "status-unknown", token());
  }

  @Test
  void takesValidTokensAndRefusesRevokedOnesWithinTheTimeToLive() {
    reader.requireValid(token());
    rig.revoked.add(place);
    rig.pass(StatusListRig.TTL);
    refused(ProblemType.CREDENTIAL_REVOKED, "status-invalid", token());
    rig.revoked.clear();
  }

  @Test
  void refusesSuspendedTokensUntilTheyCountAgain() {
    rig.suspended.add(place);
    refused(ProblemType.CREDENTIAL_REVOKED, "status-suspended", token());
    rig.suspended.clear();
    rig.pass(StatusListRig.TTL);
    reader.requireValid(token());
  }

  @Test
  void aTokenWithoutAStatusIsRefused() {
    refused(ProblemType.CREDENTIAL_NOT_TRUSTED, "status-missing", Map.of("sub", "agent"));
    refused(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        "status-missing",
        Map.of("status", Map.of("other", 1L)));
    refused(ProblemType.CREDENTIAL_NOT_TRUSTED, "status-form", Map.of("status", 1L));
    assertThat(fetched).isEmpty();
  }

  @Test
  void aListIsReadOnceInItsTimeToLive() {
    for (int request = 0; request < 1_000; request++) {
      reader.requireValid(token());
      rig.pass(Duration.ofMillis(9));
    }
    assertThat(fetched).hasSize(1);
    rig.pass(Duration.ofSeconds(1));
    reader.requireValid(token());
    assertThat(fetched).hasSize(2);
  }

  /** The token is signed by the domain; even so it chooses no address (threat 53). */
  @Test
  void theAddressIsTheConfiguredOneWhateverTheTokenSays() {
    for (String elsewhere :
        List.of(
            "http://169.254.169.254/status-lists/" + place.list(),
            "https://[::ffff:127.0.0.1]/status-lists/" + place.list(),
            "https://aca.example@evil.example/status-lists/" + place.list())) {
      refused(
          ProblemType.CREDENTIAL_NOT_TRUSTED,
          "status-unknown", // the list is read where lists are, and it has another URI
          token(claim(elsewhere, place.index())));
    }
    assertThat(fetched).containsOnly("/status-lists/" + place.list());
    for (String noList :
        List.of(
            "https://aca.example/status-lists/",
            "https://aca.example/status-lists/7/../../x",
            "https://aca.example/status-lists/7?time=1",
            "https://aca.example/status-lists/-7",
            "https://aca.example/status-lists/1234567890123456789",
            "https://aca.example/crl/issuing-1.crl")) {
      refused(ProblemType.CREDENTIAL_NOT_TRUSTED, "status-form", token(claim(noList, 1)));
    }
  }

  private static Map<String, Object> claim(String uri, long index) {
    return new StatusReference(uri, index).claim();
  }

  @Test
  void anIndexBeyondTheListIsRefused() {
    String uri = place.at(StatusListRig.BASE).uri();
    for (long index : new long[] {StatusPlaces.ENTRIES, 1L << 32, Long.MAX_VALUE}) {
      refused(ProblemType.CREDENTIAL_NOT_TRUSTED, "status-unknown", token(claim(uri, index)));
    }
  }

  /**
   * A list by another key, of another type (threat 37), of another URI, too old or from the future.
   */
  @Test
  void refusesListsThatAreForgedStaleOrOfAnotherForm() {
    forged("statuslist+jwt", claims -> {});
    JwsSigner other =
        new JwsSigner(
            new InMemorySigningKey("other", TestKeys.ec()),
            PublicJwk.thumbprint(rig.key.publicKey()));
    answers(other.sign("statuslist+jwt", sound().build()));
    unknown();
    for (String typ : List.of("wit+jwt", "at+jwt", "JWT", "statuslist+cwt")) {
      refusedList(typ, claims -> {});
    }
    String uri = place.at(StatusListRig.BASE).uri();
    refusedList("statuslist+jwt", claims -> claims.add("sub", uri + "0"));
    refusedList("statuslist+jwt", claims -> claims.remove("sub"));
    refusedList("statuslist+jwt", claims -> claims.remove("exp"));
    refusedList("statuslist+jwt", claims -> claims.remove("iat"));
    refusedList("statuslist+jwt", claims -> claims.remove("status_list"));
    refusedList("statuslist+jwt", claims -> claims.add("exp", now()));
    refusedList("statuslist+jwt", claims -> claims.add("iat", now() - 301));
    refusedList("statuslist+jwt", claims -> claims.add("iat", now() + 120));
    refusedList("statuslist+jwt", claims -> claims.add("status_list", "x"));
    keys.clear();
    answers(rig.signer.sign("statuslist+jwt", sound().build()));
    unknown();
  }

  /** Sound, so that the changes of the others are what is refused. */
  private void forged(String typ, Consumer<JsonObjectBuilder> change) {
    answers(signed(typ, change));
    reader.requireValid(token());
    rig.pass(Duration.ofMinutes(6)); // nothing of it is left
  }

  private void refusedList(String typ, Consumer<JsonObjectBuilder> change) {
    answers(signed(typ, change));
    unknown();
    rig.pass(Duration.ofSeconds(2));
  }

  private void answers(String compact) {
    authority = path -> compact.getBytes(StandardCharsets.US_ASCII);
  }

  private String signed(String typ, Consumer<JsonObjectBuilder> change) {
    JsonObjectBuilder claims = sound();
    change.accept(claims);
    return rig.signer.sign(typ, claims.build());
  }

  private long now() {
    return rig.clock.instant().getEpochSecond();
  }

  private JsonObjectBuilder sound() {
    return Json.createObjectBuilder()
        .add("sub", place.at(StatusListRig.BASE).uri())
        .add("iat", now())
        .add("exp", now() + 300)
        .add("status_list", list(StatusList.allValid(1, StatusPlaces.ENTRIES)));
  }

  private static JsonObject list(StatusList list) {
    return Json.createObjectBuilder().add("bits", list.bits()).add("lst", list.encode()).build();
  }

  @Test
  void refusesListsThatAreHugeOrInflateToMore() {
    String bomb = StatusList.allValid(8, 64 << 20).encode();
    refusedList(
        "statuslist+jwt",
        claims ->
            claims.add("status_list", Json.createObjectBuilder().add("bits", 8).add("lst", bomb)));
    authority = path -> "e30.".repeat(2 << 20).getBytes(StandardCharsets.US_ASCII);
    unknown();
    for (String garbage : List.of("", ".", "..", "<html>", "e30.e30.e30", "\0".repeat(100))) {
      rig.pass(Duration.ofSeconds(2));
      answers(garbage);
      unknown();
    }
    rig.pass(Duration.ofSeconds(2));
    byte[] random = new byte[1 << 20];
    new java.util.SplittableRandom(1).nextBytes(random);
    answers(
        signed(
            "statuslist+jwt",
            claims ->
                claims.add(
                    "status_list",
                    Json.createObjectBuilder()
                        .add("bits", 8)
                        .add(
                            "lst",
                            Base64.getUrlEncoder().withoutPadding().encodeToString(random)))));
    unknown();
  }

  /** A status that this product does not give, in a list of its own authority. */
  @Test
  void aStatusThatIsNotKnownDoesNotCount() {
    StatusList list = StatusList.allValid(4, StatusPlaces.ENTRIES);
    list.set(place.index(), 12);
    answers(signed("statuslist+jwt", claims -> claims.add("status_list", list(list))));
    refused(ProblemType.CREDENTIAL_REVOKED, "status-invalid", token());
  }

  @Test
  void whileTheAuthorityIsAwayTheLastListServesUntilItIsTooOld() {
    reader.requireValid(token());
    authority = StatusListReaderTest::away;
    rig.pass(OLDEST.minusSeconds(1));
    reader.requireValid(token());
    reader.requireValid(token());
    assertThat(fetched).hasSize(2); // the second asks no more in this second
    rig.pass(Duration.ofSeconds(1));
    unknown();
    authority = path -> StatusListRig.answer(lists, path);
    unknown(); // until the next attempt
    rig.pass(Duration.ofSeconds(1));
    reader.requireValid(token());
  }

  private static byte[] away(String path) {
    throw new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "outbound-timeout", "none");
  }

  @Test
  void aHostileTimeToLiveIsBounded() {
    for (long ttl : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 0, 86_400}) {
      answers(signed("statuslist+jwt", claims -> claims.add("ttl", ttl)));
      reader.requireValid(token());
      rig.pass(OLDEST);
    }
    assertThat(fetched).hasSize(4);
  }

  /** Others go on with the list that they have while one waits for a slow authority. */
  @Test
  void nobodyElseWaitsForASlowAuthority() throws Exception {
    reader.requireValid(token());
    rig.pass(StatusListRig.TTL);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    authority =
        path -> {
          asked.countDown();
          await(answered);
          return StatusListRig.answer(lists, path);
        };
    CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> reader.requireValid(token()));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    reader.requireValid(token());
    answered.countDown();
    slow.get(10, TimeUnit.SECONDS);
    assertThat(fetched).hasSize(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theNumberOfListsIsBounded() {
    reader.requireValid(token());
    authority = StatusListReaderTest::away;
    for (int list = 0; list < 1_000; list++) {
      refused(
          ProblemType.CREDENTIAL_NOT_TRUSTED,
          "status-unknown",
          token(claim(StatusListRig.BASE + "/status-lists/" + list, 0)));
    }
    unknown(); // the first was forgotten, since others came
    assertThat(fetched).hasSize(1_002);
  }
}
