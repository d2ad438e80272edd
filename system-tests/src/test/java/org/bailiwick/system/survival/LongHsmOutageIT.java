package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The HSM of a running authority hangs for so long that the system's own waits for a connection
 * have grown, and comes back as a new process: the first certificate comes within the bound that
 * docs/hsm.md promises, whatever the calls of before wait for.
 */
@Tag("long")
class LongHsmOutageIT {

  private static final Duration HANG = Duration.ofSeconds(75);
  private static final Duration BACK = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 8;
  private static final int CLIENTS = 24;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private HsmDaemon daemon;
  private Machine machine;

  @BeforeEach
  void putTheDaemonBetween() {
    daemon = HsmDaemon.inFrontOf(nodes, CONNECTIONS);
    machine = Machine.alone();
  }

  @AfterEach
  void takeItAway() {
    machine.close();
    daemon.close();
  }

  @Test
  void issuingGoesOnSecondsAfterADaemonThatHungForLongIsStartedAnew() throws Exception {
    new Enrolment(nodes, wire).granted();
    daemon.suspend();
    askUntil(Instant.now().plus(HANG));
    daemon.kill();
    daemon.start();
    Instant back = Instant.now();
    await("issuing goes on")
        .atMost(BACK.multipliedBy(40))
        .until(() -> wire.send(new Enrolment(nodes, wire).call()).status() == 201);
    assertThat(Duration.between(back, Instant.now())).isLessThan(BACK);
  }

  private void askUntil(Instant end) throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        asking.add(
            clients.submit(
                () -> {
                  do {
                    wire.send(new Enrolment(nodes, wire).call());
                  } while (Instant.now().isBefore(end));
                }));
      }
      for (Future<?> one : asking) {
        one.get();
      }
    }
  }
}
