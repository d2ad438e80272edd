package org.bailiwick.aca.testing;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.audit.Archives;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.clock.ElapsedTime;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.records.StoredChain;

/** Signed heads in a file of the test's home, by an audit key of the test's own. */
public final class TestHeads {

  private TestHeads() {}

  /** As a node has it after its start: compared with the database before the first row. */
  public static AuditHeads of(AcaSettings settings, TestLedger database, Clock clock) {
    return of(settings, database, clock, () -> Duration.ZERO);
  }

  /** The same, whose clock has leapt so far ahead of the time that has passed. */
  public static AuditHeads of(
      AcaSettings settings, TestLedger database, Clock clock, Supplier<Duration> leap) {
    KeyPair audit = TestKeys.ec();
    AuditHeads heads =
        signedBy(new TestAuditKeys(() -> List.of(audit)), settings, database, trust(clock, leap));
    heads.keep();
    return heads;
  }

  /** Not compared yet. */
  public static AuditHeads signedBy(
      KeyPair audit, AcaSettings settings, TestLedger database, Clock clock) {
    return signedBy(() -> audit, settings, database, clock);
  }

  /** Not compared yet; the key comes when it comes, as from an HSM. */
  public static AuditHeads signedBy(
      Callable<KeyPair> audit, AcaSettings settings, TestLedger database, Clock clock) {
    return signedBy(new TestAuditKeys(() -> List.of(key(audit))), settings, database, clock);
  }

  /** Not compared yet; keys that follow one another, the last of which is in service. */
  public static AuditHeads signedBy(
      List<KeyPair> audit, AcaSettings settings, TestLedger database, Clock clock) {
    return signedBy(new TestAuditKeys(() -> audit), settings, database, clock);
  }

  private static AuditHeads signedBy(
      TestAuditKeys keys, AcaSettings settings, TestLedger database, Clock clock) {
    return signedBy(keys, settings, database, trust(clock, () -> Duration.ZERO));
  }

  private static AuditHeads signedBy(
      TestAuditKeys keys, AcaSettings settings, TestLedger database, ClockTrust trust) {
    HeadLog log = new HeadLog(settings.records().auditHeadsFile());
    return new AuditHeads(
        log,
        new StoredChain(
            settings.auditChain(), database.reader()::read, new Archives(database.reader())),
        keys,
        trust);
  }

  /** For tests that set their clock, and let it leap this far ahead of the elapsed time. */
  public static ClockTrust trust(Clock clock, Supplier<Duration> leap) {
    Supplier<Duration> passed =
        () -> Duration.between(Instant.EPOCH, clock.instant()).minus(leap.get());
    return new ClockTrust(
        clock, new ElapsedTime(() -> passed.get().toNanos(), passed), time -> Optional.empty());
  }

  private static KeyPair key(Callable<KeyPair> source) {
    try {
      return source.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
