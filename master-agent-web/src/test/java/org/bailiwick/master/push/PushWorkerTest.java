package org.bailiwick.master.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Notifications to a real HTTPS server (A2A 1.0 sections 4.3.3 and 13.2). */
class PushWorkerTest {
  private static final String ENDED = "push-configuration.ended";

  @TempDir private Path folder;
  private PushRig rig;
  private PushWorker worker;

  @BeforeEach
  void start() {
    rig = new PushRig(folder);
    worker = rig.worker("one");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  @Test
  void tellsOfArtifactsAndTheEndInOrderWithTheClientsCredentials() {
    JobRecord job = rig.job();
    rig.configurations()
        .create(
            job,
            rig.wanted(
                "/told?key=k-1",
                "\"token\":\"t-1\"",
                "\"authentication\":{\"scheme\":\"bearer\",\"credentials\":\"secret-1\"}"));
    worker.run();
    assertThat(rig.received).isEmpty();
    rig.stepDone(job, "a");
    worker.run();
    assertThat(rig.received)
        .containsExactly(
            new PushRig.Received(
                "/told?key=k-1", "Bearer secret-1", "t-1", "application/a2a+json", "[\"a\"]"));
    worker.run();
    assertThat(rig.received).hasSize(1);
    rig.stepDone(job, "b");
    rig.end(job, ExecutionState.DONE);
    worker.run();
    assertThat(rig.bodies()).containsExactly("[\"a\"]", "[\"b\"]", "done");
    assertThat(rig.rows("push_configuration")).isZero();
    assertThat(rig.rows("wrapped_secret")).isZero();
    assertThat(rig.audit("push-notification.sent")).hasSize(3);
    assertThat(rig.audit("push-notification.sent").getFirst())
        .contains("artifact", rig.origin().toString())
        .doesNotContain("k-1", "t-1", "secret-1", "told");
  }

  /** Threat: a node stops after a notification, or before it is marked. */
  @Test
  void anotherProcessGoesOnWhereTheLastOneStopped() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.stepDone(job, "a");
    worker.run();
    rig.stepDone(job, "b");
    rig.end(job, ExecutionState.DONE);
    PushWorker other = rig.worker("two");
    other.run();
    assertThat(rig.bodies()).containsExactly("[\"a\"]"); // the first one holds the lease
    rig.pass(Duration.ofSeconds(20));
    other.run();
    assertThat(rig.bodies()).containsExactly("[\"a\"]", "[\"b\"]", "done");
    worker.run();
    assertThat(rig.received).hasSize(3);
  }

  @Test
  void aReceiverThatFailsIsTriedAgainForABoundedNumberOfTimes() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.stepDone(job, "a");
    rig.status.set(500);
    worker.run();
    worker.run();
    assertThat(rig.received).hasSize(1);
    rig.pass(Duration.ofSeconds(5));
    worker.run();
    assertThat(rig.received).hasSize(2);
    rig.status.set(200);
    rig.pass(Duration.ofSeconds(10));
    worker.run();
    assertThat(rig.bodies()).containsExactly("[\"a\"]", "[\"a\"]", "[\"a\"]");
    assertThat(rig.rows("push_configuration")).isOne();

    rig.status.set(404);
    rig.stepDone(job, "b");
    for (int tried = 1; tried <= 5; tried++) {
      worker.run();
      rig.pass(Duration.ofMinutes(1));
    }
    assertThat(rig.received).hasSize(6); // three tries are all
    assertThat(rig.rows("push_configuration")).isZero();
    assertThat(rig.rows("wrapped_secret")).isZero();
    assertThat(rig.audit(ENDED)).singleElement().asString().startsWith("fetch-status");
  }

  /** Threat 53: a receiver sends the node on to a service inside. */
  @Test
  void aRedirectionIsNotFollowed() {
    try (TestServer inside =
        TestServer.secured(rig.master.ca.nodeServer("inside").tls(rig.master.ca.trust()))
            .answers("/", new byte[0])) {
      rig.server.on(
          "/moved",
          exchange -> {
            exchange.getResponseHeaders().set("Location", inside.at("/").toString());
            TestServer.answer(exchange, 307, new byte[0]);
          });
      JobRecord job = rig.job();
      rig.configurations().create(job, rig.wanted("/moved"));
      rig.end(job, ExecutionState.CANCELLED);
      worker.run();
      assertThat(inside.requests()).isZero();
      assertThat(rig.rows("push_configuration where last_reason = 'fetch-redirect'")).isOne();
    }
  }

  /** Threat 53: a listed name resolves to an address inside. */
  @Test
  void aNameThatResolvesToAPrivateAddressIsNotCalled() {
    rig.settings =
        new PushSettings(rig.settings.origins(), Set.of(), rig.settings.tlsAnchors(), 7, 3, 8);
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.end(job, ExecutionState.CANCELLED);
    rig.worker("two").run();
    assertThat(rig.received).isEmpty();
    assertThat(rig.rows("push_configuration where last_reason = 'fetch-private-address'")).isOne();
  }

  @Test
  void anOriginThatIsNotListedAnyMoreIsNotCalled() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.end(job, ExecutionState.CANCELLED);
    Origin other = Origin.of(URI.create("https://other.example"));
    rig.settings = TestPushes.settings(Set.of(other), rig.settings.tlsAnchors());
    rig.worker("two").run();
    assertThat(rig.received).isEmpty();
    assertThat(rig.audit(ENDED)).singleElement().asString().startsWith("push-origin");
    assertThat(rig.rows("push_configuration")).isZero();
  }

  /** Threat: a caller whose credential was revoked learns of its task all the same. */
  @Test
  void aRevokedCallerIsToldNothing() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.end(job, ExecutionState.CANCELLED);
    rig.master.callerState = new RevocationState.Unknown("stale");
    worker.run();
    assertThat(rig.rows("push_configuration where last_reason = 'caller-status-stale'")).isOne();
    rig.master.callerState =
        new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    rig.pass(Duration.ofMinutes(1));
    worker.run();
    assertThat(rig.received).isEmpty();
    assertThat(rig.audit(ENDED)).singleElement().asString().startsWith("credential-revoked");
    assertThat(rig.rows("push_configuration")).isZero();
  }

  /** Threat: whoever can write rows has a client told at the URL of another. */
  @Test
  void aRowWithTheSecretOfAnotherIsNotSent() {
    JobRecord job = rig.job();
    JobRecord other = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.configurations().create(other, rig.wanted("/other"));
    rig.master.run(
        "update push_configuration set secret_name = (select secret_name from push_configuration"
            + " where job_id = '"
            + other.jobId()
            + "') where job_id = '"
            + job.jobId()
            + "'");
    rig.end(job, ExecutionState.CANCELLED);
    worker.run();
    assertThat(rig.received).isEmpty();
    assertThat(rig.audit(ENDED)).singleElement().asString().startsWith("push-secret");
  }

  @Test
  void withoutTheHsmNothingIsSentAndNothingIsLost() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.end(job, ExecutionState.CANCELLED);
    rig.master.wrappingKeys.fail();
    worker.run();
    assertThat(rig.received).isEmpty();
    rig.master.wrappingKeys.recover();
    rig.pass(Duration.ofMinutes(1));
    worker.run();
    assertThat(rig.bodies()).containsExactly("cancelled");
  }

  @Test
  void aDeletedConfigurationIsNotToldAnyMore() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told", "\"id\":\"c\""));
    rig.configurations().delete(job, "c");
    rig.end(job, ExecutionState.CANCELLED);
    worker.run();
    assertThat(rig.received).isEmpty();
  }

  /** Threat: slow receivers of one caller take all places, and others wait. */
  @Test
  void slowReceiversOfOneCallerLeavePlacesToOthers() {
    Deque<Runnable> running = new ArrayDeque<>();
    PushWorker busy = rig.worker("two", running::add);
    for (int each = 0; each < 4; each++) {
      JobRecord job = rig.job();
      rig.configurations().create(job, rig.wanted("/slow"));
      rig.end(job, ExecutionState.CANCELLED);
    }
    busy.run();
    assertThat(running).hasSize(1); // one receiver gets one at a time
    JobRecord other = rig.job(rig.master.otherPartner.buyer);
    rig.configurations().create(other, rig.wanted("/told"));
    rig.end(other, ExecutionState.CANCELLED);
    busy.run();
    assertThat(running).hasSize(2);
    running.removeLast().run();
    assertThat(rig.received).extracting(PushRig.Received::path).containsExactly("/told");
  }

  /** Threat: a node stands still for longer than its lease, and sends what another has sent. */
  @Test
  void nothingIsSentAfterTheLeaseIsOver() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.end(job, ExecutionState.CANCELLED);
    Deque<Runnable> running = new ArrayDeque<>();
    PushWorker slow = rig.worker("two", running::add);
    slow.run();
    rig.pass(Duration.ofSeconds(20));
    worker.run();
    assertThat(rig.bodies()).containsExactly("cancelled");
    running.removeFirst().run();
    slow.run();
    assertThat(rig.received).hasSize(1);
  }

  @Test
  void aJobThatIsDeletedTakesItsConfigurationsWithIt() {
    JobRecord job = rig.job();
    rig.configurations().create(job, rig.wanted("/told"));
    rig.end(job, ExecutionState.CANCELLED);
    rig.master.jobDeletion().deleteJobs(rig.master.clock.instant().plusSeconds(1), 10);
    assertThat(rig.rows("push_configuration")).isZero();
    worker.run();
    assertThat(List.copyOf(rig.received)).isEmpty();
  }
}
