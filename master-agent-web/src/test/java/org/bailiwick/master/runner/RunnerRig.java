package org.bailiwick.master.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
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
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.slots.CallBounds;
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
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * A workflow runner without a container, with agents that are real servers. A test can kill it and
 * start it again.
 */
final class RunnerRig implements AutoCloseable {

  static final int MAX_TRIES = 3;
  static final int MAX_CALLS = 4;
  static final int MAX_OF_AGENT = 2;
  static final int MAX_OF_CALLER = 3;
  static final int MAX_JOBS = 20;
  static final int MAX_RESULTS = 1000;

  final MasterRig master;

  /** The state of every credential of the domain's agents, as far as the node knows it. */
  volatile RevocationState agentState = new RevocationState.Good();

  /** The state of every caller's credential. */
  volatile RevocationState callerState = new RevocationState.Good();

  /** The pauses between two polls of the next runner. */
  RunnerSettings.Polls polls =
      new RunnerSettings.Polls(Duration.ofMillis(10), Duration.ofMillis(50));

  private final WorkflowPlanner planner = new WorkflowPlanner(50);
  private final List<TestAgent> agents = new ArrayList<>();
  private final NodeHttp http;
  private ExecutorService tasks = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  RunnerRig(Path folder) throws IOException {
    master = new MasterRig(folder);
    master.partner.limitTo("invoice.parse@1", "fx.rates@1", "ledger.post@1", "receipt.write@1");
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
    listAt(agent, locator, agent.serial());
  }

  /** The same with the serial number of another credential. */
  void listAt(TestAgent agent, Locator locator, SerialNumber serial) {
    KnownAgent known = agent.listed();
    TestInventory.list(
        master.inventory,
        List.of(
            new KnownAgent(
                known.registryId(),
                known.agent(),
                known.capabilities(),
                locator,
                serial,
                known.expiresAt(),
                known.state())));
  }

  /** The leases of a process that never stands still, as a timer renews them only in a node. */
  Lease leases(String holder) {
    return new Lease(master.writer, holder, master.clock, () -> 0L);
  }

  WorkflowRunner runner() {
    return runner(
        new CallBounds(MAX_CALLS, MAX_OF_AGENT, MAX_OF_CALLER, MAX_OF_CALLER),
        new RunnerSettings.Memory(MAX_JOBS, 1 << 24, MAX_RESULTS));
  }

  WorkflowRunner runner(CallBounds calls, RunnerSettings.Memory memory) {
    return runner(calls, memory, leases("domain"), jobId -> {});
  }

  /** The runner of another process on the same database. */
  WorkflowRunner runner(Lease leases, JobListener listener) {
    return runner(
        new CallBounds(MAX_CALLS, MAX_CALLS, MAX_CALLS, MAX_CALLS),
        new RunnerSettings.Memory(MAX_JOBS, 1 << 24, MAX_RESULTS),
        leases,
        listener);
  }

  WorkflowRunner runner(
      CallBounds calls, RunnerSettings.Memory memory, Lease leases, JobListener listener) {
    return new WorkflowRunner(
        parts(leases, listener),
        new RunnerSettings(
            calls,
            Duration.ofSeconds(10),
            MAX_TRIES,
            Duration.ofMillis(10),
            polls,
            Duration.ofSeconds(15),
            memory),
        new Workers(task -> tasks.execute(task), timer));
  }

  WorkflowRunner.Parts parts(Lease leases, JobListener listener) {
    return new WorkflowRunner.Parts(
        master.journal,
        master.ledger,
        new WorkflowRunner.StepParts(
            master.inventory,
            master.partnerRights,
            master.credentials(this::ofCaller, (issuer, serial) -> agentState),
            master.gate,
            master.mint,
            new AgentCaller(http)),
        planner,
        leases,
        listener,
        master.clock);
  }

  private RevocationState ofCaller(X509Certificate certificate, Anchor anchor) {
    return anchor.use() == AnchorUse.FOREIGN ? callerState : new RevocationState.Good();
  }

  /** Stops all tasks, so that they write nothing more, as after kill -9. */
  void kill() {
    tasks.shutdownNow();
    tasks = Executors.newFixedThreadPool(4);
  }

  /** Takes no task until {@link #kill}, as a pool whose queue is full. */
  void refuseTasks() {
    tasks.shutdown();
  }

  /** Stores a job as {@code JobIntake} does at this runner, which does not start it yet. */
  String storeAt(WorkflowRunner runner, String body) {
    String id = UUID.randomUUID().toString();
    store(id, master.partner.buyer, body, runner.firstLease(id));
    return id;
  }

  /** Stores a job as {@code JobIntake} does, and returns its id. */
  String accept(String body) {
    return accept(UUID.randomUUID().toString(), body);
  }

  /** Stores a job of this caller. */
  String accept(String body, TestLeaf caller) {
    return accept(UUID.randomUUID().toString(), caller, body);
  }

  String accept(String id, String body) {
    return accept(id, master.partner.buyer, body);
  }

  /** The same for a job of this caller. */
  String accept(String id, TestLeaf caller, String body) {
    store(id, caller, body, UnitOfWork.none());
    return id;
  }

  private void store(String id, TestLeaf caller, String body, UnitOfWork lease) {
    JobRequest request = JobRequest.parse(body);
    Workflow workflow = planner.plan(request);
    TokenRecord access = token(caller, Optional.empty(), workflow, Optional.empty());
    master.writer.commit(master.ledger.insertion(access));
    TokenRecord root = token(caller, Optional.of(access.jti()), workflow, Optional.of(id));
    JobOwner owner =
        new JobOwner(
            access.origin().caller(),
            access.origin().callerSerial(),
            caller.certificate(),
            "https://as.partner.example#alice");
    master.journal.accept(
        new NewJob(id, UUID.randomUUID().toString(), owner, request, root, Optional.empty()),
        new JobBounds(Integer.MAX_VALUE, Long.MAX_VALUE),
        lease);
  }

  /** The root token of a job, or without a parent an access token. */
  private TokenRecord token(
      TestLeaf caller, Optional<String> parent, Workflow workflow, Optional<String> jobId) {
    var now = master.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Optional<GrantOrigin> grant =
        parent.isEmpty()
            ? Optional.of(new GrantOrigin("i", UUID.randomUUID().toString(), "00", "{}", now))
            : Optional.empty();
    return new TokenRecord(
        UUID.randomUUID().toString(),
        jobId.isPresent() ? TokenKind.JOB : TokenKind.ACCESS,
        new TokenOrigin(parent, grant, caller.id().toString(), "0a"),
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
