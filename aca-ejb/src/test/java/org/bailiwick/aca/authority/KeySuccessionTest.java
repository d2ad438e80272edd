package org.bailiwick.aca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeySuccessionTest {

  private static final Instant MOMENT = Instant.parse("2026-11-25T12:00:00Z");

  private final KeySuccession keys = new KeySuccession("events");

  @Test
  void eachIsInServiceFromItsMomentOn() {
    keys.succeed("events-2", MOMENT);
    keys.succeed("events-2", MOMENT); // the record is read anew after each start
    assertThat(keys.at(MOMENT.minusMillis(1))).isEqualTo("events");
    assertThat(keys.at(MOMENT)).isEqualTo("events-2");
  }

  @Test
  void theTokenMustHoldTheOneInServiceAndThoseToCome() {
    keys.succeed("events-2", MOMENT);
    assertThat(keys.needed(MOMENT.minusMillis(1))).containsExactly("events", "events-2");
    assertThat(keys.needed(MOMENT)).containsExactly("events-2");
  }

  @Test
  void oneThatIsNotKnownYetWaitsAndTheOneBeforeGoesOn() {
    Instant known = MOMENT.plusSeconds(300);
    keys.succeed("events-2", MOMENT, known);
    assertThat(keys.at(known.minusMillis(1))).isEqualTo("events");
    assertThat(keys.needed(known.minusMillis(1))).containsExactly("events", "events-2");
    assertThat(keys.at(known)).isEqualTo("events-2");
    assertThat(keys.needed(known)).containsExactly("events-2");
  }

  /** As in a new database beside old records, which are all read at once. */
  @Test
  void ofTwoThatWaitedTheLaterOneIsInService() {
    Instant known = MOMENT.plusSeconds(300);
    keys.succeed("events-10", MOMENT, known);
    keys.succeed("events-9", MOMENT.minusSeconds(60), known.plusSeconds(1));
    assertThat(keys.at(known.minusMillis(1))).isEqualTo("events");
    assertThat(keys.at(known)).isEqualTo("events-10");
    assertThat(keys.at(known.plusSeconds(1))).isEqualTo("events-10");
  }

  @Test
  void aUseMayHaveNoKeyAtFirst() {
    KeySuccession none = new KeySuccession();
    assertThat(none.find(MOMENT)).isEmpty();
    assertThat(none.needed(MOMENT)).isEmpty();
    none.succeed("wit", MOMENT);
    assertThat(none.find(MOMENT.minusMillis(1))).isEmpty();
    assertThat(none.needed(MOMENT.minusMillis(1))).containsExactly("wit");
    assertThat(none.find(MOMENT)).contains("wit");
    assertThat(none.needed(MOMENT.plusSeconds(1))).containsExactly("wit");
  }
}
