package org.bailiwick.master.push;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.PushConfiguration;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.HeldLease;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.testing.TestServer;

/** A Master Agent without a container, and a client's receiver, which is a real HTTPS server. */
final class PushRig implements AutoCloseable {

  /** A job of two steps, one after the other. */
  static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"invoice.parse@1\"},"
          + "{\"id\":\"b\",\"capability\":\"invoice.parse@1\",\"after\":[\"a\"]}]}";

  /** What the receiver got: the path, the credentials and the body. */
  record Received(String path, String authorization, String token, String type, String body) {}

  final MasterRig master;
  final List<Received> received = new CopyOnWriteArrayList<>();

  /** What the receiver answers. */
  final AtomicInteger status = new AtomicInteger(204);

  final TestServer server;
  PushSettings settings;
  private final AtomicLong elapsed = new AtomicLong();
  private final SteadyTime time;

  PushRig(Path folder) {
    master = new MasterRig(folder);
    time = new SteadyTime(master.clock, elapsed::get);
    server =
        TestServer.secured(master.ca.nodeServer("receiver").tls(master.ca.trust()))
            .on(
                "/",
                exchange -> {
                  received.add(
                      new Received(
                          exchange.getRequestURI().toString(),
                          exchange.getRequestHeaders().getFirst("Authorization"),
                          exchange.getRequestHeaders().getFirst("X-A2A-Notification-Token"),
                          exchange.getRequestHeaders().getFirst("Content-Type"),
                          new String(
                              exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                  TestServer.answer(exchange, status.get(), new byte[0]);
                });
    settings = TestPushes.settings(Set.of(origin()), Set.of(master.ca.root()));
  }

  Origin origin() {
    return Origin.of(server.base());
  }

  PushConfigurations configurations() {
    return TestPushes.of(master, settings);
  }

  /** A configuration for a path of the receiver. */
  PushConfiguration wanted(String path, String... more) {
    String members = "{\"url\":\"" + server.at(path) + "\"";
    for (String each : more) {
      members += "," + each;
    }
    return PushConfiguration.read(MessageMembers.of("The request", members + "}"));
  }

  /** A worker of this process, or of another one, that sends in its own thread. */
  PushWorker worker(String process) {
    return worker(process, Runnable::run);
  }

  PushWorker worker(String process, Executor threads) {
    CallerStatus callers =
        new CallerStatus(
            master.partnerRights,
            master.credentials(
                (certificate, anchor) -> master.callerState,
                (issuer, serial) -> master.callerState),
            master.accounts);
    TaskNews news =
        new TaskNews() {
          @Override
          public Optional<String> artifact(JobRecord job, String stepId) {
            return Optional.ofNullable(
                master.journal.results(job.jobId(), List.of(stepId)).get(stepId));
          }

          @Override
          public String status(JobRecord job) {
            return job.state().text();
          }
        };
    PushSender.Parts parts =
        new PushSender.Parts(
            master.journal,
            callers,
            master.gate,
            master.ca.domain(),
            news,
            master.secretStore,
            master.clock);
    FetchSettings fetch = new FetchSettings(settings.privateOrigins(), 0, Duration.ofSeconds(30));
    return new PushWorker(
        new PushWorker.Parts(
            new PushQueue(master.store(), master.writer, time),
            new PushSender(parts, settings, new GuardedFetch(fetch)),
            new Lease(master.writer, process, master.clock, elapsed::get),
            time,
            elapsed::get),
        settings,
        threads);
  }

  JobRecord job() {
    return job(master.partner.buyer);
  }

  JobRecord job(TestLeaf caller) {
    String id = UUID.randomUUID().toString();
    return found(TestJobs.accept(master, id, caller, JOB));
  }

  JobRecord found(String id) {
    return master.journal.find(id).orElseThrow();
  }

  void stepDone(JobRecord job, String step) {
    master.journal.stepEnded(
        lease(job), StepRecord.End.done(job.jobId(), step, "[\"" + step + "\"]"));
    pass(Duration.ofMillis(10));
  }

  void end(JobRecord job, ExecutionState state) {
    master.journal.jobEnded(lease(job), new JobRecord.End(job.jobId(), state, Optional.empty()));
  }

  private HeldLease lease(JobRecord job) {
    return new Lease(master.writer, "domain", master.clock, elapsed::get)
        .acquire("job/" + job.jobId(), Duration.ofSeconds(15))
        .orElseThrow();
  }

  void pass(Duration passed) {
    master.clock.move(passed);
    elapsed.addAndGet(passed.toNanos());
  }

  List<String> bodies() {
    return received.stream().map(Received::body).toList();
  }

  /** The audit rows of this event, as check and details. */
  List<String> audit(String event) {
    return master.audit().stream()
        .filter(row -> row.event().equals(event))
        .map(row -> row.check() + " " + row.details())
        .toList();
  }

  long rows(String table) {
    return Long.parseLong(master.column("select count(*) from " + table).getFirst());
  }

  @Override
  public void close() {
    server.close();
    master.close();
  }
}
