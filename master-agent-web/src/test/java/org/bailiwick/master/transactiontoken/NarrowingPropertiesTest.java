package org.bailiwick.master.transactiontoken;

import java.io.IOException;
import java.nio.file.Files;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import org.bailiwick.master.testing.ExchangeSequence;
import org.bailiwick.master.testing.MasterRig;

/**
 * Narrowing (R40, R41; threats 40 to 43 and 56): in whatever order workloads exchange tokens, no
 * token permits more than one before it, a sibling's token is of no use, what has expired or ended
 * is not exchanged, and transaction, subject and audience stay. The mint, the ledger and the
 * database are those of the product.
 */
class NarrowingPropertiesTest {

  private static MasterRig rig;
  private static ExchangeSequence.Workloads workloads;

  @BeforeContainer
  static void start() throws IOException {
    rig = new MasterRig(Files.createTempDirectory("narrowing"));
    workloads = ExchangeSequence.Workloads.of(rig);
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

  private static MintedToken exchange(Replacement asked) {
    MintedToken token = rig.mint.replace(asked);
    rig.writer.commit(rig.ledger.insertion(token.record()));
    return token;
  }
}
