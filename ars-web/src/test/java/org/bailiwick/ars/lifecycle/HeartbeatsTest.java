package org.bailiwick.ars.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeartbeatsTest {
  private static final String AGENT = TestRegistry.identifier("1");
  private static final Duration TTL = Duration.ofSeconds(60);

  private TestRegistry registry;
  private Heartbeats heartbeats;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    heartbeats = node(registry.clock);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Heartbeats node(Clock clock) {
    return new Heartbeats(registry.reads(), registry.writer(), clock);
  }

  @Test
  void anAgentIsSilentWhenItsNextHeartbeatIsOverdueAndNotBefore() {
    assertThat(heartbeats.of(AGENT)).isEmpty();
    assertThat(beat(AGENT)).isTrue();
    assertThat(silent(heartbeats)).isFalse();
    registry.clock.move(TTL);
    assertThat(silent(heartbeats)).isFalse();
    registry.clock.move(Duration.ofMillis(1));
    assertThat(silent(heartbeats)).isTrue();
    heartbeats.keep();
    assertThat(heartbeats.silent()).isEqualTo(1);
    assertThat(beat(AGENT)).as("begins again").isTrue();
    assertThat(silent(heartbeats)).isFalse();
  }

  @Test
  void aHeartbeatInTheFutureDoesNotKeepAnAgentAlive() {
    beat(AGENT);
    registry.clock.move(Duration.ofDays(-1));
    assertThat(silent(heartbeats)).isTrue();
  }

  @Test
  void aSecondHeartbeatWithinASecondIsRefused() {
    beat(AGENT);
    registry.clock.move(Duration.ofMillis(999));
    for (int i = 0; i < 1000; i++) {
      assertThatThrownBy(() -> beat(AGENT))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refusal -> assertThat(refusal.type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS));
    }
    assertThat(beat(TestRegistry.identifier("2"))).as("of another agent").isTrue();
    registry.clock.move(Duration.ofMillis(1));
    assertThat(beat(AGENT)).isFalse();
    assertThat(heartbeats.received()).isEqualTo(3);
  }

  @Test
  void whatIsStoredSurvivesARestart() {
    heartbeats.beat(AGENT, new Heartbeat(registry.clock.instant(), TTL, OptionalInt.of(70)));
    heartbeats.keep();
    Heartbeats restarted = node(registry.clock);
    assertThat(restarted.of(AGENT))
        .hasValueSatisfying(
            beat -> {
              assertThat(beat.ttl()).isEqualTo(TTL);
              assertThat(beat.load()).hasValue(70);
            });
    registry.clock.move(TTL.plusSeconds(1));
    assertThat(silent(restarted)).isTrue();
  }

  /** Not every heartbeat is a write. */
  @Test
  void aHeartbeatIsStoredWhenAThirdOfItsTimeHasPassedSinceTheStoredOne() {
    beat(AGENT);
    heartbeats.keep();
    long batch = batches();
    for (int i = 0; i < 19; i++) {
      registry.clock.move(Duration.ofSeconds(1));
      beat(AGENT);
      heartbeats.keep();
    }
    assertThat(batches()).isEqualTo(batch);
    registry.clock.move(Duration.ofSeconds(1));
    beat(AGENT);
    heartbeats.keep();
    assertThat(batches()).isEqualTo(batch + 1);
    heartbeats.keep();
    assertThat(batches()).isEqualTo(batch + 1);
  }

  @Test
  void nodesOnOneDatabaseTellEachOther() {
    Heartbeats other = node(registry.clock);
    assertThat(other.of(AGENT)).isEmpty();
    for (int i = 0; i < 450; i++) {
      beat(TestRegistry.identifier(Integer.toString(i)));
    }
    heartbeats.keep();
    other.keep();
    assertThat(other.of(TestRegistry.identifier("449"))).isPresent();
    registry.clock.move(Duration.ofSeconds(30));
    assertThat(beat(AGENT)).isFalse();
    heartbeats.keep();
    other.keep();
    registry.clock.move(Duration.ofSeconds(31));
    assertThat(silent(other)).isFalse();
    other.keep();
    assertThat(other.silent()).isEqualTo(449);
    assertThat(registry.count("agent_heartbeat")).isEqualTo(450);
  }

  @Test
  void aLaterHeartbeatThatIsStoredIsNotReplacedByAnEarlierOne() {
    beat(AGENT);
    Heartbeats other = node(registry.clock);
    registry.clock.move(Duration.ofSeconds(30));
    other.beat(AGENT, new Heartbeat(registry.clock.instant(), TTL, OptionalInt.of(1)));
    other.keep();
    heartbeats.keep();
    assertThat(node(registry.clock).of(AGENT).orElseThrow().load()).hasValue(1);
    assertThat(heartbeats.of(AGENT).orElseThrow().load()).hasValue(1);
  }

  @Test
  void theClockOfTheOtherNodeDoesNotMakeAHeartbeatLater() {
    TestClock ahead = TestClock.atPresent();
    ahead.move(Duration.ofHours(5));
    Heartbeats other = node(ahead);
    other.beat(AGENT, new Heartbeat(ahead.instant(), TTL, OptionalInt.empty()));
    other.keep();
    assertThat(heartbeats.of(AGENT).orElseThrow().at()).isBeforeOrEqualTo(registry.clock.instant());
    registry.clock.move(TTL.plusSeconds(1));
    assertThat(silent(heartbeats)).isTrue();
  }

  @Test
  void anAgentThatEndsItsHeartbeatsIsNotSilent() {
    beat(AGENT);
    heartbeats.keep();
    registry.clock.move(Duration.ofSeconds(2));
    assertThat(end()).as("ends").isTrue();
    heartbeats.keep();
    registry.clock.move(Duration.ofDays(1));
    heartbeats.keep();
    assertThat(heartbeats.of(AGENT)).isEmpty();
    assertThat(heartbeats.silent()).isZero();
    assertThat(node(registry.clock).of(AGENT)).isEmpty();
    assertThat(end()).as("ended before").isFalse();
  }

  @Test
  void anAgentWhoseListingHasEndedIsForgotten() {
    AgentRecord listed = registry.list("1", registry.ca.agent("reader", "a.b@1"));
    registry.list("2", registry.ca.agent("writer", "a.b@1"));
    beat(AGENT);
    beat(TestRegistry.identifier("2"));
    heartbeats.keep();
    registry.clock.move(TTL.plusSeconds(1));
    registry.end(listed, AgentState.WITHDRAWN);
    for (int part = 0; part < Heartbeats.PARTS; part++) {
      heartbeats.forgetEnded(part, registry.clock.instant());
    }
    heartbeats.keep();
    assertThat(heartbeats.of(AGENT)).isEmpty();
    assertThat(heartbeats.silent()).isEqualTo(1);
    assertThat(registry.count("agent_heartbeat")).isEqualTo(1);
  }

  private boolean end() {
    return heartbeats.beat(
        AGENT, new Heartbeat(registry.clock.instant(), Duration.ZERO, OptionalInt.empty()));
  }

  private long batches() {
    return registry
        .reads()
        .read(
            em ->
                em.createQuery("select max(h.batch) from HeartbeatRow h", Long.class)
                    .getSingleResult());
  }

  private boolean beat(String agent) {
    return heartbeats.beat(
        agent, new Heartbeat(registry.clock.instant(), TTL, OptionalInt.empty()));
  }

  private boolean silent(Heartbeats node) {
    return node.of(AGENT).orElseThrow().isSilent(registry.clock.instant());
  }
}
