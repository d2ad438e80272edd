package org.bailiwick.aca.start;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;

/** Records when the clock comes into doubt and when it is trusted again. */
@Singleton
final class ClockWatch {

  private static final StructuredLog LOG = StructuredLog.of(ClockWatch.class);
  private static final String CHECK = "clock-in-doubt";

  private final ClockTrust trust;
  private final GroupWriter writer;
  private final String node;
  private boolean inDoubt;

  @Inject
  ClockWatch(ClockTrust trust, @ForAca GroupWriter writer, AcaSettings settings) {
    this.trust = trust;
    this.writer = writer;
    this.node = settings.nodeId().toString();
  }

  /** Records and logs each change; a timer calls this every second. */
  synchronized void check() {
    Optional<String> fault = trust.fault();
    if (fault.isPresent() == inDoubt) {
      return;
    }
    if (fault.isPresent()) {
      LOG.warn("clock.in-doubt", Map.of("reason", fault.get()));
      writer.record(
          AuditEntry.of("clock.in-doubt", Outcome.FAILED, CHECK, node).with("reason", fault.get()));
    } else {
      LOG.info("clock.believed", Map.of());
      writer.record(AuditEntry.of("clock.believed", Outcome.DONE, "", node));
    }
    inDoubt = fault.isPresent();
  }

  /** Whether tasks that can't be undone have to wait, although they are due by the clock. */
  boolean isInDoubt() {
    return trust.fault().isPresent();
  }
}
