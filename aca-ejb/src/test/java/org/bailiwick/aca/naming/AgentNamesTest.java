package org.bailiwick.aca.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Owners of names of each kind, which are apart even if the text is the same. */
class AgentNamesTest {

  private static final Owner FINANCE = Owner.parse("Finance");
  private static final Owner OPERATIONS = Owner.parse("Operations");
  private static final WorkloadId AGENT = WorkloadId.parse("spiffe://td/agent/x");
  private static final WorkloadId SERVICE = WorkloadId.parse("spiffe://td/service/x");
  private static final WorkloadId DEVICE = WorkloadId.parse("spiffe://td/device/x");

  private final TestLedger database = TestLedger.open(Clock.systemUTC());
  private final AgentNames names = new AgentNames(database.source());

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aTransferOfOneKindLeavesTheOthersAlone() {
    assign(AGENT, FINANCE);
    assign(SERVICE, FINANCE);
    assertThat(names.ownerOf(DEVICE)).isEmpty();
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> transfer(DEVICE, OPERATIONS))
                .check())
        .isEqualTo("name-unknown");
    transfer(SERVICE, OPERATIONS);
    assertThat(names.ownerOf(SERVICE)).contains(OPERATIONS);
    assertThat(names.ownerOf(AGENT)).contains(FINANCE);
    assertThat(catchThrowableOfType(ProblemException.class, () -> assign(SERVICE, FINANCE)).check())
        .isEqualTo("name-owned-by-another");
  }

  @Test
  void readsBackTheIdOfWhatItStores() {
    for (WorkloadId workload : new WorkloadId[] {AGENT, SERVICE, DEVICE}) {
      assertThat(AgentNames.idOf("td", AgentNames.stored(workload))).isEqualTo(workload.toString());
    }
    assertThat(AgentNames.stored(AGENT)).isEqualTo("x");
  }

  private void assign(WorkloadId workload, Owner owner) {
    database.writer().commit(AgentNames.assign(workload, grant(owner)));
  }

  private void transfer(WorkloadId workload, Owner owner) {
    database.writer().commit(AgentNames.transfer(workload, grant(owner)));
  }

  private static NameGrant grant(Owner owner) {
    return new NameGrant(owner, Clock.systemUTC().instant(), "test");
  }
}
