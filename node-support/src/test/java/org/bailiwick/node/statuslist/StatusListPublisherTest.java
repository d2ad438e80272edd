package org.bailiwick.node.statuslist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.statuslist.StatusList;
import org.bailiwick.node.jose.SignedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusListPublisherTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final StatusListRig rig = new StatusListRig();
  private final StatusPlaces places = rig.places();
  private final StatusListPublisher lists = rig.publisher();

  @AfterEach
  void close() {
    rig.close();
  }

  private StatusPlace place() {
    return places.next(rig.clock.instant().plus(Duration.ofHours(1)));
  }

  private Map<String, Object> claims(SignedStatusList list) {
    String payload =
        SignedStatement.payload(list.compact(), "statuslist+jwt", rig.key.publicKey())
            .orElseThrow();
    return StrictJson.members(payload, 8);
  }

  private int status(StatusListPublisher from, StatusPlace place) {
    Map<String, Object> claim =
        StrictJson.members(
            StrictJson.object(
                    SignedStatement.payload(
                            from.published(place.list()).compact(),
                            "statuslist+jwt",
                            rig.key.publicKey())
                        .orElseThrow())
                .getJsonObject("status_list")
                .toString(),
            8);
    return StatusList.read(claim, 1 << 20).find(place.index()).orElseThrow();
  }

  @Test
  void saysWhoseListItIsAndForHowLong() {
    StatusPlace place = place();
    SignedStatusList list = lists.published(place.list());
    Map<String, Object> claims = claims(list);
    assertThat(claims.keySet())
        .containsExactlyInAnyOrder("sub", "iat", "exp", "ttl", "status_list");
    assertThat(claims.get("sub")).isEqualTo(place.at(StatusListRig.BASE).uri());
    assertThat(claims.get("iat")).isEqualTo(rig.clock.instant().getEpochSecond());
    assertThat(claims.get("exp")).isEqualTo(rig.clock.instant().getEpochSecond() + 300);
    assertThat(claims.get("ttl")).isEqualTo(10L);
    assertThat(((Map<?, ?>) claims.get("status_list")).get("aggregation_uri"))
        .isEqualTo("https://aca.example/status-lists");
    assertThat(list.compact().length()).isLessThan(1_000); // 2^17 entries that are all VALID
    assertThat(lists.uris()).containsExactly(place.at(StatusListRig.BASE).uri());
  }

  @Test
  void aRevocationIsInTheListASecondLaterAndStays() {
    StatusPlace revoked = place();
    StatusPlace other = place();
    assertThat(status(lists, revoked)).isZero();
    rig.revoked.add(revoked);
    rig.pass(SECOND);
    assertThat(status(lists, revoked)).isOne();
    assertThat(status(lists, other)).isZero();
    rig.revoked.clear(); // the next readings begin later
    rig.pass(Duration.ofHours(1));
    assertThat(status(lists, revoked)).isOne();
    assertThat(lists.notValid()).isOne();
  }

  @Test
  void suspensionsAreLiftedAndRevocationsAreNot() {
    StatusPlace place = place();
    StatusPlace both = place();
    rig.suspended.addAll(List.of(place, both));
    assertThat(status(lists, place)).isEqualTo(2);
    rig.revoked.add(both);
    rig.pass(SECOND);
    assertThat(status(lists, both)).isOne();
    rig.suspended.clear();
    rig.revoked.clear();
    rig.pass(SECOND);
    assertThat(status(lists, place)).isZero();
    assertThat(status(lists, both)).isOne();
    assertThat(lists.notValid()).isOne();
  }

  /** After kill -9 there is nothing but the ledger. */
  @Test
  void aNewProcessPublishesTheSame() {
    StatusPlace place = place();
    rig.revoked.add(place);
    assertThat(status(lists, place)).isOne();
    StatusListPublisher restarted = rig.publisher();
    assertThat(status(restarted, place)).isOne();
    assertThat(restarted.uris()).isEqualTo(lists.uris());
  }

  @Test
  void isSignedWhenItHasChangedOrItsTimeIsOverAndAtMostOnceASecond() {
    StatusPlace place = place();
    for (int request = 0; request < 100; request++) {
      lists.published(place.list());
      rig.pass(Duration.ofMillis(99)); // not quite the time to live in all
    }
    assertThat(rig.signatures).isOne();
    assertThat(rig.readings).isLessThanOrEqualTo(10);
    rig.pass(SECOND);
    lists.published(place.list());
    assertThat(rig.signatures).isEqualTo(2);
    for (int request = 0; request < 50; request++) {
      rig.revoked.add(place());
      lists.published(place.list());
      rig.pass(Duration.ofMillis(100));
    }
    assertThat(rig.signatures).isBetween(5, 8);
    IntStream.range(0, 1_000).parallel().forEach(each -> lists.published(place.list()));
    assertThat(rig.signatures).isLessThanOrEqualTo(9);
  }

  @Test
  void aListThatNobodyAsksForCostsNothing() {
    StatusPlace asked = place();
    StatusPlace another = rig.places().next(rig.clock.instant().plus(Duration.ofHours(1)));
    lists.published(asked.list());
    rig.revoked.add(another);
    rig.pass(SECOND);
    lists.published(asked.list());
    assertThat(rig.signatures).isOne();
    assertThat(status(lists, another)).isOne();
  }

  @Test
  void withoutTheKeyTheLastListServesUntilItExpires() {
    StatusPlace place = place();
    SignedStatusList last = lists.published(place.list());
    rig.signerFault =
        new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm-token", "The HSM is away.");
    rig.pass(Duration.ofMinutes(5).minusSeconds(1));
    assertThat(lists.published(place.list())).isEqualTo(last);
    rig.pass(SECOND);
    refused(ProblemType.SIGNER_UNAVAILABLE, "hsm-token", place.list());
    rig.signerFault = null;
    refused(ProblemType.SIGNER_UNAVAILABLE, "hsm-token", place.list()); // in the same second
    rig.pass(SECOND);
    assertThat(lists.published(place.list()).issuedAt()).isEqualTo(rig.clock.instant());
  }

  /** The others get the last list meanwhile, so that their threads are not used up. */
  @Test
  void oneRequestWaitsForASlowKey() throws Exception {
    StatusPlace place = place();
    SignedStatusList last = lists.published(place.list());
    rig.pass(StatusListRig.TTL);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch signs = new CountDownLatch(1);
    rig.beforeSignature =
        () -> {
          asked.countDown();
          try {
            signs.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    CompletableFuture<SignedStatusList> slow =
        CompletableFuture.supplyAsync(() -> lists.published(place.list()));
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(lists.published(place.list())).isEqualTo(last);
    signs.countDown();
    assertThat(slow.get(10, TimeUnit.SECONDS)).isNotEqualTo(last);
  }

  @Test
  void withoutTheDatabaseTheLastListServesUntilItExpires() {
    StatusPlace place = place();
    SignedStatusList last = lists.published(place.list());
    rig.databaseFault = new IllegalStateException("no connection");
    rig.pass(Duration.ofMinutes(4));
    assertThat(lists.published(place.list())).isEqualTo(last);
    rig.pass(Duration.ofMinutes(1));
    assertThatThrownBy(() -> lists.published(place.list())).isEqualTo(rig.databaseFault);
    assertThat(rig.signatures).isOne();
    rig.databaseFault = null;
    rig.revoked.add(place);
    rig.pass(SECOND);
    assertThat(status(lists, place)).isOne();
  }

  @Test
  void listsThatAreUnknownOrOverAreNotFound() {
    refused(ProblemType.NOT_FOUND, "status-list-unknown", 7);
    refused(ProblemType.NOT_FOUND, "status-list-unknown", -1);
    StatusPlace place = place();
    rig.revoked.add(place);
    assertThat(status(lists, place)).isOne();
    rig.pass(Duration.ofHours(36));
    refused(ProblemType.NOT_FOUND, "status-list-unknown", place.list());
    rig.writer.commit(StatusPlaces.forgetExpired(rig.clock.instant().plusSeconds(1)));
    rig.revoked.clear();
    rig.pass(SECOND);
    assertThat(lists.uris()).isEmpty();
    assertThat(lists.lists()).isZero();
    assertThat(lists.notValid()).isZero();
    assertThat(rig.signatures).isOne();
  }

  /** A list that another node has opened a moment ago is found at once. */
  @Test
  void aNewListIsFoundAtOnce() {
    lists.published(place().list());
    StatusPlace another = rig.places().next(rig.clock.instant().plus(Duration.ofHours(1)));
    assertThat(lists.published(another.list()).compact()).isNotEmpty();
  }

  @Test
  void aListFromAClockThatWasAheadIsReplaced() {
    rig.clock.move(Duration.ofMinutes(4));
    StatusPlace place = place();
    SignedStatusList ahead = lists.published(place.list());
    rig.clock.move(Duration.ofMinutes(-4));
    rig.nanos += SECOND.toNanos();
    assertThat(lists.published(place.list()).issuedAt()).isBefore(ahead.issuedAt());
  }

  private void refused(ProblemType type, String check, long list) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> lists.published(list));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void onlyAPresentListIsServed() {
    StatusListAnswer.requirePresent(null);
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> StatusListAnswer.requirePresent("1686925000"));
    assertThat(refusal.type()).isEqualTo(ProblemType.NOT_IMPLEMENTED);
  }

  @Test
  void gzipIsUsedWhereItIsAccepted() {
    for (String field :
        List.of("gzip", "br, gzip", "GZIP;q=0.5", "x-gzip", "br;q=1, gzip; q=1.0")) {
      assertThat(StatusListAnswer.acceptsGzip(List.of(field))).as(field).isTrue();
    }
    for (String field : List.of("", "br", "gzip;q=0", "gzip;q=0.000", "gzipped", "gzip;q=x")) {
      assertThat(StatusListAnswer.acceptsGzip(List.of(field))).as(field).isFalse();
    }
    assertThat(StatusListAnswer.acceptsGzip(null)).isFalse();
    assertThat(Optional.of(List.of("br", "gzip")).filter(StatusListAnswer::acceptsGzip))
        .isPresent();
  }
}
