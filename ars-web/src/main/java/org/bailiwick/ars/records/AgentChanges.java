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
   * Lists the agent under its credential; {@code identifier} is used if the name is new.
   *
   * @throws ProblemException agent-already-registered when the record holds a newer credential,
   *     credential-revoked when this credential was revoked before
   */
  public static Registered register(
      EntityManager em, AgentCredential credential, String identifier, Instant now) {
    Optional<AgentRow> known = lock(em, credential.agent());
    if (known.isEmpty()) {
      AgentRow row = new AgentRow(identifier, credential, now);
      em.persist(row);
      writeCapabilities(em, row, credential.information().capabilities());
      raiseRevision(em);
      return registered(row, credential, Outcome.CREATED);
    }
    AgentRow row = known.get();
    if (row.holds(CredentialKey.of(credential.certificate()))) {
      requireNotRevoked(row);
      if (row.state() == AgentState.LISTED) {
        return registered(row, credential, Outcome.UNCHANGED);
      }
    } else {
      requireNewer(row, credential);
      row.hold(credential);
      writeCapabilities(em, row, credential.information().capabilities());
    }
    row.become(AgentState.LISTED, now);
    raiseRevision(em);
    return registered(row, credential, Outcome.RENEWED);
  }

  /**
   * Ends the listing of the agent, if its row still holds the credential of {@code record} and is
   * not in this state already. A revoked record stays revoked.
   */
  public static boolean end(EntityManager em, AgentRecord record, AgentState state, Instant now) {
    AgentRow row = em.find(AgentRow.class, record.identifier(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null
        || !row.holds(CredentialKey.of(record.certificate()))
        || row.state() == state
        || row.state() == AgentState.REVOKED) {
      return false;
    }
    row.become(state, now);
    raiseRevision(em);
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
        row.become(AgentState.REVOKED, now);
        changed = true;
      }
    }
    if (changed) {
      raiseRevision(em);
    }
    return changed;
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

  private static void raiseRevision(EntityManager em) {
    em.find(RevisionRow.class, RevisionRow.AGENTS, LockModeType.PESSIMISTIC_WRITE).raise();
  }
}
