package org.bailiwick.aca.crl;

import java.time.Clock;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.node.lease.Lease;

/** CRLs of a test's own database, for tests of what has them signed. */
public final class TestCrls {

  private TestCrls() {}

  public static CrlPublisher of(TestLedger database, AcaSettings settings, Clock clock) {
    return new CrlPublisher(
        new RevocationList(database.reader()),
        new CrlArchive(database.reader(), database.writer()),
        new Lease(database.writer(), "node-1", clock),
        new PublishedUrls(settings.plainBaseUrl(), 0),
        settings,
        clock);
  }
}
