package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.AuditLog;
import org.bailiwick.system.Call;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.status.Questions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two authority nodes on one PostgreSQL database and one token, made as docs/deploy.md says: what
 * one of them does counts at the other, and neither needs the other to go on. So it is for a trust
 * domain that was added.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.MethodName.class)
class TwoAuthoritiesIT {

  /** The bound of docs/deploy.md for the time until a node knows a revocation by the other. */
  private static final Duration KNOWN_WITHIN = Machine.bound(Duration.ofSeconds(3));

  /** And a schedule that the killed node was at is taken over. */
  private static final Duration TAKEN_OVER_WITHIN = Machine.bound(Duration.ofSeconds(60));

  private static final int AT_ONCE = 12;

  /** A further trust domain of both nodes. */
  private static final String ADDED = "b.example";

  @TempDir private static Path folder;
  private Nodes first;
  private Nodes second;
  private Wire wire;

  @BeforeAll
  void start() {
    first = Nodes.authorityOfTwo("nodes-pair", ADDED, "postgresql");
    second = first.joined(ADDED);
    wire = new Wire(first.root());
  }

  @AfterAll
  void stop() {
    second.stop();
    first.stop();
  }

  @Test
  void aNonceIsSpentOnceOverBoth() throws Exception {
    String nonce = Enrolment.nonce(first, wire);
    List<Call> calls = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      calls.add(new Enrolment(i % 2 == 0 ? second : first, wire).nonce(nonce).call());
    }
    List<Answer> answers = atOnce(calls);
    assertThat(answers.stream().filter(answer -> answer.status() == 201)).hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.status() != 201))
        .allSatisfy(answer -> assertThat(answer.body()).contains("nonce-invalid"));
  }

  @Test
  void aRevocationOfOneIsKnownToTheOther() throws Exception {
    Questions leaf = new Questions(first, wire, Files.createDirectories(folder.resolve("leaf")));
    assertThat(ask(leaf)).contains("leaf.pem: good");
    Machine.alone(() -> requireKnownToTheOther(leaf));
  }

  @Test
  void anAddedTrustDomainIsServedByBothAndIsOnlyItsOwn() throws Exception {
    Nodes here = first.further(ADDED);
    Nodes there = second.further(ADDED);
    Wire added = new Wire(here.root());
    String nonce = Enrolment.nonce(here, added);
    TestLeaf leaf = new Enrolment(there, added).nonce(nonce).granted();
    assertThat(added.send(new Enrolment(here, added).nonce(nonce).call()).body())
        .contains("nonce-invalid");
    AgentCredential agent = AgentCredential.read(leaf.certificate());
    assertThat(agent.agent()).hasToString("spiffe://b.example/agent/" + agent.agent().name());
    assertThat(OperatorCommand.run(here, 0, "ca", "credentials", agent.serial().hex()))
        .contains("\"valid\"");
    assertThat(OperatorCommand.run(first, 1, "ca", "credentials", agent.serial().hex()))
        .contains("404");
    new Officer(here, added).revoke(leaf);
    assertThat(crl(there)).isEqualTo(crl(here)).isNotEqualTo(crl(second));
    requireOneUnbrokenLog(here);
    requireOneUnbrokenLog(there);
  }

  @Test
  void bothIssueAndRevokeAndOneIsKilled() {
    EnrolmentLoad one = new EnrolmentLoad(first, wire);
    EnrolmentLoad two = new EnrolmentLoad(second, wire);
    one.start();
    two.start();
    one.awaitMore();
    two.awaitMore();
    String schedule = schedule(first, enrolled(first));
    first.kill("authority");
    assertThat(OperatorCommand.run(first, 1, "trust-domain", "remove", ADDED))
        .contains("A node works with");
    int before = two.done();
    await("the other goes on").atMost(Duration.ofSeconds(20)).until(() -> two.done() > before + 2);
    awaitEnd(schedule);
    first.restartAlone("authority");
    one.awaitMore();
    one.end();
    two.end();
    assertThat(Stream.of(one, two).flatMap(load -> load.serials().stream()))
        .doesNotHaveDuplicates();
    one.requireNothingLost();
    two.requireNothingLost();
    assertThat(executions(schedule)).isEqualTo(1);
    requireNumbersRise();
    requireOneUnbrokenLog(first);
    requireOneUnbrokenLog(second);
  }

  @Test
  void schedulesAreExecutedOnce() {
    for (Nodes ordering : List.of(first, second)) {
      String id = schedule(ordering, enrolled(ordering));
      awaitEnd(id);
      assertThat(executions(id)).isEqualTo(1);
    }
  }

  private void requireKnownToTheOther(Questions leaf) throws Exception {
    leaf.revoke();
    Instant revoked = Instant.now();
    // The list comes from the database; kept OCSP answers go by what each node read of it.
    assertThat(leaf.verifyByCrl().output()).contains("certificate revoked");
    assertThat(crl(second)).isEqualTo(crl(first));
    await("the other's OCSP")
        .atMost(KNOWN_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> ask(leaf).contains("leaf.pem: revoked"));
    assertThat(Duration.between(revoked, Instant.now())).isLessThan(KNOWN_WITHIN);
  }

  private static List<Answer> answers(List<Future<Answer>> waiting) throws Exception {
    List<Answer> answers = new ArrayList<>();
    for (Future<Answer> one : waiting) {
      answers.add(one.get());
    }
    return answers;
  }

  private List<Answer> atOnce(List<Call> calls) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(calls.size())) {
      return answers(calls.stream().map(call -> threads.submit(() -> wire.send(call))).toList());
    }
  }

  /** The second node's answer without nonce, so that it may be one that it kept. */
  private String ask(Questions leaf) {
    return leaf.opensslAt(second, "-no_nonce").output();
  }

  private static byte[] crl(Nodes nodes) throws IOException {
    return nodes.plain("/crl/issuing-1.crl").toURL().openStream().readAllBytes();
  }

  private AgentCredential enrolled(Nodes nodes) {
    return AgentCredential.read(new Enrolment(nodes, wire).granted().certificate());
  }

  private String schedule(Nodes nodes, AgentCredential agent) {
    String body =
        "{\"trigger\":\"decommissioning\",\"subject\":\"name:%s\",\"at\":\"%s\"}"
            .formatted(agent.agent(), Instant.now().plusSeconds(2));
    return wire.send(
            Call.post(nodes.authority("/v1/revocation-schedules"), body)
                .as(nodes.operator("officer-1")))
        .expecting(201)
        .text("id");
  }

  private void awaitEnd(String schedule) {
    Call ended =
        Call.get(second.authority("/v1/revocation-schedules?ended=true"))
            .as(second.operator("officer-1"));
    await("schedule is executed")
        .atMost(TAKEN_OVER_WITHIN)
        .pollInterval(Duration.ofMillis(500))
        .until(() -> wire.send(ended).expecting(200).body().contains(schedule));
  }

  private long executions(String schedule) {
    return AuditLog.rows(second, wire).stream()
        .filter(row -> row.getString("event").equals("revocation-schedule.executed"))
        .filter(row -> row.getString("resource").equals(schedule))
        .count();
  }

  /** In the order of the log, which is that of their commits. */
  private void requireNumbersRise() {
    Map<String, Long> last = new TreeMap<>();
    for (JsonObject row : AuditLog.rows(second, wire)) {
      if (row.getString("event").equals("crl.published")) {
        String issuer = row.getString("subject");
        long number = Long.parseLong(row.getString("resource").substring(issuer.length() + 1));
        assertThat(number).as(issuer).isGreaterThan(last.getOrDefault(issuer, 0L));
        last.put(issuer, number);
      }
    }
    assertThat(last).containsKey("issuing-1");
  }

  /** The auditor's command, against this node and with this node's signed heads. */
  private static void requireOneUnbrokenLog(Nodes nodes) {
    OperatorCommand.run(nodes, 0, "ca", "audit", "verify");
  }
}
