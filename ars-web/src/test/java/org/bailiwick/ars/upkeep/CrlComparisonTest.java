package org.bailiwick.ars.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.bailiwick.ars.records.AgentState;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrlComparisonTest {
  private static final String CAPABILITY = "invoice.parse@1";

  private TestRegistry registry;
  private CrlComparison comparison;
  private TestLeaf reader;
  private TestLeaf writer;

  @BeforeEach
  void open(@TempDir Path folder) {
    registry = new TestRegistry(folder);
    comparison =
        new CrlComparison(
            registry.records(),
            new RegistryTasks(registry.records(), registry.changes()),
            registry.status(),
            registry::listed);
    reader = registry.ca.agent("reader", CAPABILITY);
    writer = registry.ca.agent("writer", CAPABILITY);
    registry.list("1", reader);
    registry.list("2", writer);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aRevocationOfBeforeTheStartIsFound() {
    registry.revoke(reader);
    compare();
    assertThat(state("1")).isEqualTo(AgentState.REVOKED);
    assertThat(state("2")).isEqualTo(AgentState.LISTED);
    assertThat(registry.audit()).extracting(AuditRow::event).containsExactly("agent.revoked");
  }

  @Test
  void aRowThatCannotBeReadHidesNoRevocationOfOthers() {
    registry.spoil(registry.find("1").orElseThrow());
    registry.revoke(writer);
    compare();
    assertThat(state("2")).isEqualTo(AgentState.REVOKED);
  }

  @Test
  void aRevocationThatNoEventReportedIsFoundInALaterCrl() {
    compare();
    registry.revoke(reader);
    compare();
    assertThat(state("1")).isEqualTo(AgentState.REVOKED);
    assertThat(state("2")).isEqualTo(AgentState.LISTED);
  }

  /** Another node, which had not read the CRL yet, registered the agent. */
  @Test
  void aRecordThatIsYoungerThanTheEntryIsFound() {
    TestLeaf late = registry.ca.agent("late", CAPABILITY);
    registry.revoke(late);
    compare();
    registry.list("3", late);
    compare();
    assertThat(state("3")).isEqualTo(AgentState.REVOKED);
  }

  @Test
  void anUnknownStateEndsNothingAndIsComparedAgainWhenTheCrlComes() {
    registry.goStale();
    compare();
    assertThat(state("1")).isEqualTo(AgentState.LISTED);
    registry.revoke(reader);
    compare();
    assertThat(state("1")).isEqualTo(AgentState.REVOKED);
  }

  private void compare() {
    comparison.run(registry.clock.instant());
  }

  private AgentState state(String number) {
    return registry.find(number).orElseThrow().state();
  }
}
