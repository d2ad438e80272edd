package org.bailiwick.aca.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
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
      EventFeed.Batch batch = feed.next(stream, 10);
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
    EventFeed.Batch before = feed.next("ars", 10);
    assertThat(feed.next("ars", 10)).isEqualTo(before);
    feed.acknowledge("ars", before.sets().keySet());
    assertThat(feed.next("ars", 10).sets()).isEmpty();
    assertThat(feed.next("master", 10).sets()).hasSize(1);
    feed.acknowledge("ars", List.of("unknown"));
  }

  @Test
  void saysWhenMoreAreWaiting() {
    for (int i = 0; i < 3; i++) {
      database.writer().commit(feed.announce(CHANGE));
    }
    EventFeed.Batch two = feed.next("ars", 2);
    assertThat(two.sets()).hasSize(2);
    assertThat(two.moreAvailable()).isTrue();
    assertThat(feed.next("ars", 0).moreAvailable()).isTrue();
    feed.acknowledge("ars", two.sets().keySet());
    EventFeed.Batch last = feed.next("ars", 2);
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
