package org.bailiwick.aca.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventFeedTest {

  private static final CredentialChange CHANGE =
      new CredentialChange(
          "spiffe://bailiwick.example/agent/reader",
          "CN=issuing-1",
          "07",
          "key-compromise",
          Instant.parse("2026-11-25T12:00:00Z"));

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:01Z");
  private static final Receiver ARS = node("ars");
  private static final Receiver SECOND =
      new Receiver("ars", "spiffe://bailiwick.example/node/domain-2");

  private final TestLedger database = TestLedger.open(Clock.systemUTC());
  private final SigningKey key = new InMemorySigningKey("events", TestKeys.rsa3072());
  private final FeedWaiters waiters = new FeedWaiters(Runnable::run);
  private final EventFeed feed =
      new EventFeed(
          database.writer(),
          database.reader(),
          () -> new JwsSigner(key, "k1"),
          URI.create("https://aca.example"),
          waiters);

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void tellsEveryStreamInTheFormOfCaep() throws InvalidJwtException {
    database.writer().commit(feed.announce(CHANGE));
    for (String stream : EventFeed.STREAMS) {
      EventFeed.Batch batch = feed.next(node(stream), 10);
      assertThat(batch.sets()).hasSize(1);
      JwtClaims claims =
          new JwtConsumerBuilder()
              .setExpectedType(true, "secevent+jwt")
              .setExpectedIssuer("https://aca.example")
              .setExpectedAudience(stream)
              .setVerificationKey(key.publicKey())
              .build()
              .processToClaims(batch.sets().values().iterator().next());
      assertThat(claims.hasClaim("sub")).isFalse();
      assertThat(claims.hasClaim("exp")).isFalse();
      assertThat(claims.getRawJson())
          .contains("\"uri\":\"spiffe://bailiwick.example/agent/reader\"")
          .contains("\"x509_serial\":\"07\"");
    }
  }

  @Test
  void keepsAnEventUntilItsOwnReceiverAcknowledges() {
    database.writer().commit(feed.announce(CHANGE));
    EventFeed.Batch before = feed.next(ARS, 10);
    assertThat(feed.next(ARS, 10)).isEqualTo(before);
    feed.acknowledge(ARS, before.sets().keySet(), NOW);
    assertThat(feed.next(ARS, 10).sets()).isEmpty();
    assertThat(feed.next(node("master"), 10).sets()).hasSize(1);
    feed.acknowledge(ARS, List.of("unknown"), NOW);
  }

  private static Receiver node(String stream) {
    return new Receiver(stream, "spiffe://bailiwick.example/node/domain");
  }

  @Test
  void whatOneNodeAcknowledgesIsNotHiddenFromAnother() {
    feed.acknowledge(ARS, List.of(), NOW);
    feed.acknowledge(SECOND, List.of(), NOW);
    database.writer().commit(feed.announce(CHANGE));
    Set<String> events = feed.next(ARS, 10).sets().keySet();
    feed.acknowledge(ARS, events, NOW);
    forgetAt(NOW.plus(Duration.ofDays(1)));
    assertThat(feed.next(ARS, 10).sets()).isEmpty();
    assertThat(feed.next(SECOND, 10).sets()).containsOnlyKeys(events);
    feed.acknowledge(SECOND, events, NOW);
    forgetAt(NOW.plus(Duration.ofDays(1)));
    assertThat(database.count("feed_event")).isEqualTo(1); // that of the other stream
  }

  /** Its CRL may be a little older than its first poll. */
  @Test
  void aNodeThatIsNewGetsTheEventsOfTheLastHour() {
    database.writer().commit(feed.announce(CHANGE));
    Set<String> events = feed.next(ARS, 10).sets().keySet();
    feed.acknowledge(ARS, events, NOW);
    forgetAt(NOW.plus(Duration.ofMinutes(59)));
    assertThat(feed.next(SECOND, 10).sets()).containsOnlyKeys(events);
    forgetAt(NOW.plus(Duration.ofMinutes(61)));
    assertThat(feed.next(SECOND, 10).sets()).isEmpty();
  }

  @Test
  void noEventWaitsForANodeThatHasNotPolledForAWeek() {
    feed.acknowledge(SECOND, List.of(), NOW.minus(Duration.ofDays(7)));
    database.writer().commit(feed.announce(CHANGE));
    feed.acknowledge(ARS, feed.next(ARS, 10).sets().keySet(), NOW);
    forgetAt(NOW.plus(Duration.ofHours(2)));
    assertThat(database.count("feed_event")).isEqualTo(1);
    assertThat(database.count("feed_receiver")).isEqualTo(1);
  }

  @Test
  void anEventThatIsAcknowledgedBeforeAnOlderOneIsSentAgain() {
    database.writer().commit(feed.announce(CHANGE));
    database.writer().commit(feed.announce(CHANGE));
    List<String> two = List.copyOf(feed.next(ARS, 10).sets().keySet());
    feed.acknowledge(ARS, List.of(two.getLast()), NOW);
    assertThat(feed.next(ARS, 10).sets().keySet()).containsExactlyElementsOf(two);
    feed.acknowledge(ARS, two, NOW);
    assertThat(feed.next(ARS, 10).sets()).isEmpty();
  }

  private void forgetAt(Instant now) {
    database.writer().commit(EventFeed.forget(now));
  }

  @Test
  void saysWhenMoreAreWaiting() {
    for (int i = 0; i < 3; i++) {
      database.writer().commit(feed.announce(CHANGE));
    }
    EventFeed.Batch two = feed.next(ARS, 2);
    assertThat(two.sets()).hasSize(2);
    assertThat(two.moreAvailable()).isTrue();
    assertThat(feed.next(ARS, 0).moreAvailable()).isTrue();
    feed.acknowledge(ARS, two.sets().keySet(), NOW);
    EventFeed.Batch last = feed.next(ARS, 2);
    assertThat(last.sets()).hasSize(1);
    assertThat(last.moreAvailable()).isFalse();
    assertThat(two.sets().keySet()).doesNotContainAnyElementsOf(last.sets().keySet());
  }

  @Test
  void wakesEachWaiterOnce() {
    AtomicInteger woken = new AtomicInteger();
    Runnable forgotten = woken::incrementAndGet;
    waiters.await("ars", woken::incrementAndGet);
    waiters.await("master", woken::incrementAndGet);
    waiters.await("master", forgotten);
    waiters.forget("master", forgotten);
    feed.wakeReceivers();
    feed.wakeReceivers();
    assertThat(woken).hasValue(2);
    assertThat(waiters.isEmpty()).isTrue();
  }
}
