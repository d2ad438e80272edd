package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.HealthCheck;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Questions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The HSM of a running authority dies and comes back, or hangs and goes on; the node is not
 * restarted. Settings are those of a home: 16 sessions, PT2S for a session, PT5S for an answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HsmOutageIT {

  /** docs/hsm.md; with what TLS and a busy machine add. */
  private static final Duration BOUND = Machine.bound(Duration.ofSeconds(7).plusSeconds(3));

  /** The bound for answers that need no signature. */
  private static final Duration AT_ONCE = Machine.bound(Duration.ofSeconds(2));

  private static final Duration PROMISED = Duration.ofSeconds(5);

  private static final Duration BACK = Machine.bound(PROMISED);

  /** Fewer than what hangs: one that waited for the HSM with a connection would starve the rest. */
  private static final int CONNECTIONS = 8;

  /** More than the sessions. */
  private static final int CLIENTS = 24;

  private static final String BUSY = "urn:bailiwick:problem:authority-busy";

  private static final int OFFICERS = 6;

  /** More than the places for signatures of answers, the sessions and the connections together. */
  private static final int ASKERS = 40;

  private static final String[] GOOD = {"Response verify OK", "leaf.pem: good"};

  /** OCSPResponse of the status tryLater(3) and nothing else. */
  private static final String TRY_LATER = "0\u0003\n\u0001\u0003";

  private static final Duration HANG = Duration.ofSeconds(15);

  @TempDir private Path folder;
  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());
  private HsmDaemon daemon;
  private Machine machine;

  /** An answer, and how long it was waited for. */
  private record Timed(Answer answer, Duration took) {}

  @BeforeAll
  void putTheDaemonBetween() {
    daemon = HsmDaemon.inFrontOf(nodes, CONNECTIONS);
  }

  @AfterAll
  void takeItAway() {
    daemon.close();
  }

  /** Each test here measures. */
  @BeforeEach
  void takeTheMachine() {
    machine = Machine.alone();
  }

  @AfterEach
  void leaveTheMachine() {
    machine.close();
  }

  @Test
  void issuingGoesOnAfterTheDaemonWasKilledUnderLoad() {
    long node = nodes.process("authority");
    EnrolmentLoad load = new EnrolmentLoad(nodes, wire);
    load.start();
    load.awaitMore();
    daemon.kill();
    await("outage is told").atMost(Duration.ofSeconds(30)).until(() -> !hsm().isUp());
    assertThat(hsm().reason()).isNotEmpty();

    daemon.start();
    Instant back = Instant.now();
    load.awaitMore();
    Duration took = Duration.between(back, Instant.now());
    Machine.report("first credential after the daemon is back", took, PROMISED);
    assertThat(took).isLessThan(BACK);
    for (int more = 0; more < 10; more++) {
      load.awaitMore();
    }
    load.end();
    load.requireSameAnswerToRepeats();
    load.requireNothingLost();
    assertThat(load.serials()).doesNotHaveDuplicates();
    assertThat(hsm().isUp()).isTrue();
    assertThat(nodes.process("authority")).isEqualTo(node);
  }

  @Test
  void everybodyIsAnsweredInBoundedTimeWhileTheDaemonHangs() throws Exception {
    long node = nodes.process("authority");
    Questions questions = new Questions(nodes, wire, folder);
    URI ocsp = URI.create(questions.getUrl());
    wire.send(Call.get(ocsp)).expecting(200);
    List<TestLeaf> agents =
        Stream.generate(() -> new Enrolment(nodes, wire).granted()).limit(OFFICERS).toList();
    List<Timed> refused = new ArrayList<>();
    List<Timed> cached = new ArrayList<>();

    daemon.suspend();
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + OFFICERS)) {
      Instant end = Instant.now().plus(HANG);
      List<Future<List<Timed>>> waiting = askForSignatures(clients, end, agents);
      cached.addAll(
          until(
              end,
              Call.get(nodes.plain("/crl/issuing-1.crl")),
              Call.get(ocsp),
              Call.get(nodes.authority("/.well-known/spiffe-bundle")),
              Call.get(nodes.authority("/v1/credentials/" + serial(agents.getFirst())))
                  .as(nodes.operator("officer-1"))));
      assertThat(hsm().isUp()).isFalse();
      for (Future<List<Timed>> one : waiting) {
        refused.addAll(one.get());
      }
    } finally {
      daemon.resume();
    }

    assertThat(refused).hasSizeGreaterThanOrEqualTo(CLIENTS + OFFICERS);
    assertThat(refused).allSatisfy(HsmOutageIT::requireRetryLater);
    if (Machine.isQuiet()) {
      // More come than are served at once, and none of those waits for the HSM.
      assertThat(refused).anySatisfy(one -> assertThat(one.answer().text("type")).isEqualTo(BUSY));
    }
    assertThat(cached).allSatisfy(HsmOutageIT::requireAtOnce);
    requireGoneOn(agents);
    assertThat(nodes.process("authority")).isEqualTo(node);
  }

  @Test
  void whoAsksForAFreshStatusIsAnsweredInBoundedTimeWhileTheDaemonHangs() throws Exception {
    long node = nodes.process("authority");
    Questions questions = new Questions(nodes, wire, folder);
    assertThat(questions.openssl("-no_nonce").output()).contains(GOOD);
    assertThat(questions.openssl("-nonce").output()).contains(GOOD);
    Call fresh = questions.freshCall();
    Call status =
        Call.get(nodes.authority("/v1/credentials/" + questions.serial()))
            .as(nodes.operator("officer-1"));

    List<Timed> unsigned = new ArrayList<>();
    daemon.suspend();
    try (ExecutorService clients = Executors.newFixedThreadPool(ASKERS)) {
      Instant end = Instant.now().plus(HANG);
      List<Future<List<Timed>>> asking =
          Stream.generate(() -> clients.submit(() -> until(end, fresh))).limit(ASKERS).toList();
      requireServed(questions, status, end);
      for (Future<List<Timed>> one : asking) {
        unsigned.addAll(one.get());
      }
    } finally {
      daemon.resume();
    }

    await("fresh answers")
        .atMost(BACK)
        .untilAsserted(() -> assertThat(questions.openssl("-nonce").output()).contains(GOOD));
    assertThat(unsigned).hasSizeGreaterThanOrEqualTo(ASKERS);
    assertThat(unsigned).allSatisfy(HsmOutageIT::requireTryLater);
    awaitIssuing();
    assertThat(nodes.process("authority")).isEqualTo(node);
  }

  /** Until the end, while the daemon hangs: what needs no signature. */
  private void requireServed(Questions questions, Call status, Instant end) {
    do {
      Instant began = Instant.now();
      assertThat(questions.openssl("-no_nonce").output()).contains(GOOD);
      assertThat(Duration.between(began, Instant.now())).isLessThan(AT_ONCE);
      requireAtOnce(timed(status));
    } while (Instant.now().isBefore(end));
    assertThat(questions.openssl("-nonce").output()).contains("trylater");
    assertThat(hsm().isUp()).isFalse();
  }

  /** Clients who enrol until the end, and officers who revoke at the same time. */
  private List<Future<List<Timed>>> askForSignatures(
      ExecutorService clients, Instant end, List<TestLeaf> agents) {
    List<Future<List<Timed>>> waiting = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      waiting.add(clients.submit(() -> until(end, () -> new Enrolment(nodes, wire).call())));
    }
    for (TestLeaf agent : agents) {
      waiting.add(clients.submit(() -> List.of(timed(Revocations.of(nodes, serial(agent))))));
    }
    return waiting;
  }

  /** Orders of an officer meanwhile were recorded, and come on the list. */
  private void requireGoneOn(List<TestLeaf> revoked) {
    awaitIssuing();
    List<BigInteger> serials =
        revoked.stream().map(agent -> agent.certificate().getSerialNumber()).toList();
    await("revocations are published")
        .atMost(Duration.ofMinutes(1))
        .until(() -> Revocations.on(nodes.plain("/crl/issuing-1.crl")).containsAll(serials));
  }

  /** Signatures of answers come back on sessions of their own, so they say nothing of issuing. */
  private void awaitIssuing() {
    await("issuing goes on")
        .atMost(BACK)
        .until(() -> wire.send(new Enrolment(nodes, wire).call()).status() == 201);
  }

  private static void requireAtOnce(Timed cached) {
    assertThat(cached.answer().status()).isEqualTo(200);
    assertThat(cached.took()).isLessThan(AT_ONCE);
  }

  /** OCSP's own refusal, which is HTTP 200 (RFC 6960 section 2.3). */
  private static void requireTryLater(Timed refused) {
    assertThat(refused.answer().status()).isEqualTo(200);
    assertThat(refused.answer().body()).isEqualTo(TRY_LATER);
    assertThat(refused.took()).isLessThan(BOUND);
  }

  private static void requireRetryLater(Timed refused) {
    assertThat(refused.answer().status()).as(refused.answer().body()).isEqualTo(503);
    assertThat(refused.answer().text("type"))
        .isIn("urn:bailiwick:problem:signer-unavailable", BUSY);
    assertThat(refused.answer().headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.took()).isLessThan(BOUND);
  }

  private List<Timed> until(Instant end, Supplier<Call> calls) {
    List<Timed> answers = new ArrayList<>();
    do {
      answers.add(timed(calls.get()));
      Load.breathe();
    } while (Instant.now().isBefore(end));
    return answers;
  }

  private List<Timed> until(Instant end, Call... calls) {
    List<Timed> answers = new ArrayList<>();
    do {
      for (Call call : calls) {
        answers.add(timed(call));
      }
      Load.breathe();
    } while (Instant.now().isBefore(end));
    return answers;
  }

  private Timed timed(Call call) {
    Instant began = Instant.now();
    Answer answer = wire.send(call);
    return new Timed(answer, Duration.between(began, Instant.now()));
  }

  private HealthCheck hsm() {
    return HealthCheck.ofAuthority(nodes, wire, "hsm");
  }

  private static String serial(TestLeaf agent) {
    String hex = agent.certificate().getSerialNumber().toString(16);
    return hex.length() % 2 == 0 ? hex : "0" + hex;
  }
}
