package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.testing.TestOwners;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job of an agent of this domain runs while the agent has its rights, and no longer. */
class OwnAgentJobTest {

  private static final String TWO_STEPS =
      """
      {"purpose":"p","steps":[
        {"id":"a","capability":"invoice.parse@1"},
        {"id":"b","capability":"fx.rates@1","after":["a"]}]}""";

  @TempDir Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private TestAgent rates;
  private TestLeaf planner;

  @BeforeEach
  void start() throws IOException {
    TestOwners.areAsked(folder);
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rates = rig.agent("rate-finder", "fx.rates@1");
    planner = rig.master.ca.agent("planner", "plan.make@1");
    rig.master.ownCallers.allow(planner, "invoice.parse@1", "fx.rates@1");
    rig.master.owners.allow(planner, "invoice.parse@1", "fx.rates@1");
    listWithPlanner("listed");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void listWithPlanner(String state) {
    TestInventory.list(
        rig.master.inventory,
        List.of(reader.listed(), rates.listed(), known(planner, "plan.make@1", state)));
  }

  @Test
  void runsThroughWithTokensThatNameTheAgentAsRequester() {
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS, planner));
    assertThat(job.state()).as(job.toString()).isEqualTo(ExecutionState.DONE);
    TransactionToken token = rig.master.mint.read(rates.orders().getFirst().token());
    assertThat(token.transaction().context().getString("caller"))
        .isEqualTo(planner.id().toString());
    assertThat(token.call().actor().getString("sub")).isEqualTo(planner.id().toString());
  }

  @Test
  void endsBeforeTheNextStepWhenTheScopeIsGone() {
    endsAfter(
        () -> rig.master.ownCallers.allow(planner, "invoice.parse@1"),
        "step b: caller-scope: " + planner.id());
    assertThat(rows("step.failed")).extracting(AuditRow::check).containsExactly("caller-scope");
  }

  @Test
  void endsBeforeTheNextStepWhenTheFileIsGone() {
    endsAfter(
        () -> rig.master.ownCallers.remove(planner),
        "step b: caller-not-described: " + planner.id());
  }

  /** What the owner loses, its agent's running job loses (R32). */
  @Test
  void endsBeforeTheNextStepWhenTheOwnersScopeIsGone() {
    endsAfter(
        () -> rig.master.owners.allowOwner(planner, "invoice.parse@1"),
        "step b: owner-scope: " + planner.id());
    assertThat(rows("step.failed")).extracting(AuditRow::check).containsExactly("owner-scope");
  }

  @Test
  void endsBeforeTheNextStepWhenThePrincipalsScopeIsGone() {
    endsAfter(
        () -> rig.master.owners.allowPrincipal(planner, "invoice.parse@1"),
        "step b: principal-scope: " + planner.id());
  }

  @Test
  void endsBeforeTheNextStepWhenTheOwnersFileIsGone() {
    endsAfter(
        () -> rig.master.owners.remove("owner.json"),
        "step b: owner-not-described: " + planner.id());
  }

  @Test
  void endsBeforeTheNextStepWhenTheAgentIsListedNoMore() {
    endsAfter(rig::listAgents, "step b: caller-not-listed: " + planner.id());
  }

  @Test
  void endsBeforeTheNextStepWhenTheAgentIsRevoked() {
    endsAfter(
        () -> rig.master.inventory.revoke(known(planner, "plan.make@1", "listed").serial()),
        "step b: credential-revoked: " + planner.id());
  }

  private void endsAfter(Runnable change, String reason) {
    reader.does(
        exchange -> {
          change.run();
          rig.master.clock.move(Duration.ofSeconds(3));
          TestAgent.output(exchange, "{\"output\":1}");
        });
    JobRecord job = rig.finished(rig.runner(), rig.accept(TWO_STEPS, planner));
    assertThat(job.state()).isEqualTo(ExecutionState.FAILED);
    assertThat(job.reason()).contains(reason);
    assertThat(rates.orders()).isEmpty();
  }

  /** An operator who saves half a file does not end the agent's jobs. */
  @Test
  void aStepWaitsWhileTheFileIsFaulty() {
    waitsWhile(
        () -> rig.master.ownCallers.write("planner.json", "{"),
        "caller-description-faulty",
        () -> rig.master.ownCallers.allow(planner, "invoice.parse@1", "fx.rates@1"));
  }

  @Test
  void aStepWaitsWhileTheOwnersFileIsFaulty() {
    waitsWhile(
        () -> rig.master.owners.write("owner.json", "{"),
        "owner-description-faulty",
        () -> rig.master.owners.allowOwner(planner, "invoice.parse@1", "fx.rates@1"));
  }

  private void waitsWhile(Runnable fault, String check, Runnable repair) {
    reader.does(
        exchange -> {
          fault.run();
          rig.master.clock.move(Duration.ofSeconds(3));
          TestAgent.output(exchange, "{\"output\":1}");
        });
    String id = rig.accept(TWO_STEPS, planner);
    rig.runner().accept(id, () -> {});
    await()
        .atMost(Duration.ofSeconds(15))
        .until(() -> rows("step.delayed").stream().anyMatch(row -> row.check().equals(check)));
    assertThat(rates.orders()).isEmpty();
    repair.run();
    rig.master.clock.move(Duration.ofSeconds(3));
    assertThat(rig.await(id).state()).isEqualTo(ExecutionState.DONE);
  }

  private List<AuditRow> rows(String event) {
    return rig.master.audit().stream().filter(row -> row.event().equals(event)).toList();
  }
}
