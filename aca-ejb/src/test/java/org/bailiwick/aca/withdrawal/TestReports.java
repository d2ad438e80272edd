package org.bailiwick.aca.withdrawal;

import java.time.Clock;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.TrustFolder;
import org.bailiwick.aca.person.UserEvents;
import org.bailiwick.aca.person.UserProviders;
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.aca.testing.SilentMeter;
import org.bailiwick.aca.testing.TestLedger;

/** The door for reports on an issuer's own database. */
public final class TestReports {

  private TestReports() {}

  public static ReportedUsers of(
      AcaSettings settings, TestLedger database, TriggerRevoker triggers, Clock clock) {
    return new ReportedUsers(
        new UserEvents(new UserProviders(settings.folders().of(TrustFolder.USERS), clock)),
        triggers,
        database.reader(),
        database.writer(),
        settings,
        new SilentMeter(),
        clock);
  }
}
