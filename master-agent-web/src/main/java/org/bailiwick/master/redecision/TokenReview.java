package org.bailiwick.master.redecision;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bailiwick.master.grantedquestion.GrantedQuestions.Stored;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.log.StructuredLog;

/** Asks the questions of some tokens again, and ends those tokens that are denied now. */
public final class TokenReview {
  private static final StructuredLog LOG = StructuredLog.of(TokenReview.class);

  private static final String UNREADABLE = "question-unreadable";

  /** The most tokens that end in one commit, since other writers wait for it. */
  private static final int MOST_AT_ONCE = 200;

  /** What answers questions, and what ends tokens. */
  public record Parts(
      Function<Question, Optional<AuditEntry>> denial,
      Predicate<Question> known,
      TokenLedger ledger,
      TokenRevoker revoker) {}

  private final Parts parts;
  private final SharedWork shared;
  private final Clock clock;
  private final LongAdder asked = new LongAdder();
  private final LongAdder postponed = new LongAdder();
  private volatile String why = "not-known";

  /**
   * The {@code denial} of a question is the audit row of its denial now, and empty if it is
   * permitted; {@code known} tells whether what policies may ask about its subject is known now.
   */
  public TokenReview(Parts parts, SharedWork shared, Clock clock) {
    this.parts = parts;
    this.shared = shared;
    this.clock = clock;
  }

  /**
   * Asks these questions, equal ones once, and ends the tokens that are denied.
   *
   * @param answers those of a moment ago, which are added to; safe for several threads
   */
  void review(List<Stored> page, Map<Question, Optional<AuditEntry>> answers) {
    Instant now = clock.instant();
    long before = postponed.sum();
    Map<String, AuditEntry> denied = new ConcurrentHashMap<>();
    shared.each(
        page,
        stored -> denial(stored, now, answers).ifPresent(row -> denied.put(stored.jti(), row)));
    if (postponed.sum() > before) {
      LOG.warn("redecision.postponed", Map.of("questions", postponed.sum() - before, "why", why));
    }
    List<String> jtis = page.stream().map(Stored::jti).filter(denied::containsKey).toList();
    for (int from = 0; from < jtis.size(); from += MOST_AT_ONCE) {
      end(jtis.subList(from, Math.min(from + MOST_AT_ONCE, jtis.size())), denied);
    }
  }

  long asked() {
    return asked.sum();
  }

  long postponed() {
    return postponed.sum();
  }

  private Optional<AuditEntry> denial(
      Stored stored, Instant now, Map<Question, Optional<AuditEntry>> answers) {
    Optional<Question> question = read(stored, now);
    if (question.isEmpty()) {
      return Optional.of(
          AuditEntry.of("token.question-unreadable", Outcome.DENIED, UNREADABLE, stored.caller()));
    }
    Optional<AuditEntry> known = answers.get(question.get());
    if (known != null) {
      asked.increment();
      return known;
    }
    try {
      if (parts.known().test(question.get())) {
        Optional<AuditEntry> answer = parts.denial().apply(question.get());
        answers.put(question.get(), answer);
        asked.increment();
        return answer;
      }
    } catch (RuntimeException e) {
      // The decision point never throws: a dependency of the facts is away, such as the database.
      why = String.valueOf(e.getMessage());
    }
    postponed.increment();
    return Optional.empty();
  }

  private static Optional<Question> read(Stored stored, Instant now) {
    try {
      return Optional.of(stored.question(now));
    } catch (RuntimeException e) {
      LOG.fault("redecision.question-unreadable", Map.of("jti", stored.jti()), e);
      return Optional.empty();
    }
  }

  private void end(List<String> jtis, Map<String, AuditEntry> denied) {
    Map<String, TokenRecord> tokens =
        parts.ledger().findAll(jtis).stream()
            .collect(Collectors.toMap(TokenRecord::jti, Function.identity()));
    List<TokenRevoker.Ending> due = new ArrayList<>();
    for (String jti : jtis) {
      TokenRecord token = tokens.get(jti);
      if (token != null) {
        AuditEntry row = denied.get(jti);
        due.add(
            new TokenRevoker.Ending(
                token, new TokenEndOrder(EndCause.POLICY, "", row.check()), row.with("jti", jti)));
      }
    }
    parts.revoker().endAll(due);
  }
}
