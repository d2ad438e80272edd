package org.bailiwick.aca.revocation;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.cascade.RevocationPolicies;
import org.bailiwick.aca.feed.EventFeed;
import org.bailiwick.aca.feed.FeedWaiters;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestHeads;
import org.bailiwick.aca.testing.TestLedger;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;

/** Triggers on an issuer's own database, for tests of what pulls them by itself. */
public final class TestTriggers {

  private TestTriggers() {}

  public static TriggerRun on(
      TestLedger database, AcaSettings settings, Authorities authorities, Gate gate) {
    Clock clock = Clock.systemUTC();
    CrlPublisher crls =
        new CrlPublisher(
            new RevocationList(database.reader()),
            new CrlArchive(database.reader(), database.writer()),
            new Lease(database.writer(), "node-1", clock),
            new PublishedUrls(settings.plainBaseUrl(), 0),
            settings,
            clock);
    EventFeed feed =
        new EventFeed(
            database.writer(),
            database.reader(),
            () -> {
              throw new IllegalStateException("nothing is fetched here");
            },
            URI.create("https://aca.example"),
            new FeedWaiters(Runnable::run));
    Endings endings =
        new Endings(
            authorities,
            new IssuanceLedger(database.writer(), database.reader(), clock),
            feed,
            new RevokedCredentials(new RevocationList(database.reader())),
            crls,
            new SilentMeter());
    return new TriggerRun(
        gate,
        new RevocationPolicies(settings, clock),
        database.reader(),
        endings,
        TestHeads.trust(clock, () -> Duration.ZERO));
  }
}
