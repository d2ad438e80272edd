package org.bailiwick.system.domainnodes;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.PausedProcess;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;

/** Two domain nodes on one PostgreSQL server, with HAProxy before them, and their authority. */
final class DomainNodes {
  static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final int OK = 200;

  private final Nodes nodes;
  private final Wire wire;
  private final List<Node> both;

  private DomainNodes(Nodes nodes) {
    int proxy = nodes.master("").getPort();
    this.nodes = nodes;
    this.wire = new Wire(nodes.root());
    this.both = List.of(new Node("domain", proxy + 1), new Node("domain-2", proxy + 2));
  }

  /** One of them, with the port at which it can be asked without the proxy. */
  record Node(String name, int port) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Starts them in a home of this name, which is changed before; both are ready. */
  static DomainNodes started(String name, Nodes.Change change) {
    DomainNodes started = new DomainNodes(Nodes.withDomainNodes(name, 2, change));
    started.both.forEach(started::awaitReady);
    return started;
  }

  void stop() {
    nodes.stop();
  }

  Nodes nodes() {
    return nodes;
  }

  Wire wire() {
    return wire;
  }

  List<Node> both() {
    return both;
  }

  Node first() {
    return both.getFirst();
  }

  Node second() {
    return both.getLast();
  }

  Node other(Node node) {
    return node.equals(first()) ? second() : first();
  }

  void kill(Node node) {
    nodes.kill(node.name());
  }

  /** Starts the one that was killed, and returns when it is ready. */
  void start(Node node) {
    nodes.restartAlone(node.name());
    awaitReady(node);
  }

  /** Its process stands still: connections stay, and nothing is answered. */
  void pause(Node node) {
    PausedProcess.suspend(process(node));
  }

  void resume(Node node) {
    PausedProcess.resume(process(node));
  }

  private ProcessHandle process(Node node) {
    return ProcessHandle.of(nodes.process(node.name())).orElseThrow();
  }

  boolean isReady(Node node) {
    try {
      Call health = Call.get(nodes.master("/health/ready")).through(node.port());
      return wire.send(health).status() == OK;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  void awaitReady(Node node) {
    await(node + " is ready").atMost(PATIENCE).until(() -> isReady(node));
  }

  /** The unfinished jobs that this node executes at this moment. */
  Set<String> jobsOf(Node node) {
    return Set.copyOf(
        Component.MASTER.column(
            nodes,
            "select j.job_id from job j join lease l on l.name = 'job/' || j.job_id"
                + " where j.state = 'running' and l.holder like '"
                + node.name()
                + "/%' and l.expires_at > now() at time zone 'UTC'"));
  }

  /** The node that executes this job, or did so last. */
  Node nodeOf(String job) {
    String holder =
        Component.MASTER
            .column(nodes, "select holder from lease where name = 'job/" + job + "'")
            .getFirst();
    return both.stream().filter(n -> holder.startsWith(n.name() + "/")).findFirst().orElseThrow();
  }

  int jobsRunning() {
    return Component.MASTER.column(nodes, "select job_id from job where state = 'running'").size();
  }

  void awaitNoJob() {
    await("no job is running")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> jobsRunning() == 0);
  }

  /** When each finished job ended. */
  Map<String, Instant> ends() {
    return Component.MASTER
        .column(nodes, "select concat(job_id, ' ', ended_at) from job where ended_at is not null")
        .stream()
        .map(row -> row.split(" ", 2))
        .collect(Collectors.toMap(row -> row[0], row -> time(row[1])));
  }

  private static Instant time(String text) {
    return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
  }

  /** A figure of a node's own metrics. */
  double metric(Node node, String name) {
    return wire.send(Call.get(nodes.master("/metrics")).through(node.port()))
        .expecting(OK)
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** {@code count} times the call, to both nodes in turn. */
  List<Call> overBoth(Call call, int count) {
    return Stream.iterate(0, i -> i + 1)
        .limit(count)
        .map(i -> call.through(both.get(i % 2).port()))
        .toList();
  }
}
