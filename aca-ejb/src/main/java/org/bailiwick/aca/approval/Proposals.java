package org.bailiwick.aca.approval;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.approval.Progress.End;
import org.bailiwick.aca.approval.Progress.State;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Lists, approves, rejects and ends proposals of one kind. A subclass defines the rows of its kind,
 * the questions to the decision point and the effect of an approval.
 *
 * @param <P> type of the proposals
 * @param <R> type of the answer to the officer who approves
 */
public abstract sealed class Proposals<P extends Proposal, R>
    permits WaitingEnrolments, RevocationProposals {

  static final int MAX_LISTED = 1000;

  private final Kind<P, ?, ?> kind;
  private final Gate gate;
  private final LedgerReader reader;
  private final Meter meter;
  private final InstantSource clock;
  final GroupWriter writer;

  /**
   * Names and rows of a kind.
   *
   * @param event prefix of its audit events and of its metric
   * @param list name by which the decision point knows the list of all proposals
   * @param entity JPA name of the proposals' rows; that of their ends' rows has {@code End}
   *     appended
   */
  record Kind<P, R, E>(
      String event,
      String list,
      String entity,
      Class<R> row,
      Function<R, P> proposal,
      Class<E> endRow,
      Function<E, End> end,
      BiFunction<UUID, End, E> newEnd) {

    Optional<P> find(EntityManager em, UUID id) {
      return Optional.ofNullable(em.find(row, id.toString())).map(proposal);
    }

    Optional<End> findEnd(EntityManager em, UUID id) {
      return Optional.ofNullable(em.find(endRow, id.toString())).map(end);
    }

    Stream<P> withoutEnd(EntityManager em) {
      String query =
          "select p from %1$s p where not exists (select e from %1$sEnd e"
              + " where e.proposalId = p.proposalId) order by p.proposedAt";
      return em.createQuery(query.formatted(entity), row)
          .setMaxResults(MAX_LISTED)
          .getResultStream()
          .map(proposal);
    }
  }

  Proposals(
      Kind<P, ?, ?> kind,
      Gate gate,
      GroupWriter writer,
      LedgerReader reader,
      Meter meter,
      InstantSource clock) {
    this.kind = kind;
    this.gate = gate;
    this.writer = writer;
    this.reader = reader;
    this.meter = meter;
    this.clock = clock;
  }

  /** Asks whether this officer may approve the proposal. */
  abstract Question approval(VerifiedPeer officer, Progress<P> progress);

  /** Asks whether this officer may reject the proposal, even after agreeing to it. */
  abstract Question rejection(VerifiedPeer officer, P proposal);

  /** Records the officer's approval together with its effect. */
  abstract R agreed(VerifiedPeer officer, P proposal, AuditEntry... audit);

  /**
   * The officers with an approval row; the proposer, and the officer who ended the proposal, have
   * none.
   */
  List<String> approvals(EntityManager em, P proposal) {
    return List.of();
  }

  /** NOT_FOUND: no proposal of this identifier is open. */
  abstract ProblemException unknown();

  /** Proposals that officers can decide on, the oldest first, at most 1000. */
  public List<Progress<P>> pending(VerifiedPeer asker) {
    gate.requireAndRecord(CredentialQuestion.toRead(asker, kind.list()));
    return withoutEnd().filter(Progress::isOpen).toList();
  }

  /**
   * The progress of the proposal of this identifier.
   *
   * @throws ProblemException NOT_FOUND
   */
  public Progress<P> progress(UUID id) {
    return find(id).orElseThrow(this::unknown);
  }

  /**
   * Approves the proposal. No policy can let an officer approve a proposal twice.
   *
   * @throws ProblemException NOT_FOUND if it is not open; POLICY_DENIED, also to an officer who
   *     agreed before; and as {@link #agreed}
   */
  public R approve(VerifiedPeer officer, UUID id) {
    Progress<P> progress = requireOpen(id);
    AuditEntry permit = gate.require(approval(officer, progress));
    if (progress.isApprovedBy(officer)) {
      throw sameOfficer();
    }
    P proposal = progress.proposal();
    AuditEntry done = audit("approved", proposal, officer.id().toString());
    R result = agreed(officer, proposal, permit, done);
    count("approved");
    return result;
  }

  static ProblemException sameOfficer() {
    return new ProblemException(
        ProblemType.POLICY_DENIED, "same-officer", "The same officer has agreed before.");
  }

  /**
   * Ends the proposal without effect.
   *
   * @throws ProblemException NOT_FOUND if it is not open; POLICY_DENIED
   */
  public void reject(VerifiedPeer officer, UUID id) {
    P proposal = requireOpen(id).proposal();
    AuditEntry permit = gate.require(rejection(officer, proposal));
    end(proposal, State.REJECTED, officer.id(), permit);
  }

  /** Ends proposals that have expired. */
  public void endOverdue(SpiffeId node) {
    withoutEnd()
        .filter(progress -> !progress.isOpen())
        .forEach(progress -> end(progress.proposal(), State.EXPIRED, node));
  }

  private void end(P proposal, State how, SpiffeId officer, AuditEntry... permit) {
    String by = officer.toString();
    Stream<AuditEntry> done = Stream.of(audit(how.text(), proposal, by));
    writer.commitAmongNodes(
        end(proposal.id(), new End(how, by, now(), Optional.empty()), this::unknown),
        Stream.concat(Stream.of(permit), done).toArray(AuditEntry[]::new));
    count(how.text());
  }

  /** Ends the proposal, or refuses if it has ended. */
  UnitOfWork end(UUID id, End end, Supplier<? extends RuntimeException> refusal) {
    return requireNotEnded(id, refusal).and(em -> em.persist(kind.newEnd().apply(id, end)));
  }

  UnitOfWork requireNotEnded(UUID id, Supplier<? extends RuntimeException> refusal) {
    return em -> {
      if (kind.findEnd(em, id).isPresent()) {
        throw refusal.get();
      }
    };
  }

  Optional<Progress<P>> find(UUID id) {
    return reader.read(em -> kind.find(em, id).map(proposal -> progress(em, proposal)));
  }

  private Progress<P> requireOpen(UUID id) {
    return find(id).filter(Progress::isOpen).orElseThrow(this::unknown);
  }

  private Stream<Progress<P>> withoutEnd() {
    return reader
        .read(em -> kind.withoutEnd(em).map(proposal -> progress(em, proposal)).toList())
        .stream();
  }

  private Progress<P> progress(EntityManager em, P proposal) {
    List<String> officers =
        Stream.concat(proposal.officer().stream(), approvals(em, proposal).stream())
            .distinct()
            .toList();
    return Progress.of(proposal, officers, kind.findEnd(em, proposal.id()), clock.instant());
  }

  AuditEntry audit(String event, P proposal, String by) {
    String name = kind.event() + "." + event;
    String id = proposal.id().toString();
    return new AuditEntry(name, Outcome.DONE, "", by, id, proposal.details())
        .with("request", proposal.digest());
  }

  void count(String event) {
    meter.count(kind.event() + "_decisions", event);
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
