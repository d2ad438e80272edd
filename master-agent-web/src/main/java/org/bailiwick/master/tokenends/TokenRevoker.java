package org.bailiwick.master.tokenends;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Ends a token, and in the same commit the jobs that rest on it. The jobs are looked up before the
 * commit, since each has an audit row, and again in it: if a job has begun or ended meanwhile, at
 * any node, nothing is stored and both are done again.
 */
public final class TokenRevoker {

  private static final StructuredLog LOG = StructuredLog.of(TokenRevoker.class);

  /** The check, and the beginning of the reason, of a job that ends with a token. */
  static final String TOKEN_ENDED = "token-ended";

  private static final int MOST_TRIES = 20;

  /** Where tokens and jobs are stored. */
  public record Parts(Store store, GroupWriter writer, TokenLedger ledger, JobJournal journal) {}

  /** Other jobs rest on the token than those that were found, or it has ended. */
  private static final class Overtaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Overtaken() {
      super("the token or its jobs have changed", null, false, false);
    }
  }

  private final Parts parts;
  private final Runnable afterwards;
  private final Map<EndCause, LongAdder> ended = new EnumMap<>(EndCause.class);

  /**
   * {@code afterwards} stops the jobs that have ended at this node, aborts their calls, and has
   * event streams ask for the right of their readers.
   */
  public TokenRevoker(Parts parts, Runnable afterwards) {
    this.parts = parts;
    this.afterwards = afterwards;
    for (EndCause cause : EndCause.values()) {
      ended.put(cause, new LongAdder());
    }
  }

  /**
   * Ends a token with all that descends from it; also an expired one, on which jobs may rest. A
   * token that has ended, itself or with an ancestor, stays as it is, and only the permit is
   * stored.
   *
   * @return whether the token has ended by this order
   */
  public boolean end(TokenRecord token, TokenEndOrder order, AuditEntry permit) {
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      if (!(parts.ledger().state(token.jti()) instanceof TokenState.Live)) {
        parts.writer().record(permit);
        return false;
      }
      if (tryToEnd(token, order, permit)) {
        ended.get(order.cause()).increment();
        follow(token);
        return true;
      }
    }
    throw overtaken();
  }

  private static ProblemException overtaken() {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "token-end-overtaken",
        "Jobs begin under this token all the time.");
  }

  /** A token that is to end, by which order, and the row that says who or what permits it. */
  public record Ending(TokenRecord token, TokenEndOrder order, AuditEntry permit) {}

  /**
   * Ends these tokens as {@link #end} does, all in one commit. There are so few of them that one
   * transaction takes them.
   *
   * @return how many have ended by this
   */
  public int endAll(List<Ending> due) {
    for (int tries = 0; tries < MOST_TRIES && !due.isEmpty(); tries++) {
      Found found = parts.store().read(em -> Found.of(em, due));
      List<Ending> open = found.open(due);
      if (open.isEmpty()) {
        return 0;
      }
      if (tryToEnd(due, open, found)) {
        open.forEach(ending -> ended.get(ending.order().cause()).increment());
        follow(open.getFirst().token());
        return open.size();
      }
    }
    if (due.isEmpty()) {
      return 0;
    }
    throw overtaken();
  }

  /** Which of the tokens have ended, and the jobs that rest on each. */
  private record Found(Set<String> ended, Map<String, List<String>> jobs) {

    static Found of(EntityManager em, List<Ending> due) {
      List<TokenRecord> tokens = due.stream().map(Ending::token).toList();
      return new Found(RestingJobs.ended(em, tokens), RestingJobs.ofAll(em, tokens));
    }

    List<Ending> open(List<Ending> due) {
      return due.stream().filter(each -> !ended.contains(each.token().jti())).toList();
    }
  }

  private boolean tryToEnd(List<Ending> due, List<Ending> open, Found found) {
    List<UnitOfWork> units = new ArrayList<>();
    units.add(
        em -> {
          if (!Found.of(em, due).equals(found)) {
            throw new Overtaken();
          }
        });
    List<AuditEntry> rows = new ArrayList<>();
    Set<String> jobs = new HashSet<>();
    for (Ending each : open) {
      List<String> resting =
          found.jobs().getOrDefault(each.token().jti(), List.of()).stream()
              .filter(jobs::add)
              .toList();
      TokenEndOrder order = each.order();
      units.add(parts.ledger().ending(each.token().jti(), order.cause().reason()));
      resting.forEach(job -> units.add(parts.journal().ending(end(job, each.token(), order))));
      rows.addAll(List.of(rows(each.token(), order, each.permit(), resting)));
    }
    try {
      parts.writer().commit(UnitOfWork.all(units), rows.toArray(AuditEntry[]::new));
      return true;
    } catch (Overtaken e) {
      return false;
    }
  }

  /** The number of tokens that this process has ended for this cause. */
  public long ended(EndCause cause) {
    return ended.get(cause).sum();
  }

  private boolean tryToEnd(TokenRecord token, TokenEndOrder order, AuditEntry permit) {
    List<String> jobs = parts.store().read(em -> RestingJobs.of(em, token));
    UnitOfWork unchanged =
        em -> {
          if (RestingJobs.hasEnded(em, token.jti()) || !RestingJobs.of(em, token).equals(jobs)) {
            throw new Overtaken();
          }
        };
    List<UnitOfWork> units = new ArrayList<>();
    units.add(unchanged);
    units.add(parts.ledger().ending(token.jti(), order.cause().reason()));
    jobs.forEach(job -> units.add(parts.journal().ending(end(job, token, order))));
    try {
      parts.writer().commit(UnitOfWork.all(units), rows(token, order, permit, jobs));
      return true;
    } catch (Overtaken e) {
      return false;
    }
  }

  private static JobRecord.End end(String job, TokenRecord token, TokenEndOrder order) {
    return new JobRecord.End(job, ExecutionState.CANCELLED, Optional.of(reason(token, order)));
  }

  /** An officer's words are in the audit log only; a policy's reason is for the caller too. */
  private static String reason(TokenRecord token, TokenEndOrder order) {
    String reason = TOKEN_ENDED + ": " + token.jti();
    return order.cause() == EndCause.POLICY ? reason + " (policy: " + order.why() + ")" : reason;
  }

  private static AuditEntry[] rows(
      TokenRecord token, TokenEndOrder order, AuditEntry permit, List<String> jobs) {
    List<AuditEntry> rows = new ArrayList<>();
    rows.add(permit);
    rows.add(
        AuditEntry.of("token.ended", Outcome.DONE, "", order.by())
            .about(token.jti())
            .with("kind", token.kind().text())
            .with("caller", token.origin().caller().name())
            .with("cause", order.cause().reason())
            .with("reason", order.why())
            .with("jobs", Integer.toString(jobs.size())));
    for (String job : jobs) {
      rows.add(
          AuditEntry.of("job.ended", Outcome.FAILED, TOKEN_ENDED, "")
              .about(job)
              .with("state", ExecutionState.CANCELLED.text())
              .with("reason", reason(token, order)));
    }
    return rows.toArray(AuditEntry[]::new);
  }

  /** The end is durable; what fails here, the timers of each node do a moment later. */
  private void follow(TokenRecord token) {
    try {
      afterwards.run();
    } catch (RuntimeException e) {
      LOG.fault("token-end.not-followed", Map.of("token", token.jti()), e);
    }
  }
}
