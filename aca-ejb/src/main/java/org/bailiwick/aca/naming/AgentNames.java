package org.bailiwick.aca.naming;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The owners of agent names. A name belongs to the owner to whom it was first issued, until an
 * officer transfers it. Rows are never changed; that of the highest generation counts.
 */
@Singleton
public final class AgentNames {

  /** The number of the first generation of a name's ownership. */
  private static final int FIRST = 1;

  private final LedgerReader reader;

  @Inject
  public AgentNames(LedgerReader reader) {
    this.reader = reader;
  }

  /** The name's owner; empty when nobody was given it yet. */
  public Optional<Owner> ownerOf(AgentId agent) {
    return reader.read(em -> latest(em, agent)).map(AgentNameRow::owner);
  }

  /** Takes the name, or confirms that the owner has it; NAME_OWNED_BY_ANOTHER otherwise. */
  public static UnitOfWork claim(AgentId agent, NameGrant grant) {
    return em -> {
      Optional<Owner> owner = latest(em, agent).map(AgentNameRow::owner);
      if (owner.isEmpty()) {
        em.persist(new AgentNameRow(agent, FIRST, grant));
      } else if (!owner.get().equals(grant.owner())) {
        throw new ProblemException(
            ProblemType.NAME_OWNED_BY_ANOTHER,
            "name-owned-by-another",
            "The name belongs to another owner.");
      }
    };
  }

  /** Gives a name that somebody has to another owner; AGENT_UNKNOWN if nobody has it. */
  static UnitOfWork transfer(AgentId agent, NameGrant grant) {
    return em -> {
      AgentNameRow present =
          latest(em, agent)
              .orElseThrow(
                  () ->
                      new ProblemException(
                          ProblemType.AGENT_UNKNOWN, "name-unknown", "Nobody has this name."));
      if (!present.owner().equals(grant.owner())) {
        em.persist(new AgentNameRow(agent, present.generation() + 1, grant));
        em.flush();
      }
    };
  }

  /**
   * Generation by generation: few names are transferred, and a key is found faster than a query.
   */
  private static Optional<AgentNameRow> latest(EntityManager em, AgentId agent) {
    AgentNameRow latest = null;
    for (int generation = FIRST; ; generation++) {
      AgentNameKey key = new AgentNameKey(agent.trustDomain().name(), agent.name(), generation);
      AgentNameRow row = em.find(AgentNameRow.class, key);
      if (row == null) {
        return Optional.ofNullable(latest);
      }
      latest = row;
    }
  }
}
