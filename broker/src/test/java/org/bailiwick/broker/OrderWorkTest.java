package org.bailiwick.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndCall;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.backend.Leases;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.lease.LeaseSweeper;
import org.bailiwick.broker.store.Attempts;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** What the broker does with verified orders, whatever the back end is. */
class OrderWorkTest {
  private static final Capability CAPABILITY = Capability.parse("orders.insert@1");
  private static final SpiffeId SELF = SpiffeId.parse("spiffe://bailiwick.example/agent/broker");
  private static final SpiffeId NODE = SpiffeId.parse("spiffe://bailiwick.example/node/domain");
  private static final TestTokens TOKENS = new TestTokens("key-1", "bailiwick.example");

  private final BrokerStore store;
  private final LeaseBook leases;
  private final AtomicBoolean sole = new AtomicBoolean(true);
  private final List<BackEndCall> calls = new ArrayList<>();
  private Function<BackEndCall, BackEndAnswer> answer =
      call -> new BackEndAnswer.Done("{\"count\":1}");
  private boolean ends = true;
  private String more = "";

  OrderWorkTest() throws Exception {
    store = new BrokerRig().store();
    leases = new LeaseBook(store);
  }

  private final BackEndWork backEnd =
      new BackEndWork() {
        @Override
        public BackEndAnswer perform(BackEndCall call) {
          calls.add(call);
          return answer.apply(call);
        }

        @Override
        public boolean end(String external) {
          return ends;
        }
      };

  private Asset asset() throws Exception {
    return BrokerRig.asset(
        """
        {"asset": "orders-db", "kind": "database", "owner": "Sales", "risk": "high", "url": "postgresql://h/orders",
         "credential": {"method": "postgresql-role"}, "limits": {"parallel": 1, "seconds": 5},
         "operations": [{"capability": "orders.insert@1"%s}]}
        """
            .formatted(more));
  }

  private JsonValue perform(String key) throws Exception {
    return perform(order(key, Optional.of(SELF)));
  }

  private JsonValue perform(WorkOrder order) throws Exception {
    Asset asset = asset();
    LeaseSweeper sweeper =
        new LeaseSweeper(leases, Map.of("orders-db", backEnd), line -> {}, Clock.systemUTC());
    OrderBooks books = new OrderBooks(store, new Attempts(store), leases, sweeper, sole);
    return new OrderWork(asset, backEnd, books, Clock.systemUTC())
        .of(asset.operations().getFirst())
        .perform(order);
  }

  private static WorkOrder order(String key, Optional<SpiffeId> callee) {
    return order(key, callee, CAPABILITY);
  }

  private static WorkOrder order(String key, Optional<SpiffeId> callee, Capability capability) {
    String compact = TOKENS.sign(TOKENS.claims("orders.insert@1", NODE.toString()));
    VerifiedTransactionToken token =
        new VerifiedTransactionToken(
            compact,
            "txn-1",
            CapabilitySet.parseScope("orders.insert@1"),
            NODE,
            "job-1",
            callee,
            Optional.empty(),
            Instant.now().plusSeconds(60));
    return new WorkOrder(
        capability,
        Json.createObjectBuilder().add("customer", "anna").build(),
        Json.createObjectBuilder().add("rates", 7).build(),
        token,
        key,
        "request-0001");
  }

  private void refuses(ProblemType type, String check, String key) {
    assertThatThrownBy(() -> perform(key))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(type);
              assertThat(e.check()).isEqualTo(check);
            });
  }

  @Test
  void theDriverGetsWhatTheTokenSays() throws Exception {
    Instant before = Instant.now();
    assertThat(perform("job-1/a").toString()).isEqualTo("{\"count\":1}");
    BackEndCall call = calls.getFirst();
    assertThat(call.token().subject()).isEqualTo("purchasing");
    assertThat(call.token().step()).isEqualTo("step-1");
    assertThat(call.token().digest()).hasSize(64);
    assertThat(call.token().toString()).doesNotContain(call.token().compact());
    assertThat(call.deadline()).isBetween(before, before.plus(Duration.ofSeconds(7)));
    assertThat(BrokerRig.audit(store))
        .contains("order.accepted", "order.done", "request-0001", call.token().digest())
        .doesNotContain(call.token().compact())
        .doesNotContain("anna");
  }

  /** A token for any agent would be of use to whoever is given it as another's. */
  @Test
  void aTokenThatNamesNoCalleeIsRefused() {
    assertThatThrownBy(() -> perform(order("job-1/a", Optional.empty())))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID));
    assertThat(calls).isEmpty();
  }

  /** A token for less than the operation does must not have all of it done. */
  @Test
  void aCapabilityWithParametersThatTheOperationDoesNotKeepIsRefused() {
    WorkOrder narrower =
        order("job-1/a", Optional.of(SELF), Capability.parse("orders.insert@1?region=eu"));
    assertThatThrownBy(() -> perform(narrower))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.CAPABILITY_NOT_GRANTED));
    assertThat(calls).isEmpty();
  }

  @Test
  void anOperationMayTakeTheResultsOfEarlierSteps() throws Exception {
    perform("job-1/a");
    more = ", \"takes\": \"order\"";
    perform("job-1/b");
    assertThat(calls)
        .extracting(BackEndCall::input)
        .containsExactly(
            "{\"customer\":\"anna\"}",
            "{\"input\":{\"customer\":\"anna\"},\"results\":{\"rates\":7}}");
  }

  @Test
  void refusalsOfTheBackEndAreReasonsAndMayBeTriedAnew() {
    answer = call -> new BackEndAnswer.Refused("back-end-constraint");
    refuses(ProblemType.POLICY_DENIED, "back-end-constraint", "job-1/a");
    answer = call -> new BackEndAnswer.Refused("input-value-type");
    refuses(ProblemType.MALFORMED_REQUEST, "input-value-type", "job-1/a");
    answer = call -> new BackEndAnswer.Busy("back-end-away", Duration.ofSeconds(1));
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, "back-end-away", "job-1/a");
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, "back-end-away", "job-1/a");
    assertThat(calls).hasSize(4);
    assertThat(store.firstBreak()).isEmpty();
  }

  @Test
  void anUnsureOutcomeIsNotTriedAnew() {
    answer = call -> new BackEndAnswer.Unsure("connection-broken");
    refuses(ProblemType.INTERNAL, "outcome-unknown", "job-1/a");
    refuses(ProblemType.INTERNAL, "outcome-unknown", "job-1/a");
    assertThat(calls).hasSize(1);
    assertThat(BrokerRig.audit(store)).contains("connection-broken", "order.refused");
  }

  @Test
  void anInterruptedAttemptIsTriedAnewOnlyIfItMayBeRepeated() throws Exception {
    answer =
        call -> {
          throw new IllegalStateException("the process dies here");
        };
    String key = "job-1/" + UUID.randomUUID();
    assertThatThrownBy(() -> perform(key)).isInstanceOf(IllegalStateException.class);
    answer = call -> new BackEndAnswer.Done("{}");
    refuses(ProblemType.INTERNAL, "outcome-unknown", key);
    more = ", \"repeatable\": true";
    assertThat(perform(key)).isNotNull();
  }

  @Test
  void whatAnEarlierAttemptLeftIsEndedBefore() throws Exception {
    answer = call -> new BackEndAnswer.Busy("back-end-away", Duration.ofSeconds(1));
    more = ", \"repeatable\": true";
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, "back-end-away", "job-1/a");
    leases.open(calls.getFirst(), "left-over", Instant.now().plusSeconds(60)).left();
    ends = false;
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, "earlier-lease-open", "job-1/a");
    ends = true;
    answer = call -> new BackEndAnswer.Done("{}");
    perform("job-1/a");
    assertThat(leases.open()).isEmpty();
  }

  /** An agent that repeats its order after a cancellation does not get the work done after all. */
  @Test
  void aTokenThatHasEndedIsRefused() throws Exception {
    WorkOrder first = order("job-1/a", Optional.of(SELF));
    answer =
        call -> {
          Leases.Held lease = leases.open(call, "bw_1", Instant.now().plusSeconds(60));
          lease.made();
          assertThat(leases.endable(leases.open().getFirst().id())).isPresent();
          lease.ended();
          return new BackEndAnswer.Refused("txn-token-ended");
        };
    assertThatThrownBy(() -> perform(first)).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> perform(first))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID);
              assertThat(e.check()).isEqualTo("txn-token-ended");
            });
    assertThat(calls).hasSize(1);
    answer = call -> new BackEndAnswer.Done("{}");
    perform("job-1/a"); // with another token
  }

  @Test
  void onlyTheSoleBrokerOfADatabaseWorks() {
    sole.set(false);
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, "broker-not-sole", "job-1/a");
    assertThat(calls).isEmpty();
  }

  @Test
  void aProblemOfTheBrokerItselfLeavesNoAttempt() throws Exception {
    answer =
        call -> {
          throw new ProblemException(ProblemType.SIGNER_UNAVAILABLE, "hsm", "The HSM is away");
        };
    refuses(ProblemType.SIGNER_UNAVAILABLE, "hsm", "job-1/a");
    answer = call -> new BackEndAnswer.Done("{}");
    assertThat(perform("job-1/a")).isNotNull();
  }
}
