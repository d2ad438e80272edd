package org.bailiwick.broker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.client.work.RefusalLog;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/**
 * Logs refused callers, and records refusals that are decisions: what an order is refused for
 * before its work. In ten seconds there is one audit row for each check, and the next one says how
 * many were refused meanwhile, so that nobody can fill the log.
 */
final class RefusedCallers implements RefusalLog {
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** The types of problems for which no work begins; other refusals have rows of their own. */
  private static final Set<String> DECISIONS =
      Set.of(
          "access-token-invalid",
          "insufficient-scope",
          "capability-not-granted",
          "credential-revoked",
          "credential-not-trusted",
          "peer-certificate-required",
          "idempotency-key-reused");

  private static final Pattern LINE = Pattern.compile("refused=([a-z-]+) check=([a-z0-9-]+).*");

  private final BrokerStore store;
  private final Consumer<String> log;
  private final Clock clock;
  private final Map<String, Group> groups = new HashMap<>();

  /** The refusals by one check since a row. */
  private static final class Group {
    private Instant since;
    private int more;

    Group(Instant since) {
      this.since = since;
    }
  }

  RefusedCallers(BrokerStore store, Consumer<String> log, Clock clock) {
    this.store = store;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void refused(String line, Optional<Throwable> fault) {
    log.accept(fault.map(cause -> line + " fault=" + cause.getClass().getName()).orElse(line));
    Matcher parts = LINE.matcher(line);
    if (parts.matches() && DECISIONS.contains(parts.group(1))) {
      record(parts.group(2));
    }
  }

  private void record(String check) {
    Optional<Integer> more = first(check);
    if (more.isEmpty()) {
      return;
    }
    try {
      store.record(
          AuditEntry.of("order.refused", Outcome.DENIED, check, "")
              .with("refused_meanwhile", String.valueOf(more.get())));
    } catch (ProblemException e) { // the caller is refused anyway
      log.accept("refusal-not-recorded check=" + e.check());
    }
  }

  /** The number of refusals since the last row, if there is to be another. */
  private synchronized Optional<Integer> first(String check) {
    Instant now = clock.instant();
    Group group = groups.get(check);
    if (group == null) {
      groups.put(check, new Group(now));
      return Optional.of(0);
    }
    if (group.since.plus(PAUSE).isAfter(now)) {
      group.more++;
      return Optional.empty();
    }
    int more = group.more;
    group.since = now;
    group.more = 0;
    return Optional.of(more);
  }
}
