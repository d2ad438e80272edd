package org.bailiwick.client.transactiontoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.Test;

class MasterKeysTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-25T12:00:00Z"));
  private final AtomicReference<String> published =
      new AtomicReference<>(new TestTokens("key-1", "td").jwks());
  private final AtomicInteger fetches = new AtomicInteger();
  private final MasterKeys keys =
      new MasterKeys(
          () -> {
            fetches.incrementAndGet();
            return published.get();
          },
          new MovedClock(now).clock());

  private record MovedClock(AtomicReference<Instant> now) {
    Clock clock() {
      return new Clock() {
        @Override
        public Instant instant() {
          return now.get();
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };
    }
  }

  private static JsonWebSignature named(String kid) {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setKeyIdHeaderValue(kid);
    return jws;
  }

  @Test
  void fetchesOnceAndAgainForAnUnknownNameButNotAtOnce() throws Exception {
    keys.resolveKey(named("key-1"), List.of());
    keys.resolveKey(named("key-1"), List.of());
    assertThat(fetches).hasValue(1);
    published.set(new TestTokens("key-2", "td").jwks());
    assertThatThrownBy(() -> keys.resolveKey(named("key-2"), List.of()))
        .isInstanceOf(UnresolvableKeyException.class);
    assertThat(fetches).hasValue(1);
    now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(6)));
    assertThat(keys.resolveKey(named("key-2"), List.of())).isNotNull();
    assertThatThrownBy(() -> keys.resolveKey(named("key-1"), List.of()))
        .isInstanceOf(UnresolvableKeyException.class);
  }

  @Test
  void aKeyThatIsNotPublishedAnyMoreCountsForFiveMinutes() throws Exception {
    keys.resolveKey(named("key-1"), List.of());
    published.set(new TestTokens("key-2", "td").jwks());
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(5).minusMillis(1)));
    assertThat(keys.resolveKey(named("key-1"), List.of())).isNotNull();
    assertThat(fetches).hasValue(1);
    now.updateAndGet(instant -> instant.plusMillis(1));
    assertThatThrownBy(() -> keys.resolveKey(named("key-1"), List.of()))
        .isInstanceOf(UnresolvableKeyException.class);
    assertThat(fetches).hasValue(2);
  }

  @Test
  void keysCountForTenMinutesWhileTheyCannotBeFetched() throws Exception {
    keys.resolveKey(named("key-1"), List.of());
    published.set("no key set");
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(5)));
    for (int i = 0; i < 3; i++) {
      assertThat(keys.resolveKey(named("key-1"), List.of())).isNotNull();
    }
    assertThat(fetches).hasValue(2);
    now.updateAndGet(instant -> instant.plusSeconds(6));
    assertThat(keys.resolveKey(named("key-1"), List.of())).isNotNull();
    assertThat(fetches).hasValue(3);
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(5)));
    assertThatThrownBy(() -> keys.resolveKey(named("key-1"), List.of()))
        .isInstanceOf(UnresolvableKeyException.class);
  }

  @Test
  void refusesATokenThatNamesNoKey() {
    assertThatThrownBy(() -> keys.resolveKey(new JsonWebSignature(), List.of()))
        .isInstanceOf(UnresolvableKeyException.class);
  }

  @Test
  void triesAgainASecondAfterAFailedFetchAndNotBefore() throws Exception {
    String good = published.getAndSet("no key set");
    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> keys.resolveKey(named("key-1"), List.of()))
          .isInstanceOf(UnresolvableKeyException.class)
          .hasCauseInstanceOf(ProblemException.class);
    }
    assertThat(fetches).hasValue(1);
    published.set(good);
    now.updateAndGet(instant -> instant.plusSeconds(1));
    assertThat(keys.resolveKey(named("key-1"), List.of())).isNotNull();
  }

  /** Threat 67: who sends made-up names while the Master Agent hangs. */
  @Test
  void fewWaitForMadeUpNamesSoThatTheThreadsOfAListenerStayFree() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger tries = new AtomicInteger();
    MasterKeys slow =
        new MasterKeys(
            () -> {
              if (tries.incrementAndGet() > 1) {
                await(answer);
              }
              return published.get();
            },
            new MovedClock(now).clock());
    slow.resolveKey(named("key-1"), List.of());
    now.updateAndGet(instant -> instant.plus(Duration.ofMinutes(6)));
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Key>> all =
          IntStream.range(0, 20)
              .mapToObj(
                  i -> threads.submit(() -> slow.resolveKey(named("made-up-" + i), List.of())))
              .toList();
      await(() -> all.stream().filter(Future::isDone).count() >= 16);
      assertThat(slow.resolveKey(named("key-1"), List.of())).as("a known key").isNotNull();
      answer.countDown();
      for (Future<Key> each : all) {
        assertThatThrownBy(each::get).hasCauseInstanceOf(UnresolvableKeyException.class);
      }
    }
    assertThat(tries).hasValue(2);
  }

  /** Threat 69. */
  @Test
  void aClockThatIsSetBackDoesNotKeepANewKeyOut() throws Exception {
    keys.resolveKey(named("key-1"), List.of());
    published.set(new TestTokens("key-2", "td").jwks());
    now.updateAndGet(instant -> instant.minus(Duration.ofDays(1)));
    assertThat(keys.resolveKey(named("key-2"), List.of())).isNotNull();
  }

  /** A Master Agent that answers slowly, whom somebody has asked for with a made-up name. */
  @Test
  void whoseKeyIsKnownDoesNotWaitAndWhoWaitedForAFailureDoesNotRepeatIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    AtomicInteger tries = new AtomicInteger();
    MasterKeys slow =
        new MasterKeys(
            () -> {
              if (tries.incrementAndGet() == 1) {
                return published.get();
              }
              asked.countDown();
              await(answer);
              throw new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "x", "down");
            },
            new MovedClock(now).clock());
    slow.resolveKey(named("key-1"), List.of());
    now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(6)));
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      Future<Key> first = threads.submit(() -> slow.resolveKey(named("made-up"), List.of()));
      await(asked);
      assertThat(slow.resolveKey(named("key-1"), List.of())).isNotNull();
      Future<Key> second = threads.submit(() -> slow.resolveKey(named("made-up-2"), List.of()));
      Thread.sleep(300); // it waits for the first one by now
      now.updateAndGet(instant -> instant.plus(Duration.ofSeconds(1)));
      answer.countDown();
      assertThatThrownBy(first::get).hasCauseInstanceOf(UnresolvableKeyException.class);
      assertThatThrownBy(second::get)
          .cause()
          .isInstanceOf(UnresolvableKeyException.class)
          .hasCauseInstanceOf(ProblemException.class);
    }
    assertThat(tries).hasValue(2);
  }

  private static void await(BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; i < 200 && !reached.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertThat(reached.getAsBoolean()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
