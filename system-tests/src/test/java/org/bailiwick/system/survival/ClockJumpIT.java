package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.system.Answer;
import org.bailiwick.system.HealthCheck;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clock of a running authority jumps and is set right (docs/operations.md). */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClockJumpIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int TOKEN_SECONDS = 60;

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;
  private ShiftedClock clock;
  private Instant begun;

  @BeforeAll
  void start() throws Exception {
    nodes = Nodes.authorityAlone("clock");
    begun = Instant.now();
    wire = new Wire(nodes.root());
    clock = ShiftedClock.in(folder);
    nodes.kill("authority");
    nodes.restartAlone("authority", clock.environment());
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "P30D", "PT-1H", "P-30D"})
  void issuesNothingUntilTheClockIsRightAgain(String jump) throws IOException {
    new Enrolment(nodes, wire).granted();
    clock.shiftTo(Duration.parse(jump));
    await("it is told").atMost(PATIENCE).until(() -> !isBelieved());
    Answer refused = wire.send(new Enrolment(nodes, wire).call());
    assertThat(refused.status()).as(refused.body()).isEqualTo(503);
    assertThat(refused.text("type")).isEqualTo("urn:bailiwick:problem:signer-unavailable");
    clock.shiftTo(Duration.ZERO);
    await("it is believed").atMost(PATIENCE).until(this::isBelieved);
    new Enrolment(nodes, wire).granted();
  }

  /** Four minutes are believed. What was renewed by them is the newest still when they are gone. */
  @ParameterizedTest
  @ValueSource(strings = {"PT4M", "PT-4M"})
  void anHonestAgentIsNoCloneOnceTheClockIsRight(String jump) throws IOException {
    Enrolment first = new Enrolment(nodes, wire);
    String serial = wire.send(first.call()).expecting(201).text("serial");
    Duration shift = Duration.parse(jump);
    // Until the certificates of others have begun by that clock too.
    await().atMost(PATIENCE).until(() -> Instant.now().plus(shift).isAfter(begun));
    clock.shiftTo(shift);
    String meanwhile = renewed(first, serial, shift);
    clock.shiftTo(Duration.ZERO);
    String afterwards = renewed(first, meanwhile, Duration.ZERO);
    renewed(first, afterwards, Duration.ZERO);
  }

  /** By a device and a provider whose clocks agree with the authority's. */
  private String renewed(Enrolment first, String serial, Duration shift) {
    Enrolment renewal = new Enrolment(nodes, wire);
    long now = Instant.now().plus(shift).getEpochSecond();
    renewal.eat().claim("iat", now);
    renewal.user().claim("iat", now).claim("exp", now + TOKEN_SECONDS);
    renewal.statement().claim("iat", now).claim("name", first.name()).claim("replaces", serial);
    return wire.send(renewal.call()).expecting(201).text("serial");
  }

  /** Nothing tells that from a standstill; what was signed then has not begun when it is right. */
  @Test
  void mendsWhatAStartByAClockThatWasAheadHasLeft() throws IOException {
    nodes.kill("authority");
    clock.shiftTo(Duration.ofDays(30));
    nodes.restartAlone("authority", clock.environment());
    clock.shiftTo(Duration.ZERO);
    await("its certificate has begun")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> HealthCheck.ofAuthority(nodes, wire, "clock").isUp());
    new Enrolment(nodes, wire).granted();
  }

  private boolean isBelieved() {
    return HealthCheck.ofAuthority(nodes, wire, "clock").isUp();
  }
}
