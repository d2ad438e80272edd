package org.bailiwick.master.backendlease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.lists.TokenFamily;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reports of leases by the agent that holds a token, and what it is told of their tokens. */
class LeaseControlTest {
  private static final CapabilitySet SCOPE = CapabilitySet.parseScope("orders.insert@1");
  private static final String ACCESS = "access-1";

  @TempDir Path folder;
  private MasterRig rig;
  private VerifiedPeer broker;
  private TokenRecord token;
  private BackEndLeases leases;
  private LeaseControl control;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    TestLeaf leaf = rig.ca.agent("broker", "orders.insert@1");
    broker = rig.agent(leaf);
    rig.accessToken(ACCESS, rig.foreign(rig.partner.buyer), "orders.insert@1");
    token = step(leaf);
    bounds(BackEndLeases.MOST_OF_TOKEN, BackEndLeases.MOST_OPEN);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void bounds(int ofToken, int open) {
    leases = new BackEndLeases(rig.store(), rig.clock, ofToken, open);
    control = new LeaseControl(leases, rig.ledger, rig.gate, rig.writer);
  }

  /** The token of a step for this callee, below a job of the access token. */
  private TokenRecord step(TestLeaf callee) {
    TokenRecord access = rig.ledger.find(ACCESS).orElseThrow();
    TokenRecord root =
        TestJobs.within(
            new StepContext("job-1", Optional.empty()),
            TestJobs.token(
                rig, TokenKind.JOB, TokenOrigin.of(ACCESS, access.origin().caller()), SCOPE));
    rig.writer.commit(rig.ledger.insertion(root));
    TokenRecord minted =
        rig.mint
            .forStep(
                new StepTokenRequest(
                    new Transaction("txn-1", "alice", "job-1", "book", root),
                    "a",
                    SCOPE,
                    AgentId.of(callee.id())))
            .record();
    rig.writer.commit(rig.ledger.insertion(minted));
    return minted;
  }

  private static String id(int number) {
    return new UUID(0, number).toString();
  }

  private JsonObjectBuilder report(int number) {
    Instant now = rig.clock.instant();
    return Json.createObjectBuilder()
        .add("id", id(number))
        .add("token_sha256", token.sha256().orElseThrow())
        .add("asset", "orders-db")
        .add("capability", "orders.insert@1")
        .add("kind", "postgresql-role")
        .add("name", "bw_" + number)
        .add("opened_at", "2026-11-30T05:00:00.123456Z")
        .add("expires_at", now.plusSeconds(20).toString());
  }

  private JsonObjectBuilder ended(int number, String reason) {
    return report(number).add("ended_at", "2026-11-30T05:00:01Z").add("end_reason", reason);
  }

  private Map<String, Object> send(JsonObjectBuilder body) {
    return StrictJson.members(control.report(broker, token.jti(), body.build().toString()));
  }

  private void refuses(ProblemType type, String check, ThrowingCallable report) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, report);
    assertThat(refusal.type()).isEqualTo(type);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(rig.lastDenial()).isEqualTo(check);
  }

  private List<AuditRow> rows(String event) {
    return rig.audit().stream().filter(row -> row.event().equals(event)).toList();
  }

  private String count() {
    return rig.column("select count(*) from back_end_lease").getFirst();
  }

  private String family() {
    return new TokenFamily(rig.store(), rig.clock).find(ACCESS).orElseThrow().toString();
  }

  @Test
  void aLeaseIsShownBelowItsTokenFromItsOpeningToItsEnd() {
    assertThat(send(report(1))).containsEntry("state", "open").containsEntry("token", "live");
    assertThat(family()).contains("state=open", "asset=orders-db", "name=bw_1");
    rig.clock.move(Duration.ofSeconds(30));
    assertThat(family()).contains("state=expired");
    rig.clock.move(Duration.ofSeconds(-30));
    assertThat(send(ended(1, "call"))).containsEntry("state", "ended");
    assertThat(family()).contains("state=ended", "end_reason=call");
    assertThat(rows("lease.opened"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.subject()).isEqualTo(broker.id().toString());
              assertThat(row.details()).contains(token.jti(), "job-1", token.sha256().get());
            });
    assertThat(rows("lease.ended")).hasSize(1);
  }

  @Test
  void aReportThatComesAgainChangesNothingAndAnOlderOneNeither() {
    String opening = report(1).build().toString();
    String end = ended(1, "call").build().toString();
    for (String body : List.of(opening, opening, end, end, opening)) {
      control.report(broker, token.jti(), body);
    }
    control.report(broker, token.jti(), ended(1, "sweeper").build().toString());
    assertThat(rig.column("select end_reason from back_end_lease")).containsExactly("call");
    assertThat(rows("lease.opened")).hasSize(1);
    assertThat(rows("lease.ended")).hasSize(1);
  }

  @Test
  void aShortLeaseIsReportedOnce() {
    assertThat(send(ended(1, "call"))).containsEntry("state", "ended");
    assertThat(rows("lease.opened")).hasSize(1);
    assertThat(rows("lease.ended")).hasSize(1);
  }

  /** Nobody can hang a lease below another's token, or learn which tokens there are. */
  @Test
  void onlyTheCalleeOfATokenReportsItsLeases() {
    String body = report(1).build().toString();
    VerifiedPeer other = rig.agent(rig.ca.agent("other", "orders.insert@1"));
    refuses(
        ProblemType.POLICY_DENIED,
        "not-the-audience",
        () -> control.report(other, token.jti(), body));
    refuses(
        ProblemType.POLICY_DENIED, "not-the-audience", () -> control.report(broker, ACCESS, body));
    refuses(ProblemType.POLICY_DENIED, "token-unknown", () -> control.report(broker, "none", body));
    assertThat(count()).isEqualTo("0");
  }

  @Test
  void aDigestOfAnotherTokenIsRefused() {
    String body = report(1).add("token_sha256", "0".repeat(64)).build().toString();
    refuses(
        ProblemType.POLICY_DENIED,
        "lease-token-digest",
        () -> control.report(broker, token.jti(), body));
    assertThat(count()).isEqualTo("0");
  }

  @Test
  void anIdNamesOneLease() {
    send(report(1));
    String body = report(1).add("name", "bw_2").build().toString();
    refuses(
        ProblemType.IDEMPOTENCY_KEY_REUSED,
        "lease-id-reused",
        () -> control.report(broker, token.jti(), body));
    assertThat(rig.column("select external_name from back_end_lease")).containsExactly("bw_1");
  }

  /** Threat 67: a permitted caller does not fill the database. */
  @Test
  void leasesOfATokenAndOfAnAgentAreBounded() {
    bounds(2, 10);
    send(report(1));
    send(ended(2, "call"));
    String third = report(3).build().toString();
    refuses(
        ProblemType.POLICY_DENIED,
        "leases-of-token",
        () -> control.report(broker, token.jti(), third));
    bounds(10, 1);
    refuses(
        ProblemType.TOO_MANY_REQUESTS,
        "leases-of-agent",
        () -> control.report(broker, token.jti(), third));
    send(ended(1, "call"));
    control.report(broker, token.jti(), third);
    assertThat(count()).isEqualTo("3");
  }

  @ParameterizedTest
  @CsvSource({
    "id, 1, lease-member",
    "token_sha256, none, lease-member",
    "asset, Orders DB, lease-member",
    "capability, orders, lease-member",
    "kind, '', lease-member",
    "name, '', lease-member",
    "name, 'a\u202eb', lease-member",
    "opened_at, yesterday, lease-times",
    "expires_at, 2026-11-30T05:00:00.1Z, lease-times",
    "expires_at, 2999-01-01T00:00:00Z, lease-times",
    "end_reason, call, lease-member",
    "secret, x, lease-member",
  })
  void whatIsNoReportIsRefused(String member, String value, String check) {
    String body = report(1).add(member, value).build().toString();
    refuses(ProblemType.MALFORMED_REQUEST, check, () -> control.report(broker, token.jti(), body));
    assertThat(count()).isEqualTo("0");
  }

  @Test
  void aNameThatIsTooLongOrNoTextIsRefused() {
    String longName = report(1).add("name", "x".repeat(201)).build().toString();
    refuses(
        ProblemType.MALFORMED_REQUEST,
        "lease-member",
        () -> control.report(broker, token.jti(), longName));
    String number = report(1).add("name", 7).build().toString();
    refuses(
        ProblemType.MALFORMED_REQUEST,
        "lease-member",
        () -> control.report(broker, token.jti(), number));
  }

  /** Threat 58, 73: the agent is told which of its leases must not live on. */
  @Test
  void aLeaseIsDueWhenItsTokenOrAnAncestorHasEnded() {
    send(report(1));
    assertThat(leases.open(broker.id().toString()))
        .isEqualTo(new BackEndLeases.Open(true, List.of()));
    rig.writer.commit(rig.ledger.ending(ACCESS, "ended-by-officer"));
    assertThat(control.due(broker.id().toString()))
        .isEqualTo("{\"leases\":[{\"id\":\"%s\",\"reason\":\"ended-by-officer\"}]}", id(1));
    assertThat(send(report(1))).containsEntry("state", "open").containsEntry("token", "ended");
    assertThat(control.due("spiffe://bailiwick.example/agent/other")).isEqualTo("{\"leases\":[]}");
    send(ended(1, "token-ended"));
    assertThat(leases.open(broker.id().toString()))
        .isEqualTo(new BackEndLeases.Open(false, List.of()));
  }

  @Test
  void aLeaseWhoseTokenItselfHasEndedIsDueUntilItsTimeIsOver() {
    send(report(1));
    send(report(2));
    rig.writer.commit(rig.ledger.ending(token.jti(), "attempt-failed"));
    assertThat(leases.open(broker.id().toString()).due())
        .containsExactly(
            new BackEndLeases.Due(id(1), "attempt-failed"),
            new BackEndLeases.Due(id(2), "attempt-failed"));
    rig.clock.move(Duration.ofSeconds(21));
    assertThat(leases.open(broker.id().toString()).any()).isFalse();
  }

  /** The lease of a call that took longer than its token lived is reported too. */
  @Test
  void aReportMayComeAfterTheTokenHasEndedOrExpired() {
    JsonObjectBuilder late = ended(1, "call");
    rig.writer.commit(rig.ledger.ending(token.jti(), "step-done"));
    rig.clock.move(Duration.ofMinutes(10));
    assertThat(send(late)).containsEntry("state", "ended").containsEntry("token", "ended");
  }

  @Test
  void theRowGoesWithItsToken() {
    send(ended(1, "call"));
    rig.writer.commit(rig.ledger.deletionOfJobs(List.of("job-1")));
    assertThat(rig.ledger.find(token.jti())).isEmpty();
    assertThat(count()).isEqualTo("0");
  }
}
