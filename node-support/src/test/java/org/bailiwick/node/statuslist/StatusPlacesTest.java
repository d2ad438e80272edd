package org.bailiwick.node.statuslist;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.bailiwick.contract.statuslist.StatusReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusPlacesTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final StatusListRig rig = new StatusListRig();

  @AfterEach
  void close() {
    rig.close();
  }

  private Instant inAnHour() {
    return rig.clock.instant().plus(HOUR);
  }

  @Test
  void aListGivesEachOfItsPlacesOnceInNoOrderAndThenAnotherIsOpened() {
    StatusPlaces places = rig.places();
    BitSet given = new BitSet();
    long list = places.next(inAnHour()).list();
    int ascending = 0;
    int before = -1;
    for (int drawn = 1; drawn < StatusPlaces.ENTRIES; drawn++) {
      StatusPlace place = places.next(inAnHour());
      assertThat(place.list()).isEqualTo(list);
      assertThat(given.get(place.index())).isFalse();
      given.set(place.index());
      ascending += place.index() > before ? 1 : 0;
      before = place.index();
    }
    assertThat(given.cardinality()).isEqualTo(StatusPlaces.ENTRIES - 1); // and the first one
    assertThat(given.length()).isLessThanOrEqualTo(StatusPlaces.ENTRIES);
    assertThat(ascending / (double) StatusPlaces.ENTRIES).isBetween(0.45, 0.55);
    assertThat(rig.database.count("status_list")).isOne();
    assertThat(places.next(inAnHour()).list()).isNotEqualTo(list);
    assertThat(rig.database.count("status_list")).isEqualTo(2);
    assertThat(rig.database.count("audit_entry where event = 'status-list.opened'")).isEqualTo(2);
    assertThat(places.given()).isEqualTo(StatusPlaces.ENTRIES + 1);
  }

  /** Each has drawn its own order, so one list for two processes would give places twice. */
  @Test
  void processesAndRestartsHaveListsOfTheirOwn() {
    Set<Long> lists = new HashSet<>();
    for (int process = 0; process < 5; process++) {
      lists.add(rig.places().next(inAnHour()).list());
    }
    assertThat(lists).hasSize(5).allMatch(list -> list > 1L << 31 && list < 1L << 53);
  }

  @Test
  void aListIsUsedForHalfADay() {
    StatusPlaces places = rig.places();
    long first = places.next(inAnHour()).list();
    rig.pass(Duration.ofHours(12).minusSeconds(1));
    assertThat(places.next(inAnHour()).list()).isEqualTo(first);
    rig.pass(Duration.ofSeconds(1));
    long second = places.next(inAnHour()).list();
    assertThat(second).isNotEqualTo(first);
    rig.clock.move(Duration.ofHours(-2)); // the clock was ahead when the list was opened
    assertThat(places.next(inAnHour()).list()).isNotEqualTo(second);
  }

  /** Otherwise the list would be gone before its token. */
  @Test
  void noTokenOutlivesItsList() {
    StatusPlaces places = rig.places();
    long usual = places.next(rig.clock.instant().plus(Duration.ofHours(36))).list();
    Instant month = rig.clock.instant().plus(Duration.ofDays(30));
    long longer = places.next(month).list();
    assertThat(longer).isNotEqualTo(usual);
    rig.writer.commit(StatusPlaces.forgetExpired(rig.clock.instant().plus(Duration.ofDays(2))));
    assertThat(rig.database.count("status_list")).isOne();
    rig.writer.commit(StatusPlaces.forgetExpired(month));
    assertThat(rig.database.count("status_list where list_id = " + longer)).isOne();
    rig.writer.commit(StatusPlaces.forgetExpired(month.plusSeconds(1)));
    assertThat(rig.database.count("status_list")).isZero();
  }

  @Test
  void manyAtTheSameTimeGetDifferentPlaces() {
    StatusPlaces places = rig.places();
    Set<StatusPlace> given = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 20_000).parallel().forEach(each -> given.add(places.next(inAnHour())));
    assertThat(given).hasSize(20_000);
    assertThat(rig.database.count("status_list")).isOne();
  }

  @Test
  void aPlaceIsWrittenAsTheListIsNamed() {
    assertThat(new StatusPlace(5_000_000_001L, 7).at("https://aca.example"))
        .isEqualTo(new StatusReference("https://aca.example/status-lists/5000000001", 7));
  }
}
