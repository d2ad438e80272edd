package org.bailiwick.broker.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.broker.metrics.BrokerMetrics;
import org.bailiwick.broker.records.RecordKey;
import org.bailiwick.broker.records.SignedRecords;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.broker.testing.BrokerRig;
import org.bailiwick.client.work.Work;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SoftHsm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted of calls, and that none begins on records that are not complete. */
class ObservedWorkTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-30T10:00:00Z"), ZoneOffset.UTC);
  private static Pkcs11Token token;

  @TempDir private Path folder;
  private final BrokerMetrics metrics = new BrokerMetrics();
  private final AssetStates states = new AssetStates(CLOCK);
  private final List<String> log = new ArrayList<>();
  private final BrokerStore store;

  ObservedWorkTest() throws Exception {
    store = new BrokerRig().store();
  }

  @BeforeAll
  static void logIn() {
    token = Pkcs11Token.open(SoftHsm.freshToken().settings());
  }

  @AfterAll
  static void logOut() {
    token.close();
  }

  private SignedRecords records() {
    return new SignedRecords(folder.resolve("heads.jws"), store, new RecordKey(token), CLOCK);
  }

  private ObservedWork observed(SignedRecords records, Work work) {
    return new ObservedWork("orders-db", "orders.count@1", work, records, metrics, states);
  }

  private void fails(ProblemType type, String check) {
    SignedRecords records = records();
    records.keep();
    ObservedWork work =
        observed(
            records,
            order -> {
              throw new ProblemException(type, check, "for the test");
            });
    assertThatThrownBy(() -> work.perform(null)).isInstanceOf(ProblemException.class);
    assertThat(states.all()).containsEntry("orders-db", check + " at 2026-11-30T10:00:00Z");
  }

  private String count(String outcome) {
    return "broker_calls_total{asset=\"orders-db\",capability=\"orders.count@1\",outcome=\"%s\"} 1\n"
        .formatted(outcome);
  }

  @Test
  void outcomesSayWhetherARepetitionMayHelp() {
    fails(ProblemType.DEPENDENCY_UNAVAILABLE, "back-end-away");
    fails(ProblemType.POLICY_DENIED, "back-end-permission");
    fails(ProblemType.INTERNAL, "outcome-unknown");
    fails(ProblemType.INTERNAL, "unexpected");
    assertThat(metrics.text())
        .contains(count("unavailable"), count("refused"), count("unknown"), count("failed"))
        .contains("broker_call_seconds_count{asset=\"orders-db\"} 4\n");
  }

  @Test
  void whatIsDoneIsCountedAndItsOutputIsNot() {
    SignedRecords records = records();
    records.keep();
    observed(records, order -> JsonValue.EMPTY_JSON_OBJECT).perform(null);
    assertThat(metrics.text()).contains(count("done"));
    assertThat(states.all()).containsEntry("orders-db", "done at 2026-11-30T10:00:00Z");
  }

  @Test
  void nothingBeginsBeforeTheRecordsWereCompared() {
    AtomicInteger begun = new AtomicInteger();
    ObservedWork work =
        observed(
            records(),
            order -> {
              begun.incrementAndGet();
              return JsonValue.NULL;
            });
    assertThatThrownBy(() -> work.perform(null))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("records-not-compared"));
    assertThat(begun).hasValue(0);
    assertThat(metrics.text()).doesNotContain("orders-db");
  }

  /** A log that has rows of orders and no heads; the keeper says so once. */
  @Test
  void theKeeperTellsAFaultOnce() {
    store.record(AuditEntry.of("order.accepted", Outcome.GRANTED, "", ""));
    RecordKeeper keeper = new RecordKeeper(records(), log::add);
    keeper.keep();
    keeper.keep();
    assertThat(keeper.fault().orElseThrow()).contains("file of signed heads is missing");
    assertThat(log).singleElement().asString().startsWith("records complete=false reason=");
  }

  @Test
  void theKeeperTellsThatTheTokenIsAway() {
    Pkcs11Token closed = Pkcs11Token.open(SoftHsm.freshToken().settings());
    closed.close();
    RecordKeeper keeper =
        new RecordKeeper(
            new SignedRecords(folder.resolve("h"), store, new RecordKey(closed), CLOCK), log::add);
    keeper.keep();
    assertThat(keeper.fault().orElseThrow()).contains("was not compared", "hsm-");
    assertThat(store.lastRows(1)).isEmpty();
  }
}
