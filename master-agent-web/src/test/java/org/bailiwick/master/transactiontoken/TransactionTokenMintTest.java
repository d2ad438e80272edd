package org.bailiwick.master.transactiontoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransactionTokenMintTest {

  private static final CapabilitySet JOB =
      CapabilitySet.parse(List.of("ledger.post@1", "receipt.write@1", "fx.rates@1"));
  private static final CapabilitySet STEP =
      CapabilitySet.parse(List.of("ledger.post@1", "receipt.write@1"));
  private static final CapabilitySet RECEIPT = CapabilitySet.parse(List.of("receipt.write@1"));
  private static final String CALLER = "spiffe://partner.example/agent/buyer";

  @TempDir Path folder;
  private MasterRig rig;
  private TestLeaf ledgerWriter;
  private TestLeaf receiptWriter;
  private TokenRecord root;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    ledgerWriter = rig.ca.agent("ledger-writer", "ledger.post@1");
    receiptWriter = rig.ca.agent("receipt-writer", "receipt.write@1");
    root = record(TokenKind.JOB, JOB, Duration.ofHours(1));
    rig.writer.commit(rig.ledger.insertion(root));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TokenRecord record(TokenKind kind, CapabilitySet scope, Duration life) {
    var now = rig.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new TokenRecord(
        UUID.randomUUID().toString(),
        kind,
        new TokenOrigin(Optional.empty(), Optional.empty(), TestCallers.agent(CALLER)),
        Optional.empty(),
        Optional.of(new StepContext("job-1", Optional.empty())),
        scope,
        new TokenLifetime(now, now.plus(life)),
        Optional.empty());
  }

  private Transaction transaction() {
    return new Transaction("txn-1", "https://as.partner.example#alice", "job-1", "book", root);
  }

  private MintedToken step(CapabilitySet scope) {
    MintedToken minted =
        rig.mint.forStep(
            new StepTokenRequest(transaction(), "booking", scope, AgentId.of(ledgerWriter.id())));
    rig.writer.commit(rig.ledger.insertion(minted.record()));
    return minted;
  }

  private Replacement replacement(
      TestLeaf peer, MintedToken given, CapabilitySet scope, TestLeaf callee) {
    return new Replacement(
        peer.id(),
        rig.mint.readLive(given.compact()),
        scope,
        Optional.ofNullable(callee).map(TestLeaf::id),
        RequestTerms.NONE);
  }

  private void refuses(Supplier<Replacement> replacement, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> rig.mint.replace(replacement.get()));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void aStepsTokenNamesItsCalleeAndOnlyItsOwnScope() {
    TransactionToken token = rig.mint.read(step(STEP).compact());
    assertThat(token.scope()).isEqualTo(STEP);
    assertThat(token.transaction().txn()).isEqualTo("txn-1");
    assertThat(token.transaction().subject()).isEqualTo("https://as.partner.example#alice");
    assertThat(token.call().callee()).contains("spiffe://bailiwick.example/agent/ledger-writer");
    assertThat(token.call().requestingWorkload())
        .isEqualTo("spiffe://bailiwick.example/node/domain");
    assertThat(token.transaction().context().getString("job")).isEqualTo("job-1");
    assertThat(token.call().actor().getString("sub")).isEqualTo(CALLER);
    assertThat(Duration.between(token.lifetime().issuedAt(), token.lifetime().expiresAt()))
        .hasMinutes(2);
  }

  @Test
  void aReplacementIsNarrowerAndKeepsTransactionSubjectAndAudience() {
    MintedToken given = step(STEP);
    TransactionToken token =
        rig.mint.read(
            rig.mint.replace(replacement(ledgerWriter, given, RECEIPT, receiptWriter)).compact());
    TransactionToken before = rig.mint.read(given.compact());
    assertThat(token.transaction()).isEqualTo(before.transaction());
    assertThat(token.scope()).isEqualTo(RECEIPT);
    assertThat(token.call().workloads())
        .containsExactly("spiffe://bailiwick.example/node/domain", ledgerWriter.id().toString());
    assertThat(token.call().actor())
        .isEqualTo(
            Json.createObjectBuilder()
                .add("sub", ledgerWriter.id().toString())
                .add("act", Json.createObjectBuilder().add("sub", CALLER))
                .build());
  }

  @Test
  void threat56RefusesAStepThatAsksForMoreThanItsJob() {
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class,
            () -> step(CapabilitySet.parse(List.of("ledger.post@1", "bank.pay@1"))));
    assertThat(refusal.check()).isEqualTo("scope-not-covered");
  }

  @Test
  void threat40RefusesAWiderOrEqualScope() {
    MintedToken given = step(STEP);
    refuses(() -> replacement(ledgerWriter, given, JOB, receiptWriter), "scope-not-covered");
    refuses(() -> replacement(ledgerWriter, given, STEP, receiptWriter), "scope-not-narrower");
    refuses(
        () -> replacement(ledgerWriter, given, CapabilitySet.of(), receiptWriter),
        "scope-not-covered");
  }

  @Test
  void threat43RefusesAWorkloadThatIsNotOnThePath() {
    refuses(() -> replacement(receiptWriter, step(STEP), RECEIPT, null), "workload-not-on-path");
  }

  @Test
  void threat43ANewTokenNeverOutlivesTheGivenOne() {
    MintedToken given = step(STEP);
    rig.clock.move(Duration.ofSeconds(90));
    MintedToken next = rig.mint.replace(replacement(ledgerWriter, given, RECEIPT, receiptWriter));
    assertThat(next.record().lifetime().expiresAt())
        .isEqualTo(given.record().lifetime().expiresAt());
    rig.clock.move(Duration.ofSeconds(30));
    refuses(() -> replacement(ledgerWriter, given, RECEIPT, receiptWriter), "txn-token-expired");
  }

  @Test
  void aStepsTokenNeverOutlivesItsJob() {
    rig.clock.move(Duration.ofMinutes(59));
    assertThat(step(STEP).record().lifetime().expiresAt()).isEqualTo(root.lifetime().expiresAt());
    rig.clock.move(Duration.ofMinutes(1));
    assertThat(catchThrowableOfType(ProblemException.class, () -> step(STEP)).check())
        .isEqualTo("parent-expired");
  }

  @Test
  void threat42RefusesACycleAndTheSameAgentTwice() {
    MintedToken given = step(STEP);
    refuses(() -> replacement(ledgerWriter, given, RECEIPT, ledgerWriter), "chain-cycle");
    Replacement backToTheNode =
        new Replacement(
            ledgerWriter.id(),
            rig.mint.readLive(given.compact()),
            RECEIPT,
            Optional.of(SpiffeId.parse("spiffe://bailiwick.example/node/domain")),
            RequestTerms.NONE);
    refuses(() -> backToTheNode, "chain-cycle");
  }

  @Test
  void threat42RefusesAChainThatIsTooDeep() {
    CapabilitySet three = CapabilitySet.parse(List.of("a.b@1", "c.d@1", "e.f@1", "g.h@1"));
    root = record(TokenKind.JOB, three, Duration.ofHours(1));
    rig.writer.commit(rig.ledger.insertion(root));
    MintedToken first = step(three);
    MintedToken second =
        rig.mint.replace(
            replacement(
                ledgerWriter,
                first,
                CapabilitySet.parse(List.of("a.b@1", "c.d@1", "e.f@1")),
                receiptWriter));
    rig.writer.commit(rig.ledger.insertion(second.record()));
    TestLeaf third = rig.ca.agent("third", "a.b@1");
    MintedToken last =
        rig.mint.replace(
            replacement(
                receiptWriter, second, CapabilitySet.parse(List.of("a.b@1", "c.d@1")), third));
    rig.writer.commit(rig.ledger.insertion(last.record()));
    refuses(
        () ->
            replacement(
                third,
                last,
                CapabilitySet.parse(List.of("a.b@1")),
                rig.ca.agent("fourth", "a.b@1")),
        "chain-depth");
  }

  @Test
  void threat55NothingIsMintedFromWhatHasEnded() {
    MintedToken given = step(STEP);
    rig.writer.commit(rig.ledger.ending(root.jti(), "job-cancelled"));
    refuses(
        () -> replacement(ledgerWriter, given, RECEIPT, receiptWriter), "ancestor-job-cancelled");
    assertThat(catchThrowableOfType(ProblemException.class, () -> step(STEP)).check())
        .isEqualTo("ancestor-job-cancelled");
  }

  @Test
  void theEndOfOneStepLeavesItsSiblingsAlone() {
    MintedToken one = step(STEP);
    MintedToken other = step(STEP);
    rig.writer.commit(rig.ledger.ending(one.record().jti(), "step-done"));
    refuses(() -> replacement(ledgerWriter, one, RECEIPT, receiptWriter), "ancestor-step-done");
    assertThat(rig.mint.replace(replacement(ledgerWriter, other, RECEIPT, receiptWriter)))
        .isNotNull();
  }

  @Test
  void threat37RefusesAnAccessTokenAsATransactionToken() {
    String access =
        rig.tokens.sign(
            "at+jwt",
            Json.createObjectBuilder()
                .add("iss", MasterRig.ISSUER)
                .add("aud", MasterRig.DOMAIN)
                .add("exp", rig.clock.instant().getEpochSecond() + 60)
                .build());
    assertThat(catchThrowableOfType(ProblemException.class, () -> rig.mint.read(access)).check())
        .isEqualTo("txn-token-type");
  }

  @Test
  void aTokenThatWasNeverRecordedIsNotReplaced() {
    MintedToken unrecorded =
        rig.mint.forStep(
            new StepTokenRequest(transaction(), "booking", STEP, AgentId.of(ledgerWriter.id())));
    refuses(() -> replacement(ledgerWriter, unrecorded, RECEIPT, receiptWriter), "token-unknown");
  }
}
