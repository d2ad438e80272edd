package org.bailiwick.aca.wit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.jose.PublicJwk;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WitKeysTest {

  private static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant NEXT = MADE.plus(Duration.ofDays(300));

  private final WitKey first = new WitKey("wit", TestKeys.ec().getPublic(), MADE, MADE);
  private final WitKey second =
      new WitKey("wit-2", TestKeys.ec().getPublic(), NEXT, NEXT.plusSeconds(3600));
  private TestLedger database;

  @BeforeEach
  void open() {
    database = TestLedger.open(Clock.systemUTC());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anAuthorityWithoutAKeyPublishesNone() {
    assertThat(at(MADE).published(WitKeys.Audience.SPIFFE)).isEmpty();
    assertThat(at(MADE).changes()).isEmpty();
  }

  @Test
  void aBundleEntryHasUseAndKeyId() {
    take(first);
    take(first); // a node that starts again
    Map<String, Object> jwk = at(MADE).published(WitKeys.Audience.SPIFFE).getFirst();
    assertThat(jwk)
        .containsEntry("use", "wit-svid")
        .containsEntry("kid", PublicJwk.thumbprint(first.publicKey()))
        .containsEntry("alg", "ES256")
        .containsEntry("kty", "EC")
        .containsEntry("crv", "P-256")
        .containsKeys("x", "y")
        .hasSize(7);
    assertThat(at(MADE).published(WitKeys.Audience.JOSE).getFirst()).containsEntry("use", "sig");
  }

  @Test
  void bothArePublishedFromTheCeremonyOnUntilNothingOfTheFirstIsValid() {
    take(first);
    take(second);
    Instant last = second.inService().plus(WitKeys.LONGEST_LIFE);
    for (Instant overlap : List.of(NEXT, second.inService(), last.minusSeconds(1))) {
      assertThat(ids(overlap)).containsExactly(first.keyId(), second.keyId());
    }
    assertThat(ids(last)).containsExactly(second.keyId());
  }

  /** So the bundle's sequence rises with each of them. */
  @Test
  void tellsWhenWhatIsPublishedChanged() {
    take(first);
    take(second);
    Instant last = second.inService().plus(WitKeys.LONGEST_LIFE);
    assertThat(at(last.minusSeconds(1)).changes()).containsExactly(MADE, NEXT);
    assertThat(at(last).changes()).containsExactly(MADE, last, NEXT);
  }

  @Test
  void seesAKeyThatAnotherNodeTookOver() {
    WitKeys keys = at(MADE);
    keys.refresh();
    take(first);
    assertThat(keys.published(WitKeys.Audience.SPIFFE)).isEmpty();
    keys.refresh();
    assertThat(keys.published(WitKeys.Audience.SPIFFE)).hasSize(1);
  }

  private void take(WitKey key) {
    database.writer().commit(WitKeys.imported(key));
  }

  private List<Object> ids(Instant now) {
    return Stream.of(at(now))
        .flatMap(keys -> keys.published(WitKeys.Audience.SPIFFE).stream())
        .map(jwk -> jwk.get("kid"))
        .toList();
  }

  private WitKeys at(Instant now) {
    return new WitKeys(database.reader(), Clock.fixed(now, ZoneOffset.UTC));
  }
}
