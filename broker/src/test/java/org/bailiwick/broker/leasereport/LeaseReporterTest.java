package org.bailiwick.broker.leasereport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Leases;
import org.bailiwick.broker.backend.TokenFacts;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.lease.LeaseSweeper;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the Master Agent is told of leases, and what it says of them (threat 58); it is a server
 * that the test scripts.
 */
class LeaseReporterTest {
  private static final TestCa CA = TestCa.withoutRevocation("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final SpiffeId NODE = SpiffeId.parse("spiffe://bailiwick.example/node/domain");
  private static final TestTokens TOKENS = new TestTokens("key-1", "bailiwick.example");
  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LONG_POLL = Duration.ofMillis(150);

  private final BrokerStore store;
  private final LeaseBook book;
  private final Asset asset;
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final Map<String, Reply> answers = new ConcurrentHashMap<>();
  private final Set<String> due = ConcurrentHashMap.newKeySet();
  private final String jti;
  private final TokenFacts token;
  private ScriptedNode master;
  private LeaseReporter reporter;

  LeaseReporterTest() throws Exception {
    store = new BrokerRig().store();
    book = new LeaseBook(store);
    asset =
        BrokerRig.asset(
            """
            {"asset": "orders-db", "kind": "database", "owner": "Sales", "risk": "high", "url": "postgresql://h/orders",
             "credential": {"method": "postgresql-role"}, "operations": [{"capability": "orders.insert@1"}]}
            """);
    JwtClaims claims = TOKENS.claims("orders.insert@1", NODE.toString());
    jti = claims.getJwtId();
    String compact = TOKENS.sign(claims);
    token =
        new TokenFacts(
            compact,
            Sha256.hex(compact),
            "txn-1",
            "alice",
            NODE,
            "job-1",
            "a",
            Instant.now().plusSeconds(60));
  }

  private final BackEndWork backEnd =
      new BackEndWork() {
        @Override
        public BackEndAnswer perform(BackEndCall call) {
          throw new IllegalStateException("no call is made here");
        }

        @Override
        public boolean end(String external) {
          ended.add(external);
          return true;
        }
      };

  @BeforeEach
  void startMaster() throws Exception {
    master = ScriptedNode.overTls(CA.nodeServer("domain").tls(TRUSTED.trust(id -> true)));
    answers.put("report", Reply.json(200, "{\"id\":\"x\",\"state\":\"open\",\"token\":\"live\"}"));
    master.on("/v1/tokens/" + jti + "/leases", call -> answers.get("report"));
    master.on("/v1/leases/due", this::due);
  }

  private Reply due(Call call) {
    try {
      Thread.sleep(LONG_POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<String> leases =
        due.stream().map("{\"id\":\"%s\",\"reason\":\"job-cancelled\"}"::formatted).toList();
    return Reply.json(200, "{\"leases\":[" + String.join(",", leases) + "]}");
  }

  private void startReporter() {
    LeaseSweeper sweeper =
        new LeaseSweeper(book, Map.of("orders-db", backEnd), log::add, Clock.systemUTC());
    JsonEndpoint endpoint =
        new JsonEndpoint(
            master.uri(),
            CA.agent("broker", "orders.insert@1").tls(TRUSTED.trust(SpiffeId::isNode)));
    reporter =
        LeaseReporter.start(
            new LeaseReporter.Parts(new LeaseReports(store), book, sweeper, endpoint), log::add);
  }

  @AfterEach
  void stop() {
    if (reporter != null) {
      reporter.close();
    }
    master.close();
  }

  private Leases.Held open(String external) {
    BackEndCall call =
        new BackEndCall(
            asset,
            asset.operations().getFirst(),
            "{}",
            token,
            "job-1/" + external,
            Instant.now().plusSeconds(10));
    return book.open(call, external, Instant.now().plusSeconds(15));
  }

  private List<JsonObject> reports() {
    return master.calls().stream()
        .filter(call -> call.method().equals("POST"))
        .map(Call::json)
        .toList();
  }

  private void awaitReports(int number) {
    await().atMost(PATIENCE).until(() -> reports().size() >= number);
  }

  private String idOf(String external) {
    return book.latest().stream()
        .filter(lease -> lease.external().equals(external))
        .findFirst()
        .orElseThrow()
        .id();
  }

  @Test
  void aLeaseIsReportedWhenItIsOpenedAndWhenItHasEnded() {
    startReporter();
    Leases.Held lease = open("bw_1");
    lease.made();
    awaitReports(1);
    JsonObject opened = reports().getFirst();
    assertThat(opened.getString("token_sha256")).isEqualTo(token.digest());
    assertThat(opened.getString("asset")).isEqualTo("orders-db");
    assertThat(opened.getString("capability")).isEqualTo("orders.insert@1");
    assertThat(opened.getString("kind")).isEqualTo("postgresql-role");
    assertThat(opened.getString("name")).isEqualTo("bw_1");
    assertThat(opened.containsKey("ended_at")).isFalse();
    assertThat(opened.toString()).doesNotContain(token.compact());
    lease.ended();
    awaitReports(2);
    JsonObject end = reports().getLast();
    assertThat(end.getString("id")).isEqualTo(opened.getString("id"));
    assertThat(end.getString("end_reason")).isEqualTo("call");
    assertThat(master.calls().getFirst().peer().orElseThrow().toString()).endsWith("/agent/broker");
  }

  /** Nothing that was acknowledged is sent again, also not by the next process. */
  @Test
  void aLeaseThatWasShortIsOneReport() throws Exception {
    Leases.Held lease = open("bw_1");
    lease.made();
    lease.ended();
    startReporter();
    awaitReports(1);
    assertThat(reports().getFirst().containsKey("opened_at")).isTrue();
    assertThat(reports().getFirst().containsKey("ended_at")).isTrue();
    await().atMost(PATIENCE).until(() -> new LeaseReports(store).due().isEmpty());
    reporter.close();
    startReporter();
    Thread.sleep(1000);
    assertThat(reports()).hasSize(1);
  }

  /** Reports are rows, so they outlive an absent Master Agent and the broker's process. */
  @Test
  void whatCouldNotBeReportedIsReportedLaterByAnotherProcess() {
    answers.put("report", Reply.problem(503, "dependency-unavailable", "The database is away"));
    startReporter();
    open("bw_1").made();
    awaitReports(1);
    await().atMost(PATIENCE).until(() -> log.toString().contains("state=failed"));
    reporter.close();
    answers.put("report", Reply.json(200, "{\"state\":\"open\",\"token\":\"live\"}"));
    int before = reports().size();
    startReporter();
    awaitReports(before + 1);
    assertThat(reports().getLast().getString("name")).isEqualTo("bw_1");
  }

  @Test
  void aReportThatIsRefusedIsNotSentAgainAndDelaysNoOther() throws Exception {
    answers.put("report", Reply.problem(403, "policy-denied", "No such token"));
    startReporter();
    open("bw_1").made();
    await().atMost(PATIENCE).until(() -> BrokerRig.audit(store).contains("lease.report-refused"));
    int before = reports().size();
    answers.put("report", Reply.json(200, "{\"state\":\"open\",\"token\":\"live\"}"));
    open("bw_2").made();
    awaitReports(before + 1);
    Thread.sleep(500);
    assertThat(reports().stream().filter(each -> each.getString("name").equals("bw_1"))).hasSize(1);
  }

  /** Threat 58: what was made for a transaction that was cancelled goes at once. */
  @Test
  void aLeaseIsEndedWhenTheMasterAgentSaysThatItsTokenHasEnded() {
    startReporter();
    Leases.Held running = open("bw_1");
    open("bw_2").made();
    running.made();
    awaitReports(2);
    due.add(idOf("bw_1"));
    Instant said = Instant.now();
    await().atMost(PATIENCE).until(() -> ended.contains("bw_1"));
    assertThat(Duration.between(said, Instant.now())).isLessThan(Duration.ofSeconds(5));
    assertThat(running.hasTokenEnded()).isTrue();
    awaitReports(3);
    JsonObject end = reports().getLast();
    assertThat(end.getString("name")).isEqualTo("bw_1");
    assertThat(end.getString("end_reason")).isEqualTo("token-ended");
    assertThat(ended).doesNotContain("bw_2");
    assertThat(book.hasTokenEnded(token.digest())).isTrue();
    running.ended(); // the call ends, and finds that there is nothing to end
    assertThat(BrokerRig.audit(store).split("\"lease.ended\"", -1)).hasSize(2);
  }

  /** The token may have ended before its lease was reported. */
  @Test
  void aLeaseWhoseReportFindsThatItsTokenHasEndedIsEnded() {
    answers.put("report", Reply.json(200, "{\"state\":\"open\",\"token\":\"ended\"}"));
    open("bw_1").made();
    startReporter();
    await().atMost(PATIENCE).until(() -> ended.contains("bw_1"));
  }

  /** Otherwise the role could be made just after it was looked for, and be of use. */
  @Test
  void aCallThatIsAboutToMakeItsCredentialIsToldAndEndsItItself() {
    startReporter();
    Leases.Held lease = open("bw_1");
    awaitReports(1);
    due.add(idOf("bw_1"));
    await().atMost(PATIENCE).until(lease::hasTokenEnded);
    assertThat(ended).isEmpty();
    assertThatThrownBy(lease::made)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID);
              assertThat(e.check()).isEqualTo("txn-token-ended");
            });
    lease.ended(); // as the call does when its credential is gone
    awaitReports(2);
    assertThat(reports().getLast().getString("end_reason")).isEqualTo("token-ended");
  }

  /** A lease of a token without an id, of which the Master Agent cannot know. */
  @Test
  void aTokenThatIsNoneIsNotReported() throws Exception {
    startReporter();
    book.open(BrokerRig.call(asset, 0, "{}"), "bw_1", Instant.now().plusSeconds(15)).made();
    Thread.sleep(500);
    assertThat(reports()).isEmpty();
  }
}
