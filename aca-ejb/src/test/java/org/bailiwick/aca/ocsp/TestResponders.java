package org.bailiwick.aca.ocsp;

import java.time.Clock;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.pipeline.IssuingPipeline;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.records.AuditHeads;

/** Responder certificates of a test's own database, for tests of what has them issued. */
public final class TestResponders {

  private TestResponders() {}

  public static ResponderCertificates of(
      TestLedger database, AcaSettings settings, AuditHeads heads, Parts parts) {
    IssuanceLedger ledger = new IssuanceLedger(database.writer(), database.reader(), parts.clock());
    return new ResponderCertificates(
        ledger,
        new IssuingPipeline(ledger, heads, new SilentMeter(), parts.clock()),
        new Lease(database.writer(), "node-1", parts.clock()),
        parts.key(),
        new PublishedUrls(settings.plainBaseUrl(), 0),
        settings);
  }

  /** The key that answers, and the time. */
  public record Parts(ResponderKey key, Clock clock) {}
}
