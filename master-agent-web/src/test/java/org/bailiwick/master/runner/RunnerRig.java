package org.bailiwick.master.runner;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.approval.Approvals;
import org.bailiwick.master.approval.TestApprovals;
import org.bailiwick.master.approver.OwnJobs;
import org.bailiwick.master.callout.AgentCaller;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.compensation.JobCompensations;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.journal.JobBounds;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.outbox.EndingActs;
import org.bailiwick.master.outbox.OutboxFigures;
import org.bailiwick.master.outbox.OutboxSettings;
import org.bailiwick.master.outbox.OutboxWorker;
import org.bailiwick.master.slots.CallBounds;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.testing.TestDomainCaller;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.workers.Workers;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.peer.Anchor;
import org.bailiwick.node.peer.AnchorUse;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationView;

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

  /** Where results are read that are stored by reference. */
  static final URI RESULTS = URI.create("https://master.bailiwick.example/v1/results");

  static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  static final Duration GIVE_UP_AFTER = Duration.ofDays(1);

  final MasterRig master;

  /** The figures of the last process with an outbox. */
  OutboxFigures figures;

  private final AtomicLong elapsed = new AtomicLong();

  /** The state of every credential of the domain's agents, as far as the node knows it. */
  volatile RevocationState agentState = new RevocationState.Good();

  /** The state of every caller's credential. */
  volatile RevocationState callerState = new RevocationState.Good();

  /** The state of the Master Agent's credential for other domains. */
  volatile RevocationState ownAgentState = new RevocationState.Good();

  /** The state of the credential of every caller of this domain. */
  volatile RevocationState ownCallerState = new RevocationState.Good();

  /** The pauses between two polls of the next runner. */
  RunnerSettings.Polls polls =
      new RunnerSettings.Polls(Duration.ofMillis(10), Duration.ofMillis(50));

  /** How many people must approve a step, beside what the policies say. */
  volatile int approvers;

  /** The time that people have to decide. */
  static final Duration TO_DECIDE = Duration.ofMinutes(2);

  final Approvals approvals;

  /** The gate of the next runner. */
  Gate gate;

  /** What the next runner and the next outbox write to. */
  EndingActs acts;

  JobJournal journal;

  /** Which results are stored by reference. */
  ResultBounds results = ResultBounds.NONE;

  /** The catalogue of the next runner. */
  Catalogue catalogue;

  private final List<TestAgent> agents = new ArrayList<>();

  /** Where the credential of the Master Agent for other domains is. */
  final Path ownAgent;

  private final NodeHttp http;
  private ExecutorService tasks = Executors.newFixedThreadPool(4);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  RunnerRig(Path folder) throws IOException {
    master = new MasterRig(folder);
    master.partner.limitTo("invoice.parse@1", "fx.rates@1", "ledger.post@1", "receipt.write@1");
    gate = master.gate;
    acts = master.acts;
    journal = master.journal;
    approvals = approvals(master, master.gate);
    ownAgent = folder.resolve("own-agent");
    catalogue = new Catalogue(Optional.empty(), master.clock);
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

  /** The requests and decisions, of people about whom this gate is asked again. */
  Approvals approvals(MasterRig rig, Gate asked) {
    return new Approvals(
        rig.store(), capability -> approvers, TO_DECIDE, TestApprovals.review(rig, asked));
  }

  OwnJobs ownJobs() {
    return TestApprovals.ownJobs(master);
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
                known.state(),
                known.responsible())));
  }

  /** The leases of a process that never stands still, as a timer renews them only in a node. */
  Lease leases(String holder) {
    return new Lease(master.writer, holder, master.clock, () -> 0L);
  }

  WorkflowRunner runner() {
    return runner(
        new CallBounds(MAX_CALLS, MAX_OF_AGENT, MAX_OF_CALLER, MAX_OF_CALLER),
        new RunnerSettings.Memory(
            MAX_JOBS, 1 << 24, MAX_RESULTS, new RunnerSettings.Stored(RESULTS, results)));
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
        journal,
        master.ledger,
        new WorkflowRunner.StepParts(
            master.inventory,
            master.partnerRights,
            master.credentials(this::ofCaller, (issuer, serial) -> agentState),
            master.accounts,
            gate,
            master.mint,
            callers(),
            approvals),
        master.plans,
        catalogue,
        leases,
        listener,
        master.clock);
  }

  private AssetCallers callers() {
    RevocationView view = (certificate, anchor) -> ownAgentState;
    return new AssetCallers(
        new AgentCaller(http, results), TestDomainCaller.of(master, ownAgent, view));
  }

  /** The worker of another process on the same database, with short pauses. */
  OutboxWorker outbox(String process) {
    SteadyTime time = new SteadyTime(master.clock, elapsed::get);
    figures = new OutboxFigures(acts, time, Duration.ofDays(90));
    return new OutboxWorker(
        new OutboxWorker.Parts(acts, figures, leases(process), compensations(), time, elapsed::get),
        master.inventory,
        callers(),
        new OutboxSettings(
            FIRST_PAUSE, Duration.ofHours(1), GIVE_UP_AFTER, Duration.ofSeconds(30), 4));
  }

  private JobCompensations compensations() {
    return new JobCompensations(
        new JobCompensations.Parts(
            journal,
            master.plans,
            master.ledger,
            catalogue,
            new JobBounds(Integer.MAX_VALUE, Long.MAX_VALUE),
            Duration.ofHours(1),
            master.clock));
  }

  /** Has the ends of jobs cause their compensation from now on, as with a catalogue. */
  void compensates() {
    acts = new EndingActs(master.store(), master.writer, master.clock, true);
    journal =
        new JobJournal(
            master.store(), master.writer, master.ledger, master.plans, acts, master.clock);
  }

  /** Lets time pass by both clocks, and confirms the list of agents afterwards. */
  void pass(Duration time) {
    master.clock.move(time);
    elapsed.addAndGet(time.toNanos());
    listAgents();
  }

  private RevocationState ofCaller(X509Certificate certificate, Anchor anchor) {
    if (anchor.use() == AnchorUse.FOREIGN) {
      return callerState;
    }
    boolean isIssuer = certificate.equals(master.ca.issuing());
    return isIssuer ? new RevocationState.Good() : ownCallerState;
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
    TestJobs.Posted posted = new TestJobs.Posted(id, master.partner.buyer, body, Optional.empty());
    return TestJobs.accept(master, posted, runner.firstLease(id));
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
    return TestJobs.accept(master, id, caller, body);
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
