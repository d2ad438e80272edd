package org.bailiwick.master.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.tokenledger.GrantOrigin;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.outbound.address.AgentAddresses;

/**
 * A workflow runner without a container, with agents that are real servers. A test can kill it and
 * start it again.
 */
final class RunnerRig implements AutoCloseable {

  static final int MAX_TRIES = 3;
  static final int MAX_CALLS = 4;

  final MasterRig master;
  private final WorkflowPlanner planner = new WorkflowPlanner(50);
  private final List<TestAgent> agents = new ArrayList<>();
  private final NodeHttp http;
  private ExecutorService tasks = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  RunnerRig(Path folder) throws IOException {
    master = new MasterRig(folder);
    TestLeaf node = master.ca.node("domain");
    Files.writeString(folder.resolve("client.pem"), Pem.of(node.chain()));
    Files.writeString(folder.resolve("client.key"), Pem.of(node.key()));
    http =
        NodeHttp.toAgents(
            NodeHttpSettings.of(folder),
            () -> Set.of(master.ca.root()),
            certificate -> true,
            AgentAddresses.withLoopback());
  }

  TestAgent agent(String name, String... capabilities) {
    TestAgent agent = new TestAgent(master.ca, name, capabilities);
    agents.add(agent);
    return agent;
  }

  void listAgents() {
    TestInventory.list(master.inventory, agents.stream().map(TestAgent::listed).toList());
  }

  /** Makes this agent, with this locator, the only one in the inventory. */
  void listAt(TestAgent agent, Locator locator) {
    KnownAgent known = agent.listed();
    TestInventory.list(
        master.inventory,
        List.of(
            new KnownAgent(
                known.registryId(),
                known.agent(),
                known.capabilities(),
                locator,
                known.serial(),
                known.expiresAt(),
                known.state())));
  }

  Lease leases(String holder) {
    return new Lease(master.writer, holder, master.clock);
  }

  WorkflowRunner runner() {
    return new WorkflowRunner(
        new WorkflowRunner.Parts(
            master.journal,
            master.ledger,
            new WorkflowRunner.StepParts(
                master.inventory, master.gate, master.mint, new AgentCaller(http)),
            planner,
            leases("domain"),
            jobId -> {},
            master.clock),
        new RunnerSettings(
            MAX_CALLS,
            Duration.ofSeconds(10),
            MAX_TRIES,
            Duration.ofMillis(10),
            Duration.ofSeconds(15)),
        new Workers(task -> tasks.execute(task), timer));
  }

  /** Stops all tasks, so that they write nothing more, as after kill -9. */
  void kill() {
    tasks.shutdownNow();
    tasks = Executors.newFixedThreadPool(4);
  }

  /** Stores a job as {@code JobIntake} does, and returns its id. */
  String accept(String body) {
    Workflow workflow = planner.plan(JobRequest.parse(body));
    TokenRecord access = token(TokenKind.ACCESS, Optional.empty(), workflow, Optional.empty());
    master.writer.commit(master.ledger.insertion(access));
    String id = UUID.randomUUID().toString();
    TokenRecord root = token(TokenKind.JOB, Optional.of(access.jti()), workflow, Optional.of(id));
    JobOwner owner =
        new JobOwner(
            access.origin().caller(),
            access.origin().callerSerial(),
            master.partner.buyer.certificate(),
            "https://as.partner.example#alice");
    master.journal.accept(
        new NewJob(id, UUID.randomUUID().toString(), owner, workflow, root, Optional.empty()),
        Integer.MAX_VALUE);
    return id;
  }

  private TokenRecord token(
      TokenKind kind, Optional<String> parent, Workflow workflow, Optional<String> jobId) {
    var now = master.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Optional<GrantOrigin> grant =
        kind == TokenKind.ACCESS
            ? Optional.of(new GrantOrigin("i", UUID.randomUUID().toString(), "00", "{}", now))
            : Optional.empty();
    return new TokenRecord(
        UUID.randomUUID().toString(),
        kind,
        new TokenOrigin(parent, grant, master.partner.buyer.id().toString(), "0a"),
        Optional.empty(),
        jobId.map(id -> new StepContext(id, Optional.empty())),
        workflow.scope(),
        new TokenLifetime(now, now.plus(Duration.ofHours(1))),
        Optional.empty());
  }

  JobRecord finished(WorkflowRunner runner, String jobId) {
    runner.accept(jobId, () -> {});
    return await(jobId);
  }

  JobRecord await(String jobId) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> master.journal.find(jobId).orElseThrow().state().isFinal());
    return master.journal.find(jobId).orElseThrow();
  }

  @Override
  public void close() {
    tasks.shutdownNow();
    timer.shutdownNow();
    http.close();
    agents.forEach(TestAgent::close);
    master.close();
  }
}
