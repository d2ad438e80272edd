package org.bailiwick.master.redecision;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.policy.PrincipalQuestion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.log.StructuredLog;

/**
 * Asks again about what this node has under way: the steps that it has released, and the event
 * streams that it serves.
 */
public final class RunningWork {
  private static final StructuredLog LOG = StructuredLog.of(RunningWork.class);

  /**
   * What is under way, and what answers questions.
   *
   * @param steps cancels the jobs with a released step to which the function gives a denial
   * @param streams has each event stream ask for the right of its reader
   * @param denial the row of the denial of a question now; empty if it is permitted
   * @param known whether what policies may ask about its subject is known now
   */
  public record Parts(
      Consumer<Function<Question, Optional<AuditEntry>>> steps,
      Runnable streams,
      Function<Question, Optional<AuditEntry>> denial,
      Predicate<Question> known) {}

  private static final Optional<AuditEntry> NONE = Optional.empty();

  private final Parts parts;
  private final Supplier<String> policyVersion;
  private final LongSupplier nanos;
  private final ChangedSubjects changed = new ChangedSubjects();
  private String version = "";
  private long askedAt;

  /**
   * @param policyVersion of the policies in force at this node
   * @param nanos counts elapsed time as {@link System#nanoTime} does
   */
  public RunningWork(Parts parts, Supplier<String> policyVersion, LongSupplier nanos) {
    this.parts = parts;
    this.policyVersion = policyVersion;
    this.nanos = nanos;
  }

  /** Has what concerns this subject asked about next. */
  public void changed(String subject) {
    changed.add(subject);
  }

  /** Does what is due; a timer calls it several times a second. */
  public void run() {
    String now = policyVersion.get();
    Set<String> subjects = changed.takeAll();
    boolean isDue = nanos.getAsLong() - askedAt >= Redecisions.INTERVAL.toNanos();
    if (!now.equals(version) || isDue || changed.takeOverflow()) {
      askedAt = nanos.getAsLong();
      parts.steps().accept(this::denial);
      parts.streams().run();
      version = now;
    } else if (!subjects.isEmpty()) {
      parts.steps().accept(question -> concerns(question, subjects) ? denial(question) : NONE);
      parts.streams().run();
    }
  }

  private Optional<AuditEntry> denial(Question question) {
    if (!parts.known().test(question)) {
      return NONE;
    }
    try {
      return parts.denial().apply(question);
    } catch (RuntimeException e) {
      // The decision point never throws: a dependency of the facts is away. It is asked again.
      LOG.fault("redecision.postponed", Map.of(), e);
      return NONE;
    }
  }

  /** Whether the question is about one of these subjects: its caller, callee or principal. */
  private static boolean concerns(Question question, Set<String> subjects) {
    return PrincipalQuestion.parties(question).stream().anyMatch(id -> isAmong(id, subjects));
  }

  /** By its name, or a workload by that of its trust domain. */
  private static boolean isAmong(String id, Set<String> subjects) {
    if (subjects.contains(id) || !id.startsWith(SpiffeId.SCHEME)) {
      return subjects.contains(id);
    }
    int path = id.indexOf('/', SpiffeId.SCHEME.length());
    return path > 0 && subjects.contains(id.substring(0, path));
  }
}
