package org.bailiwick.master.transactiontoken;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.bailiwick.master.testing.ExchangeSequence;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokensInMemory;

/**
 * Narrowing (R40, R41; threats 40 to 43 and 56): in whatever order workloads exchange tokens, no
 * token permits more than one before it, a sibling's token is of no use, what has expired or ended
 * is not exchanged, and transaction, subject and audience stay. The mint, the ledger and all
 * signatures are those of the product; rows are in memory. ExchangeSequencesTest has a database.
 */
class NarrowingPropertiesTest {

  private static final int MAX_CHAIN = 3;
  private static final TokensInMemory TOKENS = new TokensInMemory();

  private static MasterRig rig;
  private static ExchangeSequence.Service service;
  private static ExchangeSequence.Workloads workloads;

  @BeforeContainer
  static void start() throws IOException {
    rig = new MasterRig(Files.createTempDirectory("narrowing"));
    TokenLedger ledger = new TokenLedger(TOKENS, rig.writer, rig.clock);
    MintSettings settings =
        new MintSettings(MasterRig.DOMAIN, ExchangeSequence.NODE, Duration.ofMinutes(2), MAX_CHAIN);
    TransactionTokenMint mint = new TransactionTokenMint(rig.tokens, ledger, settings, rig.clock);
    service = new ExchangeSequence.Service(mint, ledger, TOKENS::commit);
    workloads = ExchangeSequence.Workloads.of(rig, service);
  }

  @AfterContainer
  static void stop() {
    rig.close();
  }

  @Property(tries = 10_000)
  void rightsNeverGrowAlongAnyPath(@ForAll long seed) {
    int exchanged = new ExchangeSequence(workloads, NarrowingPropertiesTest::exchange, seed).run();
    Statistics.label("sequences with an exchange that succeeded")
        .collect(exchanged > 0)
        .coverage(checker -> checker.check(true).percentage(share -> share > 30));
  }

  private static MintedToken exchange(ExchangeSequence.Asked asked) {
    TransactionTokenMint mint = service.mint();
    MintedToken token =
        mint.replace(
            new Replacement(
                asked.peer().id(),
                mint.readLive(asked.subjectToken()),
                asked.scope(),
                Optional.of(asked.callee()),
                RequestTerms.NONE));
    TOKENS.commit(service.ledger().insertion(token.record()));
    return token;
  }
}
