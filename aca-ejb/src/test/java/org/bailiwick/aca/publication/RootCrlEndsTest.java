package org.bailiwick.aca.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.publication.RootCrlEnds.State;
import org.bailiwick.aca.testing.TestHome;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootCrlEndsTest {

  @TempDir private Path folder;
  private final TestClock clock = new TestClock(Instant.parse("2026-11-25T12:00:00Z"));
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final Roots roots = new Roots();
  private Instant end;
  private RootCrlEnds ends;

  @BeforeEach
  void open() throws Exception {
    byte[] crl = ca.crl(2).getEncoded();
    end = ca.crl(2).getNextUpdate().toInstant();
    Path ceremony = Files.createDirectories(folder.resolve("ceremony"));
    Files.write(ceremony.resolve("root.crl"), crl);
    Files.writeString(ceremony.resolve("events.jwks.json"), "{}");
    roots.add("root", ca.root());
    Authority issuing =
        new Authority(
            "issuing-1",
            ca.domain(),
            ca.issuing(),
            () -> new InMemorySigningKey("issuing-1", ca.issuingKey()));
    ends =
        new RootCrlEnds(
            new Authorities(List.of(issuing), roots, "issuing-1", "issuing-1"),
            new TestHome(folder).settings(),
            clock);
  }

  @Test
  void warnsInItsLastThirtyDaysAndNotBefore() {
    moveTo(end.minus(Duration.ofDays(30)).minusSeconds(1));
    assertThat(state("root")).isEqualTo(State.IN_FORCE);
    assertThat(ends.secondsLeft()).isEqualTo(Duration.ofDays(30).toSeconds() + 1);
    moveTo(end.minus(Duration.ofDays(30)));
    assertThat(state("root")).isEqualTo(State.ENDS_SOON);
    moveTo(end.minusSeconds(1));
    assertThat(state("root")).isEqualTo(State.ENDS_SOON);
    assertThat(ends.secondsLeft()).isOne();
  }

  @Test
  void isOverAtItsEnd() {
    moveTo(end);
    assertThat(state("root")).isEqualTo(State.OVER);
    assertThat(ends.secondsLeft()).isZero();
    assertThat(ends.all().get("root").at()).isEqualTo(Optional.of(end));
  }

  /** Read anew each time: a ceremony replaces the file of a running node. */
  @Test
  void ofSeveralRootsTheFirstEndCounts() throws IOException {
    moveTo(end.minus(Duration.ofDays(60)));
    roots.add("root-2", ca.root());
    assertThat(state("root-2")).isEqualTo(State.MISSING);
    assertThat(ends.secondsLeft()).isZero();
    Files.copy(folder.resolve("ceremony/root.crl"), folder.resolve("ceremony/root-2.crl"));
    assertThat(state("root-2")).isEqualTo(State.IN_FORCE);
    assertThat(ends.secondsLeft()).isEqualTo(Duration.ofDays(60).toSeconds());
  }

  private void moveTo(Instant moment) {
    clock.move(Duration.between(clock.instant(), moment));
  }

  private State state(String root) {
    return ends.all().get(root).state();
  }
}
