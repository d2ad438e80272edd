package org.bailiwick.master.enforcementfeed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.Replacement;
import org.bailiwick.master.transactiontoken.RequestTerms;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.Transaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks of the token ledger: threats 41 and 73. */
class LiveTasksTest {
  private static final CapabilitySet SCOPE =
      CapabilitySet.parseScope("orders.insert@1 orders.read@1");
  private static final String NODE = "spiffe://bailiwick.example/node/domain";

  @TempDir Path folder;
  private final FeedPicture picture = new FeedPicture();
  private MasterRig rig;
  private LiveTasks tasks;
  private TestLeaf reader;
  private TestLeaf writer;
  private String compact;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    reader = rig.ca.agent("reader", "orders.insert@1");
    writer = rig.ca.agent("writer", "orders.read@1");
    rig.accessToken("access-1", rig.foreign(rig.partner.buyer), SCOPE.scope());
    tasks = new LiveTasks(new TaskRows(rig.store(), NODE), picture, rig.clock);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private List<String> live() {
    tasks.look();
    return picture.whole().events().stream().map(FeedEvent::data).toList();
  }

  private TokenRecord step(String job, TestLeaf callee) {
    String root = rig.column("select root_jti from job where job_id = '" + job + "'").getFirst();
    MintedToken minted = mint(job, rig.ledger.find(root).orElseThrow(), callee);
    rig.writer.commit(rig.ledger.insertion(minted.record()));
    compact = minted.compact();
    return minted.record();
  }

  private MintedToken mint(String job, TokenRecord root, TestLeaf callee) {
    return rig.mint.forStep(
        new StepTokenRequest(
            new Transaction("txn-1", "alice", job, "book", root),
            "a",
            SCOPE,
            AgentId.of(callee.id())));
  }

  private String accept(String job) {
    return TestJobs.accept(
        rig,
        job,
        rig.partner.buyer,
        """
        {"purpose": "book", "steps": [
          {"id": "a", "capability": "orders.insert@1", "input": {}},
          {"id": "b", "capability": "orders.read@1", "input": {}}]}""");
  }

  private TokenRecord replacement() {
    MintedToken minted =
        rig.mint.replace(
            new Replacement(
                reader.id(),
                rig.mint.readLive(compact),
                CapabilitySet.parseScope("orders.read@1"),
                Optional.of(writer.id()),
                RequestTerms.NONE));
    rig.writer.commit(rig.ledger.insertion(minted.record()));
    return minted.record();
  }

  @Test
  void anOrderIsATaskFromTheMasterAgentToItsCallee() {
    TokenRecord token = step(accept("job-1"), reader);
    String txn = rig.column("select txn from job").getFirst();
    assertThat(live())
        .singleElement()
        .satisfies(
            task ->
                assertThat(StrictJson.members(task))
                    .containsEntry("task", "job-1/a/" + token.jti())
                    .containsEntry("txn", txn)
                    .containsEntry("caller", NODE)
                    .containsEntry("callee", reader.id().toString())
                    .containsEntry("until", token.lifetime().expiresAt().toString()));
  }

  @Test
  void aTokenForAnOnwardCallIsATaskFromItsAgent() {
    TokenRecord order = step(accept("job-1"), reader);
    TokenRecord onward = replacement();
    assertThat(live())
        .hasSize(2)
        .anySatisfy(
            task ->
                assertThat(StrictJson.members(task))
                    .containsEntry("task", "job-1/a/" + onward.jti())
                    .containsEntry("caller", reader.id().toString())
                    .containsEntry("callee", writer.id().toString()));
    rig.writer.commit(rig.ledger.ending(order.jti(), "step-cancelled"));
    assertThat(live()).as("what descends from it has ended, too").isEmpty();
  }

  @Test
  void aTaskEndsWithItsJobOnce() {
    TokenRecord order = step(accept("job-1"), reader);
    TokenRecord other = step(accept("job-2"), writer);
    assertThat(live()).hasSize(2);
    long before = picture.whole().number();
    rig.writer.commit(rig.ledger.ending(order.origin().parent().orElseThrow(), "job-cancelled"));
    assertThat(live()).singleElement().asString().contains(other.jti());
    assertThat(live()).hasSize(1);
    assertThat(picture.after(before, 10).orElseThrow())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.name()).isEqualTo("task-ended");
              assertThat(event.data()).isEqualTo("{\"task\":\"job-1/a/" + order.jti() + "\"}");
            });
  }

  @Test
  void aTaskEndsWithTheTimeOfItsToken() {
    step(accept("job-1"), reader);
    assertThat(live()).hasSize(1);
    rig.clock.move(Duration.ofMinutes(2));
    assertThat(live()).isEmpty();
  }

  @Test
  void whatHadEndedBeforeTheFirstLookIsNoTask() {
    TokenRecord order = step(accept("job-1"), reader);
    rig.writer.commit(rig.ledger.ending(order.jti(), "x"));
    assertThat(live()).isEmpty();
  }

  @Test
  void whatANodeWithASlowClockStoresIsFoundByTheWholeLook() {
    assertThat(live()).isEmpty();
    rig.clock.move(Duration.ofMinutes(-1));
    TokenRecord order = step(accept("job-1"), reader);
    rig.clock.move(Duration.ofSeconds(61));
    assertThat(live()).as("it was not issued lately").isEmpty();
    rig.clock.move(Duration.ofSeconds(5));
    assertThat(live()).hasSize(1);
    rig.clock.move(Duration.ofMinutes(-1));
    rig.writer.commit(rig.ledger.ending(order.jti(), "x"));
    rig.clock.move(Duration.ofSeconds(61));
    assertThat(live()).hasSize(1);
    rig.clock.move(Duration.ofSeconds(5));
    assertThat(live()).isEmpty();
  }
}
