package org.bailiwick.ars.records;

import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

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
   */
  public record Terms(String identifier, Instant now, int ownerQuota) {}

  /**
   * Lists the agent under its credential.
   *
   * @throws ProblemException agent-already-registered when the record holds a newer credential,
   *     credential-revoked when this credential was revoked before, policy-denied when the owner
   *     has as many listed agents as it may have
   */
  public static Registered register(EntityManager em, AgentCredential credential, Terms terms) {
    Optional<AgentRow> known = lock(em, credential.agent());
    if (known.isEmpty()) {
      OwnerRow.enter(em, credential.information().owner().value(), terms.ownerQuota());
      AgentRow row = new AgentRow(terms.identifier(), credential, terms.now());
      raiseRevision(em, row);
      em.persist(row);
      writeCapabilities(em, row, credential.information().capabilities());
      return registered(row, credential, Outcome.CREATED);
    }
    AgentRow row = known.get();
    boolean held = row.holds(CredentialKey.of(credential.certificate()));
    if (held) {
      requireNotRevoked(row);
      if (row.state() == AgentState.LISTED) {
        return registered(row, credential, Outcome.UNCHANGED);
      }
    } else {
      requireNewer(row, credential);
    }
    count(em, row, credential, terms);
    if (!held) {
      row.hold(credential);
      writeCapabilities(em, row, credential.information().capabilities());
    }
    row.become(AgentState.LISTED, terms.now());
    raiseRevision(em, row);
    return registered(row, credential, Outcome.RENEWED);
  }

  /**
   * Ends the listing of the agent, if its row still holds the credential of {@code record} and is
   * not in this state already. A revoked record stays revoked.
   */
  public static boolean end(EntityManager em, AgentRecord record, AgentState state, Instant now) {
    AgentRow row = em.find(AgentRow.class, record.identifier(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null
        || !row.holds(record.credential().key())
        || row.state() == state
        || row.state() == AgentState.REVOKED) {
      return false;
    }
    end(em, row, state, now);
    return true;
  }

  /** Ends the listing of the record that now holds this credential, if there is one. */
  public static boolean endRevoked(EntityManager em, CredentialKey credential, Instant now) {
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
      if (row.state() != AgentState.REVOKED) {
        end(em, row, AgentState.REVOKED, now);
        changed = true;
      }
    }
    return changed;
  }

  /** Changes the mark of the revisions, so that readers with an earlier mark begin anew. */
  static void mark(EntityManager em, String mark) {
    em.find(RevisionRow.class, RevisionRow.AGENTS, LockModeType.PESSIMISTIC_WRITE).mark(mark);
  }

  private static void end(EntityManager em, AgentRow row, AgentState state, Instant now) {
    if (row.state() == AgentState.LISTED) {
      OwnerRow.leave(em, row.owner());
    }
    row.become(state, now);
    raiseRevision(em, row);
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
    List<AgentRow> rows =
        em.createQuery("select a from AgentRow a where a.name = :name", AgentRow.class)
            .setParameter("name", agent.toString())
            .setLockMode(LockModeType.PESSIMISTIC_WRITE)
            .getResultList();
    return rows.stream().findFirst();
  }

  private static void requireNotRevoked(AgentRow row) {
    if (row.state() == AgentState.REVOKED) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_REVOKED,
          "registered-credential-revoked",
          "The registered credential was revoked");
    }
  }

  private static void requireNewer(AgentRow row, AgentCredential credential) {
    if (row.isNewerThan(credential.certificate())) {
      throw new ProblemException(
          ProblemType.AGENT_ALREADY_REGISTERED,
          "credential-superseded",
          "The agent is registered with a newer credential; this one was replaced");
    }
  }

  private static void writeCapabilities(
      EntityManager em, AgentRow row, CapabilitySet capabilities) {
    List<CapabilityRow> before =
        em.createQuery("select c from CapabilityRow c where c.agentId = :id", CapabilityRow.class)
            .setParameter("id", row.agentId())
            .getResultList();
    SortedSet<String> wanted = capabilities.texts();
    before.stream().filter(held -> !wanted.contains(held.capability())).forEach(em::remove);
    Set<String> kept = before.stream().map(CapabilityRow::capability).collect(Collectors.toSet());
    capabilities.stream()
        .filter(capability -> !kept.contains(capability.text()))
        .forEach(capability -> em.persist(new CapabilityRow(row.agentId(), capability)));
  }

  /** Each change of a row has a number of its own, so that readers continue after any number. */
  private static void raiseRevision(EntityManager em, AgentRow row) {
    row.changedBy(
        em.find(RevisionRow.class, RevisionRow.AGENTS, LockModeType.PESSIMISTIC_WRITE).raise());
  }
}
