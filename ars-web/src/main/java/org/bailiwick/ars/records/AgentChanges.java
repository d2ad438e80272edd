package org.bailiwick.ars.records;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.bailiwick.ars.history.Cause;
import org.bailiwick.ars.history.Reason;
import org.bailiwick.ars.history.RecordHistory;
import org.bailiwick.ars.identifier.IdentifierTable;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Changes rows of the registry. Each method runs inside a unit of work of the group writer: in its
 * transaction the method locks the row, checks it, changes it and raises the revision.
 */
public final class AgentChanges {

  private AgentChanges() {}

  /** The outcome of a registration. */
  public enum Outcome {
    /** The name is new, and the registry gave it an identifier. */
    CREATED,
    /** The record already held this credential. */
    UNCHANGED,
    /** The record holds a newer credential now, or it is listed again. */
    RENEWED
  }

  /** The record as a registration left it, and what the registration did. */
  public record Registered(AgentRecord record, Outcome outcome) {}

  /**
   * The terms of a registration.
   *
   * @param identifier is used if the name is new
   * @param ownerQuota the most listed agents that one owner may have
   * @param cause of the listing; empty if the agent itself registers
   */
  public record Terms(String identifier, Instant now, int ownerQuota, Optional<Cause> cause) {
    public Terms(String identifier, Instant now, int ownerQuota) {
      this(identifier, now, ownerQuota, Optional.empty());
    }
  }

  /** A change of a record's state. */
  public record Change(AgentState state, Instant at, Cause cause) {}

  /**
   * The terms on which a quarantine ends.
   *
   * @param isGood tells whether a credential is in force now, but for its expiry
   */
  public record Release(Instant now, Cause cause, Predicate<CredentialKey> isGood) {}

  /**
   * Lists the agent under its credential.
   *
   * @throws ProblemException agent-already-registered when the record holds a newer credential,
   *     credential-revoked when this credential was revoked before, policy-denied when the owner
   *     has as many listed agents as it may have or the agent is in quarantine
   */
  public static Registered register(EntityManager em, AgentCredential credential, Terms terms) {
    Optional<AgentRow> known = lock(em, credential.agent());
    if (known.isEmpty()) {
      return create(em, credential, terms);
    }
    AgentRow row = known.get();
    row.requireNotQuarantined();
    boolean held = row.holds(CredentialKey.of(credential.certificate()));
    if (held) {
      row.requireNotRevoked();
      if (row.state() == AgentState.LISTED) {
        return registered(row, credential, Outcome.UNCHANGED);
      }
    } else {
      row.requireOlderThan(credential.certificate());
    }
    count(em, row, credential, terms);
    if (!held) {
      row.hold(credential);
      CapabilityRow.write(em, row.agentId(), credential.information().capabilities());
    }
    Reason reason = row.state() == AgentState.LISTED ? Reason.RENEWED : Reason.RETURNED;
    change(em, row, listing(credential, terms, reason));
    return registered(row, credential, Outcome.RENEWED);
  }

  /** The same, with the row stored, so that what follows in the unit of work finds it. */
  public static AgentRecord store(EntityManager em, AgentCredential credential, Terms terms) {
    AgentRecord record = register(em, credential, terms).record();
    em.flush();
    return record;
  }

  /** Lists an agent whose name no record has. */
  static Registered create(EntityManager em, AgentCredential credential, Terms terms) {
    OwnerRow.enter(em, credential.information().owner().value(), terms.ownerQuota());
    AgentRow row = new AgentRow(terms.identifier(), credential, terms.now());
    change(em, row, listing(credential, terms, Reason.REGISTERED));
    em.persist(row);
    CapabilityRow.writeNew(em, row.agentId(), credential.information().capabilities());
    return registered(row, credential, Outcome.CREATED);
  }

  private static Change listing(AgentCredential credential, Terms terms, Reason reason) {
    Cause cause = terms.cause().orElseGet(() -> Cause.of(reason, credential.agent().spiffeId()));
    return new Change(AgentState.LISTED, terms.now(), cause);
  }

  /** The record of a name, if it has one: its identifier, its credential's key and its state. */
  public record Held(String identifier, CredentialKey key, AgentState state) {}

  /** The record of this name, locked until the end of the transaction. */
  public static Optional<Held> held(EntityManager em, AgentId agent) {
    return lock(em, agent).map(row -> new Held(row.agentId(), row.key(), row.state()));
  }

  /**
   * Ends the listing of the agent, if its row still holds the credential of {@code record} and is
   * not in this state already. A revoked record stays revoked, and a quarantined one in quarantine:
   * its listing has ended when the quarantine ends.
   */
  public static boolean end(EntityManager em, AgentRecord record, Change change) {
    AgentRow row = lock(em, record.identifier());
    if (row == null
        || !row.holds(record.credential().key())
        || row.stateAfterQuarantine() == change.state()
        || row.stateAfterQuarantine() == AgentState.REVOKED) {
      return false;
    }
    end(em, row, change);
    return true;
  }

  /**
   * Puts the record into quarantine, whatever its state. The agent keeps its place among those of
   * its owner.
   *
   * @return whether it was not in quarantine before
   */
  public static boolean quarantine(EntityManager em, String identifier, Instant now, Cause cause) {
    AgentRow row = lock(em, identifier);
    if (row == null || row.state() == AgentState.QUARANTINED) {
      return false;
    }
    change(em, row, new Change(AgentState.QUARANTINED, now, cause));
    return true;
  }

  /**
   * Ends the quarantine of the record, which has the state then that it would have without the
   * quarantine.
   *
   * @return whether it was in quarantine
   * @throws ProblemException dependency-unavailable when the state of its credential is unknown
   */
  public static boolean release(EntityManager em, String identifier, Release release) {
    AgentRow row = lock(em, identifier);
    if (row == null || row.state() != AgentState.QUARANTINED) {
      return false;
    }
    AgentState next = row.stateAfterQuarantine();
    if (next == AgentState.LISTED) {
      next = released(row, release);
      if (next != AgentState.LISTED) {
        OwnerRow.leave(em, row.owner());
        removeIdentifiers(em, row, next);
      }
    }
    change(em, row, new Change(next, release.now(), release.cause()));
    return true;
  }

  private static AgentState released(AgentRow row, Release release) {
    if (row.isExpiredAt(release.now())) {
      return AgentState.EXPIRED;
    }
    return release.isGood().test(row.key()) ? AgentState.LISTED : AgentState.REVOKED;
  }

  /**
   * Gives the listed record a new revision, because something that belongs to it has changed.
   *
   * @return the revision; empty if the record is not listed with the credential of {@code record}
   */
  public static OptionalLong raise(EntityManager em, AgentRecord record) {
    AgentRow row = lock(em, record.identifier());
    if (row == null || row.state() != AgentState.LISTED || !row.holds(record.credential().key())) {
      return OptionalLong.empty();
    }
    raiseRevision(em, row);
    return OptionalLong.of(row.revision());
  }

  /** Ends the listing of the record that now holds this credential, if there is one. */
  public static boolean endRevoked(
      EntityManager em, CredentialKey credential, Instant now, Cause cause) {
    List<AgentRow> rows =
        em.createQuery(
                "select a from AgentRow a where a.issuerId = :issuer and a.serial = :serial",
                AgentRow.class)
            .setParameter("issuer", credential.issuer())
            .setParameter("serial", credential.serial().hex())
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultList();
    boolean changed = false;
    for (AgentRow row : rows) {
      if (row.stateAfterQuarantine() != AgentState.REVOKED) {
        end(em, row, new Change(AgentState.REVOKED, now, cause));
        changed = true;
      }
    }
    return changed;
  }

  /** Ends those of these listings whose credential has expired by this time, all together. */
  public static void endExpired(EntityManager em, List<String> identifiers, Instant now) {
    Change change = new Change(AgentState.EXPIRED, now, Cause.of(Reason.EXPIRED));
    em.createQuery(
            "select a from AgentRow a where a.agentId in :ids order by a.agentId", AgentRow.class)
        .setParameter("ids", identifiers)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .filter(row -> row.state() == AgentState.LISTED && row.isExpiredAt(now))
        .forEach(row -> end(em, row, change));
  }

  /** Changes the mark of the revisions, so that readers with an earlier mark begin anew. */
  static void mark(EntityManager em, String mark) {
    em.find(RevisionRow.class, RevisionRow.AGENTS, LockModeType.PESSIMISTIC_WRITE).mark(mark);
  }

  private static void end(EntityManager em, AgentRow row, Change change) {
    removeIdentifiers(em, row, change.state());
    if (row.stateAfterQuarantine() == AgentState.LISTED) {
      OwnerRow.leave(em, row.owner());
    }
    if (row.state() == AgentState.QUARANTINED) {
      RecordHistory.add(em, row.becomeAfterQuarantine(change));
      raiseRevision(em, row);
    } else {
      change(em, row, change);
    }
  }

  /** An agent that expires may renew its credential, and goes on; with another end all is over. */
  private static void removeIdentifiers(EntityManager em, AgentRow row, AgentState next) {
    if (next != AgentState.EXPIRED) {
      IdentifierTable.removeAll(em, row.agentId());
    }
  }

  private static void change(EntityManager em, AgentRow row, Change change) {
    RecordHistory.add(em, row.become(change));
    raiseRevision(em, row);
  }

  private static AgentRow lock(EntityManager em, String identifier) {
    return em.find(AgentRow.class, identifier, LockModeType.PESSIMISTIC_WRITE);
  }

  /** A listed agent that renews its credential needs no further place of its owner's quota. */
  private static void count(
      EntityManager em, AgentRow row, AgentCredential credential, Terms terms) {
    String owner = credential.information().owner().value();
    boolean listed = row.state() == AgentState.LISTED;
    if (listed && row.owner().equals(owner)) {
      return;
    }
    OwnerRow.enter(em, owner, terms.ownerQuota());
    if (listed) {
      OwnerRow.leave(em, row.owner());
    }
  }

  private static Registered registered(AgentRow row, AgentCredential credential, Outcome outcome) {
    return new Registered(row.record(credential.information().capabilities()), outcome);
  }

  private static Optional<AgentRow> lock(EntityManager em, AgentId agent) {
    return em.createQuery("select a from AgentRow a where a.name = :name", AgentRow.class)
        .setParameter("name", agent.toString())
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .findFirst();
  }

  /** Each change of a row has a number of its own, so that readers continue after any number. */
  private static void raiseRevision(EntityManager em, AgentRow row) {
    row.changedBy(
        em.find(RevisionRow.class, RevisionRow.AGENTS, LockModeType.PESSIMISTIC_WRITE).raise());
  }
}
