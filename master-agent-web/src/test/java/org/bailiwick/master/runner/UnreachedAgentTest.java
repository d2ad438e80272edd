package org.bailiwick.master.runner;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Job, audit log and log say why a step has no answer, without text of the agent. */
class UnreachedAgentTest {
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"}]}";

  @TempDir java.nio.file.Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private final Lines lines = new Lines();
  private final Logger logger = Logger.getLogger("org.bailiwick.master.runner.StepReports");

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.listAgents();
    logger.addHandler(lines);
  }

  @AfterEach
  void stop() {
    logger.removeHandler(lines);
    rig.close();
  }

  @Test
  void eachAttemptThatIsRefusedIsInAuditAndLog() {
    reader.close();
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.reason()).contains("step a: agent-not-reached: connection refused");
    List<AuditRow> failed = rows("attempt.failed");
    assertThat(failed).hasSize(RunnerRig.MAX_TRIES - 1);
    assertThat(failed).extracting(AuditRow::check).containsOnly("agent-not-reached");
    assertThat(failed).extracting(AuditRow::resource).containsOnly(job.jobId() + "/a");
    assertThat(failed.getFirst().details())
        .contains("\"reason\":\"agent-not-reached: connection refused\"")
        .contains("\"attempt\":\"1\"")
        .contains("\"agent\":\"spiffe://bailiwick.example/agent/invoice-reader\"");
    assertThat(rows("step.failed"))
        .extracting(AuditRow::check)
        .containsExactly("agent-not-reached");
    assertThat(lines.with("attempt.failed"))
        .hasSize(RunnerRig.MAX_TRIES)
        .allMatch(line -> line.contains("\"cause\":\"ConnectException"))
        .allMatch(line -> line.contains("\"step\":\"a\""));
  }

  /** The job shows the reason between two attempts, while the step has not ended. */
  @Test
  void theJobSaysWhyTheLastTryFailed() {
    reader.does(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "30");
          TestAgent.problem(exchange, 503, "dependency-unavailable");
        });
    String id = rig.accept(ONE_STEP);
    rig.runner().accept(id, () -> {});
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                step(id).reason().filter("dependency-unavailable: status 503"::equals).isPresent());
    assertThat(step(id).state()).isEqualTo(ExecutionState.RUNNING);
    assertThat(step(id).attempts()).isNotEmpty();
  }

  @Test
  void aStepThatIsDoneInTheEndHasNoReason() {
    AtomicInteger calls = new AtomicInteger();
    reader.does(
        exchange -> {
          if (calls.incrementAndGet() == 1) {
            throw new IOException("the connection breaks");
          }
          TestAgent.output(exchange, "{\"output\":1}");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(ONE_STEP));
    assertThat(job.steps().getFirst().reason()).isEmpty();
    assertThat(job.steps().getFirst().attempts().getFirst().reason())
        .contains("agent-connection-broken");
  }

  @Test
  void aNameThatDoesNotResolveIsNoRefusedConnection() {
    rig.listAt(reader, Locator.parse("https://agent.nowhere.invalid:7001/work"));
    assertThat(reasonOf(ONE_STEP)).contains("agent-not-reached: name not resolved");
  }

  /** The caller reads which check of the handshake failed, and the log has the place as well. */
  @Test
  void aFailedHandshakeSaysWhichCheckFailed() throws IOException {
    TestAgent impostor = rig.agent("impostor", "ledger.post@1");
    rig.listAt(reader, impostor.listed().locator());
    assertThat(reasonOf(ONE_STEP))
        .isEqualTo("step a: agent-not-reached: TLS, another identity than the expected one");
    assertThat(lines.with("attempt.failed"))
        .allMatch(line -> line.contains(" at " + origin(impostor.listed().locator())));
    try (PlainServer plain = PlainServer.open()) {
      rig.listAt(reader, Locator.parse("https://127.0.0.1:" + plain.port() + "/work"));
      assertThat(reasonOf(ONE_STEP))
          .isEqualTo("step a: agent-not-reached: TLS, no TLS at the port");
    }
  }

  private static String origin(Locator locator) {
    return "https://" + locator.uri().getRawAuthority();
  }

  /** Answers whatever comes in plain HTTP. */
  private record PlainServer(ServerSocket socket) implements AutoCloseable {

    static PlainServer open() throws IOException {
      PlainServer server =
          new PlainServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(server::serve);
      return server;
    }

    int port() {
      return socket.getLocalPort();
    }

    private void serve() {
      while (!socket.isClosed()) {
        serveOne();
      }
    }

    private void serveOne() {
      try (Socket caller = socket.accept()) {
        assertThat(caller.getInputStream().read()).isNotNegative();
        caller.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
        caller.shutdownOutput();
        assertThat(caller.getInputStream().readAllBytes()).isNotEmpty(); // the rest of the hello
      } catch (IOException e) {
        assertThat(e).hasNoSuppressedExceptions(); // the caller gave up, or the test is over
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void aRedirectIsNotFollowed() {
    reader.does(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "https://elsewhere.example/");
          exchange.sendResponseHeaders(302, -1);
        });
    assertThat(reasonOf(ONE_STEP)).contains("agent-redirects: status 302");
    assertThat(rows("step.failed")).extracting(AuditRow::check).containsExactly("agent-redirects");
  }

  @Test
  void anAnswerThatIsTooLongIsSaidToBe() {
    reader.does(
        exchange -> TestAgent.output(exchange, "{\"output\":\"" + "x".repeat(5 << 20) + "\"}"));
    assertThat(reasonOf(ONE_STEP)).contains("agent-answer-too-long");
    assertThat(reader.orders()).hasSize(1);
  }

  @Test
  void anAnswerThatParsersReadInDifferentWaysIsNone() {
    for (String odd :
        List.of(
            "{\"output\":1,\"output\":2}",
            "{\"output\":1} {\"output\":2}",
            "{\"output\":1e999999999}",
            "{\"output\":" + "[".repeat(900) + "]".repeat(900) + "}",
            "{\"output\":" + "9".repeat(100_000) + "}")) {
      int before = reader.orders().size();
      reader.does(exchange -> TestAgent.output(exchange, odd));
      assertThat(reasonOf(ONE_STEP)).contains("agent-answer-malformed");
      assertThat(reader.orders()).hasSize(before + 1);
    }
  }

  /** An agent may not say what only a node knows, such as that a credential is revoked. */
  @Test
  void anAgentCannotForgeTheReasonOfANode() {
    for (ProblemType forged :
        List.of(
            ProblemType.CREDENTIAL_REVOKED,
            ProblemType.IDENTITY_FROZEN,
            ProblemType.KEY_COMPROMISED,
            ProblemType.JOB_UNKNOWN)) {
      reader.does(exchange -> TestAgent.problem(exchange, forged.status(), forged.slug()));
      assertThat(reasonOf(ONE_STEP)).contains("agent-refused: status " + forged.status());
    }
    reader.does(exchange -> TestAgent.problem(exchange, 403, "not-found"));
    assertThat(reasonOf(ONE_STEP)).contains("agent-refused: status 403");
    reader.does(exchange -> TestAgent.problem(exchange, 404, "not-found"));
    assertThat(reasonOf(ONE_STEP)).contains("not-found: status 404");
  }

  /** The text of an agent is not passed on; only the slug of a known problem type is. */
  @Test
  void theAgentsTextIsNowhere() {
    reader.does(exchange -> TestAgent.problem(exchange, 403, "give-me-your-keys"));
    assertThat(reasonOf(ONE_STEP)).contains("agent-refused: status 403");
    assertThat(lines.all()).noneMatch(line -> line.contains("give-me") || line.contains("why"));
  }

  /** The registry cannot be reached. The caller sees that the step waits, and the reason. */
  @Test
  void aStepThatWaitsForTheNodeSaysWhatIsMissing() {
    rig.master.clock.move(Duration.ofMinutes(6));
    String id = rig.accept(ONE_STEP);
    WorkflowRunner runner = rig.runner();
    runner.accept(id, () -> {});
    await().atMost(Duration.ofMinutes(1)).until(() -> step(id).reason().isPresent());
    assertThat(step(id).reason()).contains("dependency-unavailable: inventory-stale");
    assertThat(step(id).state()).isEqualTo(ExecutionState.WAITING);
    assertThat(rows("step.delayed")).extracting(AuditRow::check).containsExactly("inventory-stale");
    rig.master.clock.move(Duration.ofHours(2));
    runner.keepUp();
    JobRecord job = rig.await(id);
    assertThat(job.reason()).contains("deadline-passed");
    assertThat(job.steps().getFirst().reason())
        .contains("job-ended, before: dependency-unavailable: inventory-stale");
  }

  @Test
  void theDelayOfAStepIsToldOnce() {
    rig.master.clock.move(Duration.ofMinutes(6));
    String id = rig.accept(ONE_STEP);
    rig.runner().accept(id, () -> {});
    await().atMost(Duration.ofMinutes(1)).until(() -> step(id).reason().isPresent());
    TestInventory.list(rig.master.inventory, List.of(reader.listed()));
    JobRecord job = rig.await(id);
    assertThat(job.state()).isEqualTo(ExecutionState.DONE);
    assertThat(job.steps().getFirst().reason()).isEmpty();
    assertThat(rows("step.delayed")).hasSize(1);
    assertThat(lines.with("step.delayed")).hasSize(1);
  }

  private String reasonOf(String order) {
    return rig.finished(rig.runner(), rig.accept(order)).reason().orElseThrow();
  }

  private StepRecord step(String jobId) {
    return rig.master.journal.find(jobId).orElseThrow().steps().getFirst();
  }

  private List<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  /** The lines of the runner's log. */
  private static final class Lines extends Handler {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      messages.add(line.getMessage());
    }

    List<String> all() {
      return List.copyOf(messages);
    }

    List<String> with(String event) {
      return messages.stream().filter(line -> line.contains("\"" + event + "\"")).toList();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
