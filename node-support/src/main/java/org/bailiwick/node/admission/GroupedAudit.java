package org.bailiwick.node.admission;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.peer.Callers.Caller;
import org.bailiwick.node.writer.GroupWriter;

/**
 * One line of the audit log for many refusals alike: the first of a caller and check within a
 * minute, with the number of those that came since the line before. Each of two hundred stalled
 * requests with a line of its own would make the log their victim.
 */
public final class GroupedAudit {
  private static final StructuredLog LOG = StructuredLog.of(GroupedAudit.class);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MAX_GROUPS = 10_000;
  private static final int MAX_PATH = 200;

  private final Consumer<AuditEntry> writer;
  private final InstantSource clock;
  private final Map<Group, Tally> groups = new HashMap<>();

  private record Group(String caller, String check) {}

  private static final class Tally {
    private Instant written;
    private long since;
  }

  /** Lines go through the application's writer. */
  public GroupedAudit(GroupWriter writer, InstantSource clock) {
    this(entry -> writer.record(PATIENCE, entry), clock);
  }

  GroupedAudit(Consumer<AuditEntry> writer, InstantSource clock) {
    this.writer = writer;
    this.clock = clock;
  }

  void record(Problem problem, String check, Caller caller, HttpServletRequest request) {
    long since = due(new Group(caller.name(), check));
    if (since < 0) {
      return;
    }
    AuditEntry entry =
        new AuditEntry(
            "request.refused",
            problem.type().status() < 500 ? Outcome.DENIED : Outcome.FAILED,
            check,
            caller.known() ? caller.name() : "anonymous",
            operation(request),
            Map.of(
                "problem", problem.type().slug(),
                "instance", problem.instance().toString(),
                "from", request.getRemoteAddr(),
                "caller", caller.name(),
                "alike", String.valueOf(since)));
    LOG.info("request.refused", entry.details());
    try {
      writer.accept(entry);
    } catch (RuntimeException e) {
      LOG.fault("audit.not-stored", Map.of("check", check, "subject", entry.subject()), e);
    }
  }

  /** How many were not written since the last line; negative when none is due. */
  private synchronized long due(Group group) {
    Instant now = clock.instant();
    if (groups.size() >= MAX_GROUPS) {
      groups.clear(); // So many addresses within a minute: each of them may have a line again.
    }
    Tally tally = groups.get(group);
    if (tally == null) {
      tally = new Tally();
      groups.put(group, tally);
    } else if (now.isBefore(tally.written.plus(WINDOW))) {
      tally.since++;
      return -1;
    }
    long since = tally.since;
    tally.written = now;
    tally.since = 0;
    return since;
  }

  private static String operation(HttpServletRequest request) {
    String path = request.getRequestURI();
    return request.getMethod()
        + " "
        + (path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH));
  }
}
