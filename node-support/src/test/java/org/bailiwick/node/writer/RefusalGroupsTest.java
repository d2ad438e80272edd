package org.bailiwick.node.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.Test;

class RefusalGroupsTest {
  private static final int ALL = Integer.MAX_VALUE;

  private final TestClock clock = new TestClock(Instant.parse("2026-03-29T02:30:10Z"));
  private final RefusalGroups groups = new RefusalGroups(clock);

  private boolean isFirst(String check, String source) {
    return groups.isFirst(
        AuditEntry.of("request.refused", Outcome.DENIED, check, "anonymous"), source);
  }

  private void refuse(int times, String check, String source) {
    IntStream.range(0, times).forEach(i -> isFirst(check, source));
  }

  private static List<String> texts(List<RefusalCount> counts) {
    return counts.stream()
        .map(c -> c.group().check() + " " + c.group().source() + " " + c.count())
        .toList();
  }

  @Test
  void theFirstOfEachCheckSourceEventAndMinuteIsWhole() {
    assertThat(isFirst("path", "192.0.2.1")).isTrue();
    assertThat(isFirst("path", "192.0.2.1")).isFalse();
    assertThat(isFirst("method", "192.0.2.1")).isTrue();
    assertThat(isFirst("path", "192.0.2.2")).isTrue();
    AuditEntry peer = AuditEntry.of("peer.refused", Outcome.DENIED, "path", "anonymous");
    assertThat(groups.isFirst(peer, "192.0.2.1")).isTrue();
    clock.move(Duration.ofSeconds(49));
    assertThat(isFirst("path", "192.0.2.1")).isFalse();
    clock.move(Duration.ofSeconds(1));
    assertThat(isFirst("path", "192.0.2.1")).isTrue();
    assertThat(groups.grouped()).isEqualTo(2);
  }

  @Test
  void theOthersOfAMinuteAreCountedWhenItIsOver() {
    isFirst("path", "192.0.2.1");
    clock.move(Duration.ofSeconds(1));
    isFirst("path", "192.0.2.1");
    clock.move(Duration.ofSeconds(3));
    isFirst("path", "192.0.2.1");
    assertThat(groups.takeDue(ALL)).isEmpty();
    clock.move(Duration.ofSeconds(46));
    RefusalCount count = groups.takeDue(ALL).getFirst();
    assertThat(count.entry().event()).isEqualTo("refusals.counted");
    assertThat(count.entry().check()).isEqualTo("path");
    assertThat(count.entry().details())
        .isEqualTo(
            Map.of(
                "refusal", "request.refused",
                "source", "192.0.2.1",
                "from", "2026-03-29T02:30:11Z",
                "to", "2026-03-29T02:30:14Z",
                "count", "2"));
    assertThat(groups.takeDue(ALL)).isEmpty();
    assertThat(groups.isIdle()).isTrue();
  }

  @Test
  void aSingleRefusalLeavesNoCount() {
    isFirst("path", "192.0.2.1");
    assertThat(groups.isIdle()).isFalse();
    clock.move(Duration.ofMinutes(1));
    assertThat(groups.takeDue(ALL)).isEmpty();
    assertThat(groups.isIdle()).isTrue();
  }

  @Test
  void nineTenthsAreTheMostThatAKillLoses() {
    refuse(99, "path", "192.0.2.1");
    assertThat(groups.takeDue(ALL)).isEmpty();
    refuse(1, "path", "192.0.2.1");
    assertThat(texts(groups.takeDue(ALL))).containsExactly("path 192.0.2.1 99");
    refuse(1500, "path", "192.0.2.1");
    assertThat(texts(groups.takeDue(ALL))).containsExactly("path 192.0.2.1 900");
    assertThat(texts(groups.takeAll())).containsExactly("path 192.0.2.1 600");
  }

  @Test
  void sourcesBeyondTheBoundShareOnePlace() {
    for (int i = 0; i < 100_000; i++) {
      isFirst("path", "2001:db8:0:" + Integer.toHexString(i) + ":0:0:0:0/64");
    }
    List<RefusalCount> counts = groups.takeAll();
    assertThat(counts).allSatisfy(c -> assertThat(c.group().source()).isEqualTo("others"));
    assertThat(counts.stream().mapToLong(RefusalCount::count).sum())
        .isEqualTo(100_000 - RefusalGroups.MAX_SOURCES - 1)
        .isEqualTo(groups.grouped());
  }

  @Test
  void checksBeyondTheBoundShareOnePlaceAndLeaveRoomForOtherSources() {
    long whole = 0;
    for (int check = 0; check < 1000; check++) {
      whole += isFirst("check-" + check, "192.0.2.1") ? 1 : 0;
    }
    assertThat(whole).isEqualTo(RefusalGroups.MAX_OF_SOURCE + 1);
    assertThat(isFirst("path", "192.0.2.2")).isTrue();
    for (int source = 0; source < 1000; source++) {
      for (int check = 0; check < 300; check++) {
        whole += isFirst("check-" + check, "198.51.100." + source) ? 1 : 0;
      }
    }
    int bound =
        RefusalGroups.MAX_GROUPS + RefusalGroups.MAX_SOURCES + RefusalGroups.MAX_OF_SOURCE + 1;
    assertThat(whole).isLessThanOrEqualTo(bound);
    assertThat(groups.takeAll().stream().mapToLong(RefusalCount::count).sum())
        .isEqualTo(1001 + 300_000 - whole - 1);
  }

  @Test
  void whatCouldNotBeStoredComesAgainALittleLaterAndIsBounded() {
    long sum = 0;
    for (int minute = 0; minute < 50; minute++) {
      for (int check = 0; check < 60; check++) {
        refuse(3, "check-" + check, "192.0.2." + minute);
        sum += 2;
      }
      clock.move(Duration.ofMinutes(1));
      groups.giveBack(groups.takeDue(ALL));
      assertThat(groups.takeDue(ALL)).isEmpty();
    }
    clock.move(Duration.ofSeconds(10));
    List<RefusalCount> counts = groups.takeDue(ALL);
    assertThat(counts).hasSizeLessThanOrEqualTo(2 * RefusalGroups.MAX_GROUPS + 1);
    assertThat(counts.stream().mapToLong(RefusalCount::count).sum()).isEqualTo(sum);
  }
}
