package org.bailiwick.master.personcheck;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.identityprovider.ProviderAnswer;
import org.bailiwick.master.personsession.PersonSession;
import org.bailiwick.master.personsession.PersonSessions;
import org.bailiwick.master.personsession.ProviderTokenCipher;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;

/** Asks about the person of a session by the provider's refresh token, and stores the answer. */
public final class PersonChecks {
  private static final StructuredLog LOG = StructuredLog.of(PersonChecks.class);

  /** Longer than an exchange with a provider may take. */
  private static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration LEASES_KEPT = Duration.ofHours(1);
  private static final String LEASE_NAME = "person/";
  private static final int MOST_AT_ONCE = 500;

  /** What the checks read and write. */
  public record Parts(
      PersonSessions sessions,
      IdentityProviders providers,
      ProviderTokenCipher cipher,
      TokenRevoker revoker,
      TokenLedger ledger,
      Lease leases,
      GroupWriter writer,
      Clock clock) {}

  private final Parts parts;
  private final Duration interval;
  private final LongAdder failed = new LongAdder();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param interval how often the provider is asked about a person who has something done
   */
  public PersonChecks(Parts parts, Duration interval) {
    this.parts = parts;
    this.interval = interval;
  }

  /**
   * Asks about the people of all sessions in use whose last answer is old. A provider that does not
   * answer is left for the next run.
   */
  public void run() {
    Set<String> silent = new HashSet<>();
    Instant before = parts.clock().instant().minus(interval);
    for (PersonSession session : parts.sessions().due(before, MOST_AT_ONCE)) {
      if (!silent.contains(session.provider()) && !tryToCheck(session)) {
        silent.add(session.provider());
      }
    }
  }

  /** Asks now, unless the last answer is new, or another node asks; a failure is only logged. */
  public void checkNow(PersonSession session) {
    if (!parts.clock().instant().isBefore(session.times().checkedAt().plus(interval))) {
      tryToCheck(session);
    }
  }

  /** Has this called with the name of each person whose roles the provider has changed. */
  public void onChangedRoles(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** The number of questions without an answer since the start. */
  public long failed() {
    return failed.sum();
  }

  private boolean tryToCheck(PersonSession session) {
    try {
      check(session);
      return true;
    } catch (ProblemException e) {
      failed.increment();
      LOG.warn("person-check.failed", Map.of("provider", session.provider(), "check", e.check()));
      return false;
    }
  }

  private void check(PersonSession session) {
    String lease = LEASE_NAME + session.id();
    if (!parts.leases().tryAcquire(lease, LEASE)) {
      return;
    }
    try {
      PersonSession now = parts.sessions().find(session.id()).orElse(session);
      if (now.times().checkedAt().equals(session.times().checkedAt())) {
        ask(now);
      }
    } finally {
      parts.leases().release(lease);
    }
  }

  private void ask(PersonSession session) {
    String token =
        parts.cipher().decrypt(session.id(), parts.sessions().providerToken(session.id()));
    switch (parts.providers().ask(session.provider(), token, session.signedIn())) {
      case ProviderAnswer.SignedIn answer -> {
        byte[] next = parts.cipher().encrypt(session.id(), answer.refreshToken().orElse(token));
        parts.writer().commit(parts.sessions().check(session, answer.person(), next));
        if (!answer.person().roles().equals(session.signedIn().roles())) {
          listeners.forEach(listener -> listener.accept(session.person().name()));
        }
      }
      case ProviderAnswer.Refused refused -> end(session, refused.error());
    }
  }

  private void end(PersonSession session, String error) {
    AuditEntry row =
        AuditEntry.of("person.refused", Outcome.DENIED, "person-refused", session.person().name())
            .about(session.id())
            .with("provider", session.provider())
            .with("error", error);
    parts
        .ledger()
        .find(session.id())
        .ifPresent(
            token ->
                parts
                    .revoker()
                    .end(
                        token,
                        new TokenEndOrder(EndCause.PROVIDER, session.person().name(), error),
                        row));
  }

  /** Deletes the leases of sessions that nobody asks about any more. */
  public void forget(Instant now) {
    parts
        .writer()
        .commit(
            em ->
                em.createQuery(
                        "delete from LeaseRow l where l.name like 'person/%'"
                            + " and l.expiresAt < :then")
                    .setParameter("then", now.minus(LEASES_KEPT))
                    .executeUpdate());
  }
}
