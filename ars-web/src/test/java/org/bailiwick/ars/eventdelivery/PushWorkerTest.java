package org.bailiwick.ars.eventdelivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.bailiwick.ars.eventstream.EventStream;
import org.bailiwick.ars.eventstream.EventStream.State;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that are posted to a real HTTPS server (RFC 8935). */
class PushWorkerTest {
  private static final String LISTED = "urn:bailiwick:event:agent-listed";

  private EventRig rig;
  private PushWorker worker;

  @BeforeEach
  void open(@TempDir Path folder) {
    rig = new EventRig(folder);
    worker = rig.worker("one");
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private List<String> told() {
    return rig.received.stream().map(each -> EventRig.told(each.claims())).toList();
  }

  @Test
  void tokensArePostedInOrderWithTheReceiversCredential() {
    EventStream stream = rig.push(rig.auditor, "/told?key=k-1", LISTED);
    rig.list("1", "first");
    rig.list("2", "second");
    rig.control.verify(rig.auditor, stream.id(), "s");
    worker.run();
    assertThat(told())
        .containsExactly("verification ", "agent-listed first", "agent-listed second");
    assertThat(rig.received)
        .allSatisfy(
            each -> {
              assertThat(each.path()).isEqualTo("/told?key=k-1");
              assertThat(each.authorization()).isEqualTo("Bearer s-1");
              assertThat(each.type()).isEqualTo("application/secevent+jwt");
            });
    worker.run();
    assertThat(rig.received).hasSize(3);
    assertThat(rig.found(stream.id()).progress().position())
        .isEqualTo(rig.registry.records().revision().number());
    assertThat(rig.delivered.tokens()).isEqualTo(3);
  }

  /** Threat: the registry stops between a token and its mark, and another node goes on. */
  @Test
  void oneNodePostsAndAnotherGoesOnAfterIt() {
    rig.push(rig.auditor, "/told", LISTED);
    rig.list("1", "first");
    worker.run();
    rig.list("2", "second");
    PushWorker other = rig.worker("two");
    other.run();
    assertThat(told()).containsExactly("agent-listed first");
    rig.pass(Duration.ofSeconds(20));
    other.run();
    assertThat(told()).containsExactly("agent-listed first", "agent-listed second");
    worker.run();
    assertThat(rig.received).hasSize(2);
  }

  /** Threat 67: a dead receiver rests for longer and longer, and loses nothing. */
  @Test
  void aReceiverThatFailsIsTriedAgainWithPausesThatDouble() {
    EventStream stream = rig.push(rig.auditor, "/told", LISTED);
    rig.list("1", "first");
    rig.answer.set(500);
    worker.run();
    worker.run();
    assertThat(rig.received).hasSize(1);
    rig.pass(Duration.ofSeconds(5));
    worker.run();
    assertThat(rig.received).hasSize(2);
    rig.pass(Duration.ofSeconds(5));
    worker.run();
    assertThat(rig.received).hasSize(2);
    rig.answer.set(202);
    rig.pass(Duration.ofSeconds(5));
    worker.run();
    assertThat(told())
        .containsExactly("agent-listed first", "agent-listed first", "agent-listed first");
    assertThat(rig.received.stream().map(EventRig.Received::token).distinct()).hasSize(1);
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
    assertThat(PushPlaces.pause(30)).isEqualTo(Duration.ofMinutes(10));
  }

  /** RFC 8935 section 2.3: a token that the receiver refuses is given up after some tries. */
  @Test
  void aRefusedTokenIsRecordedAndTheNextOneFollows() {
    EventStream stream = rig.push(rig.auditor, "/told", LISTED);
    rig.list("1", "first");
    rig.answer.set(400);
    for (int tried = 1; tried <= 5; tried++) {
      worker.run();
      assertThat(rig.audit("event.refused")).isEmpty();
      rig.pass(Duration.ofMinutes(10));
    }
    worker.run();
    assertThat(rig.audit("event.refused")).hasSize(1);
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
    rig.answer.set(202);
    rig.list("2", "second");
    rig.pass(Duration.ofSeconds(1));
    worker.run();
    assertThat(told().getLast()).isEqualTo("agent-listed second");
  }

  /** Threat 53: a receiver sends the node on to a service inside. */
  @Test
  void aRedirectionIsNotFollowed() {
    try (TestServer inside =
        TestServer.secured(rig.registry.ca.nodeServer("inside").tls(rig.registry.ca.trust()))
            .answers("/", new byte[0])) {
      rig.server.on(
          "/moved",
          exchange -> {
            exchange.getResponseHeaders().set("Location", inside.at("/").toString());
            TestServer.answer(exchange, 307, new byte[0]);
          });
      rig.push(rig.auditor, "/moved", LISTED);
      rig.list("1", "first");
      worker.run();
      assertThat(inside.requests()).isZero();
      assertThat(rig.delivered.failures()).isEqualTo(1);
    }
  }

  @Test
  void nothingIsPostedToAPausedStreamOrOneWhoseReceiverIsRevoked() {
    EventStream stream = rig.push(rig.auditor, "/told", LISTED);
    rig.control.setStatus(rig.auditor, stream.id(), "paused");
    rig.list("1", "first");
    worker.run();
    assertThat(rig.received).isEmpty();
    rig.pass(Duration.ofSeconds(2));
    rig.control.setStatus(rig.auditor, stream.id(), "enabled");
    rig.registry.revoke(rig.auditorLeaf);
    worker.run();
    assertThat(rig.received).isEmpty();
    assertThat(rig.found(stream.id()).status().state()).isEqualTo(State.DISABLED);
  }

  /** Threat 70: the HSM is away; nothing is lost. */
  @Test
  void tokensWaitForTheHsm() {
    EventStream stream = rig.push(rig.auditor, "/told", LISTED);
    rig.list("1", "first");
    rig.wrappingKeys.fail();
    worker.run();
    assertThat(rig.received).isEmpty();
    rig.wrappingKeys.recover();
    rig.pass(Duration.ofSeconds(5));
    worker.run();
    assertThat(told()).containsExactly("agent-listed first");
    assertThat(rig.due(stream, rig.auditor)).isEmpty();
  }

  /** Threat 67: a receiver with several streams, or dead ones, leave places to others. */
  @Test
  void placesAreBounded() {
    Deque<Runnable> waiting = new ArrayDeque<>();
    PushWorker slow = rig.worker("one", waiting::add);
    rig.push(rig.auditor, "/a", LISTED);
    rig.push(rig.auditor, "/b", LISTED);
    rig.push(rig.node, "/c", LISTED);
    rig.list("1", "first");
    slow.run();
    assertThat(waiting).hasSize(3);
    slow.run();
    assertThat(waiting).as("one turn of a stream at a time").hasSize(3);
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
    assertThat(rig.received).hasSize(3);
  }
}
