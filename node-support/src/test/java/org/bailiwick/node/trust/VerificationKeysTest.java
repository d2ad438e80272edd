package org.bailiwick.node.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.testing.TestClock;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class VerificationKeysTest {
  private final TestClock clock = TestClock.atPresent();
  private final PublicKey key = TestKeys.ec().getPublic();
  private String set = jwks("k1", key);
  private int reads;
  private boolean away;
  private final VerificationKeys keys = new VerificationKeys(this::read, clock);

  private byte[] read() {
    reads++;
    if (away) {
      throw new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "test", "away");
    }
    return set.getBytes(StandardCharsets.UTF_8);
  }

  private static String jwks(String id, PublicKey key) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
      jwk.setKeyId(id);
      return new JsonWebKeySet(jwk).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void findsAKeyByItsIdAndReadsTheSetOnce() {
    assertThat(keys.find("k1")).contains(key);
    assertThat(keys.find("k1")).contains(key);
    assertThat(reads).isEqualTo(1);
  }

  @Test
  void anUnknownIdReadsTheSetAnewButNotMoreOftenThanEveryThirtySeconds() {
    assertThat(keys.find("k1")).isPresent();
    set = jwks("k2", TestKeys.ec().getPublic());
    for (int i = 0; i < 1000; i++) {
      assertThat(keys.find("made-up-" + i)).isEmpty();
    }
    assertThat(reads).isEqualTo(1);
    clock.move(Duration.ofSeconds(30));
    assertThat(keys.find("k2")).isPresent();
    assertThat(keys.find("k1")).isEmpty();
    assertThat(reads).isEqualTo(2);
  }

  @Test
  void aKeyThatTheIssuerDroppedIsForgottenWithinTenMinutes() {
    assertThat(keys.find("k1")).isPresent();
    set = "{\"keys\":[]}";
    clock.move(Duration.ofMinutes(10));
    assertThat(keys.find("k1")).isEmpty();
  }

  @Test
  void keepsTheKeysWhileTheIssuerIsAwayButNotForEver() {
    assertThat(keys.find("k1")).isPresent();
    away = true;
    clock.move(Duration.ofMinutes(30));
    assertThat(keys.find("k1")).isPresent();
    clock.move(Duration.ofMinutes(30));
    assertThatThrownBy(() -> keys.find("k1")).isInstanceOf(ProblemException.class);
  }

  @Test
  void takesNeitherSecretsNorEncryptionKeys() {
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[32]);
    set =
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"k1\",\"k\":\""
            + secret
            + "\"},"
            + jwks("k2", key).replace("{\"keys\":[{", "{\"use\":\"enc\",").replace("]}", "")
            + "]}";
    assertThat(keys.find("k1")).isEmpty();
    assertThat(keys.find("k2")).isEmpty();
  }

  @Test
  void aMalformedSetIsNoSet() {
    set = "<html>";
    assertThatThrownBy(() -> keys.find("k1")).isInstanceOf(ProblemException.class);
  }

  /** Found by fuzzing: the library casts what it reads, and a provider may answer anything. */
  @Test
  void aSetOfAnotherShapeIsAnOutageAndNotAFault() {
    for (String other : new String[] {"{\"keys\":[\"k\"]}", "{\"keys\":{}}", "{}", "[]", "7"}) {
      set = other;
      assertThatThrownBy(() -> new VerificationKeys(this::read, clock).find("k1"))
          .as(other)
          .isInstanceOfSatisfying(
              ProblemException.class,
              outage -> assertThat(outage.check()).isEqualTo("issuer-keys-unavailable"));
    }
  }

  /** An issuer that answers slowly, whom a stranger has asked for with a made-up key id. */
  @Test
  void whoseKeyIsKnownDoesNotWaitForAnIssuerThatIsSlow() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    VerificationKeys slow =
        new VerificationKeys(
            () -> {
              if (reads > 0) {
                asked.countDown();
                await(answer);
              }
              return read();
            },
            clock);
    assertThat(slow.find("k1")).isPresent();
    clock.move(Duration.ofMinutes(1));
    CompletableFuture<Optional<PublicKey>> stranger =
        CompletableFuture.supplyAsync(() -> slow.find("made-up"), Thread::startVirtualThread);
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(
            CompletableFuture.supplyAsync(() -> slow.find("k1"), Thread::startVirtualThread)
                .get(10, TimeUnit.SECONDS))
        .contains(key);
    answer.countDown();
    assertThat(stranger.get(10, TimeUnit.SECONDS)).isEmpty();
    assertThat(reads).isEqualTo(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whoWaitedForAnAttemptThatFailedDoesNotRepeatIt() {
    VerificationKeys failing =
        new VerificationKeys(
            () -> {
              clock.move(Duration.ofSeconds(10)); // so long it took
              return read();
            },
            clock);
    away = true;
    assertThatThrownBy(() -> failing.find("k1")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> failing.find("k1")).isInstanceOf(ProblemException.class);
    assertThat(reads).isEqualTo(1);
    clock.move(Duration.ofSeconds(2));
    assertThatThrownBy(() -> failing.find("k1")).isInstanceOf(ProblemException.class);
    assertThat(reads).isEqualTo(2);
  }
}
