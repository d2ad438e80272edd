package org.bailiwick.ars.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.ars.records.AgentChanges;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.Revision;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.feed.RevocationEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryTasksTest {
  private static final String CAPABILITY = "invoice.parse@1";

  private TestRegistry registry;
  private RegistryTasks upkeep;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    upkeep = new RegistryTasks(registry.records(), registry.changes());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void marksExpiredRecordsAndOnlyThese() {
    AgentRecord soon = registry.list("1", registry.ca.agent("soon", CAPABILITY));
    registry.clock.move(Duration.ofDays(29));
    TestCa later = TestCa.create("bailiwick.example", registry.clock);
    registry.list("2", later.agent("late", CAPABILITY));
    upkeep.endExpired(soon.credential().notAfter().minusSeconds(1));
    assertThat(state("1")).isEqualTo(AgentState.LISTED);
    upkeep.endExpired(soon.credential().notAfter());
    assertThat(state("1")).isEqualTo(AgentState.EXPIRED);
    assertThat(state("2")).isEqualTo(AgentState.LISTED);
    assertThat(registry.audit()).extracting(AuditRow::event).containsExactly("agent.expired");
  }

  /** More than one unit of work, and more than one reading. */
  @Test
  void endsTheListingsOfVeryManyAgents() {
    AgentRecord first = registry.list("1", registry.ca.agent("reader", CAPABILITY));
    registry.multiply(first, 619);
    registry.run("update owner_agents set listed = 620");
    Revision before = registry.records().revision();
    Instant expiry = first.credential().notAfter();
    assertThat(upkeep.endExpired(expiry)).isTrue();
    assertThat(upkeep.endExpired(expiry)).isFalse();
    assertThat(registry.records().expired(expiry, 1)).isEmpty();
    assertThat(upkeep.expired()).isEqualTo(620);
    assertThat(registry.records().revision().number()).isEqualTo(before.number() + 620);
    assertThat(registry.records().places(first.owner())).isZero();
    assertThat(registry.audit()).hasSize(620);
  }

  /** An agent that renewed its credential after the sweeper had read its record. */
  @Test
  void endsNoListingThatWasRenewedMeanwhile() {
    AgentRecord record = registry.list("1", registry.ca.agent("reader", CAPABILITY));
    Instant before = record.credential().notAfter().minusSeconds(1);
    registry
        .changes()
        .commit(em -> AgentChanges.endExpired(em, List.of(record.identifier()), before));
    assertThat(state("1")).isEqualTo(AgentState.LISTED);
  }

  /** The clock jumps a day ahead. */
  @Test
  void clockThatJumpsEvictsNobody() {
    registry.list("1", registry.ca.agent("reader", CAPABILITY));
    SteadyTime time = new SteadyTime(registry.clock, () -> 0L);
    registry.clock.move(Duration.ofDays(40));
    upkeep.endExpired(time.earliest());
    assertThat(state("1")).isEqualTo(AgentState.LISTED);
  }

  @Test
  void eventEndsTheRecordThatHoldsItsCredential() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    registry.list("1", leaf);
    registry.list("2", registry.ca.agent("writer", CAPABILITY));
    AtomicInteger told = new AtomicInteger();
    registry.changes().onChange(told::incrementAndGet);
    upkeep.endRevoked(event(leaf), registry.clock.instant());
    assertThat(state("1")).isEqualTo(AgentState.REVOKED);
    assertThat(state("2")).isEqualTo(AgentState.LISTED);
    assertThat(told).hasValue(1);
    AuditRow row = registry.audit().getLast();
    assertThat(row.event()).isEqualTo("agent.revocation-told");
    assertThat(row.details()).contains("key-compromise");
  }

  @Test
  void eventThatComesAgainChangesNothing() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    registry.list("1", leaf);
    upkeep.endRevoked(event(leaf), registry.clock.instant());
    Revision revision = registry.records().revision();
    upkeep.endRevoked(event(leaf), registry.clock.instant());
    assertThat(registry.records().revision()).isEqualTo(revision);
  }

  @Test
  void eventOfAReplacedCredentialLeavesItsSuccessor() {
    TestLeaf old = registry.ca.agent("reader", CAPABILITY);
    registry.list("1", old);
    registry.clock.move(Duration.ofHours(1));
    registry.list(
        "1", TestCa.create("bailiwick.example", registry.clock).agent("reader", CAPABILITY));
    upkeep.endRevoked(event(old), registry.clock.instant());
    assertThat(state("1")).isEqualTo(AgentState.LISTED);
  }

  @Test
  void eventOfTheSameSerialOfAnotherIssuerIsAnothersCredential() {
    TestLeaf leaf = registry.ca.agent("reader", CAPABILITY);
    registry.list("1", leaf);
    TestCa foreign = TestCa.create("partner.example");
    upkeep.endRevoked(
        new RevocationEvent(
            "e1",
            foreign.issuing().getSubjectX500Principal(),
            leaf.certificate().getSerialNumber(),
            RevocationReason.KEY_COMPROMISE,
            registry.clock.instant()),
        registry.clock.instant());
    assertThat(state("1")).isEqualTo(AgentState.LISTED);
  }

  private AgentState state(String number) {
    return registry.find(number).orElseThrow().state();
  }

  private RevocationEvent event(TestLeaf leaf) {
    return new RevocationEvent(
        "e1",
        leaf.certificate().getIssuerX500Principal(),
        leaf.certificate().getSerialNumber(),
        RevocationReason.KEY_COMPROMISE,
        registry.clock.instant());
  }
}
