package org.bailiwick.aca.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.testing.TestAuditKeys;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.records.StatedHeads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signed heads whose time is before that of the last one. */
class HeadTimesTest {
  private static final String CHAIN = "authority/aca";
  private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);

  private final KeyPair key = TestKeys.ec();
  @TempDir private Path folder;
  private StatedHeads stated;
  private HeadTimes times;
  private long seq;

  @BeforeEach
  void open() {
    HeadLog log = new HeadLog(folder.resolve("heads"));
    TestAuditKeys keys = new TestAuditKeys(() -> List.of(key));
    stated = new StatedHeads(log, CHAIN, keys);
    times = new HeadTimes(log, CHAIN, keys);
  }

  /** So many heads from this time on, with a pause after each. */
  private Instant heads(Instant from, int count, Duration pause) {
    Instant at = from;
    for (int i = 0; i < count; i++) {
      AuditHead head = new AuditHead(CHAIN, ++seq, "00");
      stated.append(new HeadStatement(head, at, "", Optional.empty()));
      at = at.plus(pause);
    }
    return at.minus(pause);
  }

  @Test
  void sayNothingOfATimeAfterThem() {
    assertThat(times.newestIfPassed(START)).isEmpty();
    Instant last = heads(START, 5, Duration.ofMinutes(1));
    assertThat(times.newestIfPassed(last)).isEmpty();
    assertThat(times.newestIfPassed(last.plus(MONTH))).isEmpty();
    assertThat(times.newestIfPassed(last.minus(Duration.ofMinutes(4)))).isEmpty();
  }

  @Test
  void showThatTheClockHasBeenThereHoweverRarelyTheyWereSigned() {
    Instant last = heads(START, 24, Duration.ofHours(1));
    assertThat(times.newestIfPassed(START.plus(Duration.ofMinutes(90)))).contains(last);
    assertThat(times.newestIfPassed(START.minus(MONTH))).contains(last);
  }

  @Test
  void showThatAClockThatWasAheadLeaptOverIt() {
    Instant before = heads(START, 5, Duration.ofMinutes(1));
    Instant ahead = heads(before.plus(MONTH), 10, Duration.ofMinutes(1));
    assertThat(times.newestIfPassed(before.plus(Duration.ofMinutes(11)))).isEmpty();
    assertThat(times.newestIfPassed(before.plus(MONTH.dividedBy(2)))).isEmpty();
    assertThat(times.newestIfPassed(START.minus(Duration.ofDays(1)))).contains(ahead);
  }

  /** In the time since the last head before, the others cannot have been signed. */
  @Test
  void doNotTakeAPauseForALeapWhenTooMuchFollows() {
    Instant before = heads(START, 1, Duration.ZERO);
    Instant last = heads(before.plus(Duration.ofHours(2)), 30, Duration.ofHours(1));
    assertThat(times.newestIfPassed(before.plus(Duration.ofMinutes(30)))).contains(last);
  }
}
