package org.bailiwick.system.domainnodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bailiwick.system.Call;
import org.bailiwick.system.Component;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.domainnodes.DomainNodes.Node;
import org.bailiwick.system.domainnodes.Relay.Cut;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One of two domain nodes is cut off from the database, or from the authority, and the other is
 * not: the proxy sends requests to the other, and nothing happens twice. Also, two processes have
 * the name of one node.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneNodeAloneIT {
  private static final Logger LOG = System.getLogger(OneNodeAloneIT.class.getName());

  /** As these nodes are set; five minutes, and one, by default. */
  private static final Duration MAX_STATUS_AGE = Duration.ofSeconds(30);

  /** docs/operations.md: the node's own look at the database. */
  private static final Duration DATABASE_IS_MISSED = Duration.ofSeconds(15);

  /** docs/deploy.md: the end of a poll of the feed, whose connection breaks. */
  private static final Duration BREAK_IS_SEEN = Duration.ofSeconds(2);

  /** And of one that nobody answers. */
  private static final Duration SILENCE_IS_SEEN = Duration.ofSeconds(30);

  private static final Duration TAKEN_OVER = Duration.ofSeconds(20);
  private static final Duration PROXY = Duration.ofSeconds(3);
  private static final Duration CRL_REFRESH = Duration.ofSeconds(5);
  private static final int JOBS = 10;
  private static final int REVOCATIONS = 5;
  private static final int UNAUTHORIZED = 401;
  private static final int UNAVAILABLE = 503;

  private DomainNodes domain;
  private Relay database;
  private final List<Relay> authority = new ArrayList<>();

  @BeforeAll
  void start() {
    domain = DomainNodes.started("one-node-alone", this::putRelaysBetween);
  }

  @AfterAll
  void stop() {
    domain.stop();
    database.close();
    authority.forEach(Relay::close);
  }

  /** The second node has its own way to the database; all go one way to the authority. */
  private void putRelaysBetween(Path home) throws IOException {
    int server =
        Integer.parseInt(
            found(home.resolve("domain-2/databases.properties"), "master.url=.*:(\\d+)/.*"));
    int port = Nodes.freePort();
    database = Relay.between(port, server);
    edit(
        home.resolve("domain-2/pools.asadmin"),
        text -> text.replace("\\:" + server + "/", "\\:" + port + "/"));
    for (String key : List.of("AUTHORITY_PORT", "HTTP_PORT")) {
      Path settings = home.resolve("instance.env");
      String outside = found(settings, key + "=(\\d+)");
      int inside = Nodes.freePort();
      edit(settings, text -> text.replace(key + "=" + outside + "\n", key + "=" + inside + "\n"));
      authority.add(Relay.between(Integer.parseInt(outside), inside));
    }
    for (Node node : List.of(new Node("domain", 0), new Node("domain-2", 0))) {
      edit(
          home.resolve(node.name() + "/bailiwick.properties"),
          text ->
              text.replace("node.crl-refresh=PT60S", "node.crl-refresh=" + CRL_REFRESH)
                  .replace("node.max-status-age=PT5M", "node.max-status-age=" + MAX_STATUS_AGE));
    }
  }

  private static String found(Path file, String line) {
    return Nodes.read(file)
        .lines()
        .filter(one -> one.matches(line))
        .map(one -> one.replaceFirst(line, "$1"))
        .findFirst()
        .orElseThrow();
  }

  private static void edit(Path file, UnaryOperator<String> change) throws IOException {
    String text = Nodes.read(file);
    assertThat(change.apply(text)).isNotEqualTo(text);
    Files.writeString(file, change.apply(text));
  }

  private void cutFromAuthority(Cut how) {
    long process = domain.nodes().process(domain.second().name());
    authority.forEach(relay -> relay.cut(how, port -> ProcessSockets.has(process, port)));
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void oneIsCutOffFromTheDatabase(Cut how) {
    Books books = new Books();
    Crew crew = Crew.atWork(domain, books);
    try {
      Buyer buyer = new Buyer(domain);
      JobStream jobs = new JobStream(domain, buyer);
      jobs.start();
      jobs.awaitMore();
      Set<String> held = heldBySecond();
      Standstills standstills = new Standstills(books);
      standstills.add(held);
      database.cut(how, port -> true);
      Instant cut = Instant.now();
      try {
        requireOutOfService("database, " + how, cut, DATABASE_IS_MISSED);
        requireTheFirstServes(buyer);
      } finally {
        database.restore();
      }
      awaitBack("database");
      jobs.awaitMore();
      jobs.end();
      domain.awaitNoJob();
      jobs.requireResults();
      Times still = standstills.times(domain.ends());
      LOG.log(Level.INFO, "jobs of the node without its database stood still: {0}", still);
      LOG.log(Level.INFO, "refused meanwhile: {0}", buyer.refusals());
      assertThat(still.longest()).isLessThan(Machine.bound(TAKEN_OVER).plus(PROXY));
      assertThat(books.effects().values()).allSatisfy(agents -> assertThat(agents).hasSize(1));
      buyer.refusals().requireAllowed();
    } finally {
      crew.close();
    }
  }

  private Set<String> heldBySecond() {
    return await("the second node executes jobs")
        .atMost(DomainNodes.PATIENCE)
        .until(() -> domain.jobsOf(domain.second()), jobs -> !jobs.isEmpty());
  }

  private void requireOutOfService(String what, Instant since, Duration promised) {
    await("the second node is not ready")
        .atMost(Machine.bound(promised).plus(PROXY))
        .until(() -> !domain.isReady(domain.second()));
    Duration took = Duration.between(since, Instant.now());
    Machine.report("not ready without its " + what, took, promised);
    assertThat(took).isLessThan(Machine.bound(promised).plus(PROXY));
    assertThat(domain.isReady(domain.first())).isTrue();
  }

  /** Through the proxy, which has seen it, without a refusal, and by the first node alone. */
  private void requireTheFirstServes(Buyer others) {
    Times.rest(PROXY);
    Buyer buyer = new Buyer(domain);
    for (int i = 0; i < JOBS; i++) {
      String job = buyer.post(JobStream.job(i));
      assertThat(domain.nodeOf(job)).isEqualTo(domain.first());
      await("end of job " + job)
          .atMost(DomainNodes.PATIENCE)
          .until(() -> !buyer.read(job).text("state").equals("running"));
      assertThat(buyer.read(job).text("state")).isEqualTo("done");
    }
    assertThat(buyer.refusals()).hasToString("{}");
    others.accepted().addAll(buyer.accepted());
  }

  private void awaitBack(String what) {
    Instant began = Instant.now();
    domain.awaitReady(domain.second());
    Duration took = Duration.between(began, Instant.now());
    LOG.log(Level.INFO, "ready with its {0} again after {1} ms", what, took.toMillis());
    Times.rest(PROXY);
  }

  @ParameterizedTest
  @EnumSource(Cut.class)
  void oneIsCutOffFromTheAuthority(Cut how) {
    Books books = new Books();
    Crew crew = Crew.atWork(domain, books);
    try {
      Buyer buyer = new Buyer(domain);
      Victim victim = Victim.atWork(domain, buyer, books, domain.first());
      cutFromAuthority(how);
      Instant cut = Instant.now();
      try {
        Duration known = victim.refusedAt(domain.first(), victim.revoke());
        LOG.log(Level.INFO, "revocation held at the node with its authority: {0}", known);
        assertThat(known).isLessThan(Machine.bound(Victim.PROMISED).plus(PROXY));
        Duration seen = how == Cut.REFUSED ? BREAK_IS_SEEN : SILENCE_IS_SEEN;
        requireOutOfService("authority, " + how, cut, seen);
        requireNobodyIsServed(cut);
        requireTheFirstServes(buyer);
      } finally {
        authority.forEach(Relay::restore);
      }
      awaitBack("authority");
      Duration known = victim.refusedAt(domain.second(), Instant.now());
      assertThat(known).isLessThan(Machine.bound(Victim.PROMISED).plus(PROXY));
      victim.close();
      victim.requireNotCalledAfter(cut.plus(Machine.bound(MAX_STATUS_AGE)));
      domain.awaitNoJob();
      victim.requireEnds();
      victim.stop();
      buyer.refusals().requireAllowed();
    } finally {
      crew.close();
    }
  }

  /** Neither says that it is ready, but the proxy has no other, and both know enough. */
  @Test
  void bothAreCutOffFromTheAuthority() {
    Books books = new Books();
    Crew crew = Crew.atWork(domain, books);
    try {
      Buyer buyer = new Buyer(domain);
      buyer.post(JobStream.job(0));
      authority.forEach(relay -> relay.cut(Cut.REFUSED, port -> true));
      try {
        await("neither is ready")
            .atMost(Machine.bound(BREAK_IS_SEEN).plus(PROXY))
            .until(() -> domain.both().stream().noneMatch(domain::isReady));
        Times.rest(PROXY);
        for (int i = 1; i < JOBS; i++) {
          buyer.post(JobStream.job(i));
        }
      } finally {
        authority.forEach(Relay::restore);
      }
      domain.awaitNoJob();
      for (String job : buyer.accepted()) {
        assertThat(buyer.read(job).text("state")).isEqualTo("done");
      }
      domain.both().forEach(domain::awaitReady);
      buyer.refusals().requireAllowed();
      LOG.log(Level.INFO, "refused without the authority: {0}", buyer.refusals());
    } finally {
      crew.close();
    }
  }

  /** The node that hears nothing serves with what it knows, for as long as it may. */
  private void requireNobodyIsServed(Instant cut) {
    Call search =
        Call.get(domain.nodes().registry("/v1/discovery?capability=fx.rates@1"))
            .as(domain.nodes().operator("auditor-1"))
            .through(domain.second().port());
    await("nobody is served")
        .atMost(Machine.bound(MAX_STATUS_AGE).plus(PROXY))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> Set.of(UNAUTHORIZED, UNAVAILABLE).contains(domain.wire().send(search).status()));
    Duration took = Duration.between(cut, Instant.now());
    Machine.report("nobody is served without news", took, MAX_STATUS_AGE);
    assertThat(took).isLessThan(Machine.bound(MAX_STATUS_AGE).plus(PROXY));
  }

  /** {@code up} starts no second one; one from a copy of the home runs, and does no harm. */
  @Test
  void twoProcessesHaveTheNameOfOneNode() {
    long process = domain.nodes().process("domain-2");
    assertThat(OperatorCommand.run(domain.nodes(), 0, "up", "domain-2"))
        .contains("domain-2 is running");
    assertThat(domain.nodes().process("domain-2")).isEqualTo(process);
    Node twin = new Node("the copy of domain-2", Nodes.freePort());
    domain.nodes().startTwin("domain-2", twin.port());
    Books books = new Books();
    Crew crew = Crew.atWork(domain, books);
    try {
      Buyer buyer = new Buyer(domain);
      domain.awaitReady(twin);
      List<Node> three = List.of(domain.first(), domain.second(), twin);
      List<String> jobs = new ArrayList<>();
      for (int i = 0; i < JOBS; i++) {
        jobs.add(buyer.postAt(three.get(i % three.size()), JobStream.job(i)));
      }
      for (int i = 0; i < REVOCATIONS; i++) {
        requireKnownToAll(three, Victim.atWork(domain, buyer, books, domain.first()));
      }
      domain.awaitNoJob();
      jobs.forEach(job -> assertThat(buyer.read(job).text("state")).isEqualTo("done"));
      assertThat(books.effects().values()).allSatisfy(agents -> assertThat(agents).hasSize(1));
      assertThat(ended()).doesNotHaveDuplicates().containsAll(buyer.accepted());
    } finally {
      crew.close();
      domain.nodes().stopTwin();
    }
  }

  /**
   * An event that one of the two has acknowledged is not sent to the other, which then reads of it
   * on the CRL.
   */
  private static void requireKnownToAll(List<Node> three, Victim victim) {
    Instant revoked = victim.revoke();
    for (Node node : three) {
      Duration took = victim.refusedAt(node, revoked);
      LOG.log(Level.INFO, "revocation held at {0} after {1} ms", node, took.toMillis());
      assertThat(took).isLessThan(Machine.bound(CRL_REFRESH).plus(PROXY));
    }
    victim.close();
    victim.requireNotCalledAfter(revoked.plus(Machine.bound(CRL_REFRESH)));
    victim.stop();
  }

  private List<String> ended() {
    return Component.MASTER.column(
        domain.nodes(), "select resource from audit_entry where event = 'job.ended'");
  }
}
