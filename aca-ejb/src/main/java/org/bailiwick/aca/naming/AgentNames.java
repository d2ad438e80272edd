package org.bailiwick.aca.naming;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.bailiwick.aca.ForAca;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.contract.identity.WorkloadKind;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupAnswers;
import org.bailiwick.node.lookup.LookupStatement;
import org.bailiwick.node.lookup.RowLookup;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The owners of the names of workloads. A name of one kind is another name than the same text of
 * another kind. A name belongs to the owner to whom it was first issued, until an officer transfers
 * it. Rows are never changed; the row of the highest generation is valid.
 */
@Singleton
public final class AgentNames {

  /** The number of the first generation of a name's ownership. */
  private static final int FIRST = 1;

  private static final String KIND_SEPARATOR = "/";

  private static final String OWNER_COLUMNS =
      "n.name, n.owner, cast(n.generation as varchar(11)), " + LookupStatement.NO_TIME;

  private static final String LATEST_GENERATION =
      "from agent_name n where n.trust_domain = ? and not exists (select 1 from agent_name h"
          + " where h.trust_domain = n.trust_domain and h.name = n.name"
          + " and h.generation > n.generation) and n.name in (:key)";

  private final DataSource database;

  @Inject
  public AgentNames(@ForAca DataSource database) {
    this.database = database;
  }

  /** The name's owner; empty if it has none yet. */
  public Optional<Owner> ownerOf(WorkloadId workload) {
    RowLookup name = lookup(workload);
    try (LookupAnswers found = LookupAnswers.committed(database, name)) {
      return found.row(name).map(AgentNames::owner);
    }
  }

  /** The lookup of the row with the name's owner. */
  public static RowLookup lookup(WorkloadId workload) {
    return new LookupStatement(
            OWNER_COLUMNS, LATEST_GENERATION, List.of(workload.trustDomain().name()))
        .at(stored(workload));
  }

  /**
   * The text of the name column: the name of an agent, and kind and name of any other workload, in
   * the form {@code service/broker}. A slash is in no name.
   */
  static String stored(WorkloadId workload) {
    return workload.isAgent()
        ? workload.name()
        : workload.kind().text() + KIND_SEPARATOR + workload.name();
  }

  /** The SPIFFE id of the workload whose name column has this text. */
  public static String idOf(String trustDomain, String stored) {
    String path =
        stored.contains(KIND_SEPARATOR)
            ? stored
            : WorkloadKind.AGENT.text() + KIND_SEPARATOR + stored;
    return SpiffeId.SCHEME + trustDomain + KIND_SEPARATOR + path;
  }

  /** The owner that this row names. */
  public static Owner owner(FoundRow row) {
    return new Owner(row.first());
  }

  /** Gives the owner a free name; NAME_OWNED_BY_ANOTHER if another owner has it. */
  public static UnitOfWork assign(WorkloadId workload, NameGrant grant) {
    RowLookup name = lookup(workload);
    return UnitOfWork.asking(
        List.of(name),
        em -> {
          Optional<Owner> owner = name.row(em).map(AgentNames::owner);
          if (owner.isEmpty()) {
            em.persist(new AgentNameRow(workload, FIRST, grant));
            name.become(row(grant, FIRST));
          } else if (!owner.get().equals(grant.owner())) {
            throw new ProblemException(
                ProblemType.NAME_OWNED_BY_ANOTHER,
                "name-owned-by-another",
                "The name belongs to another owner.");
          }
        });
  }

  private static FoundRow row(NameGrant grant, int generation) {
    return FoundRow.of(grant.owner().value(), Integer.toString(generation));
  }

  /** Gives an owned name to another owner; AGENT_UNKNOWN if it has no owner. */
  static UnitOfWork transfer(WorkloadId workload, NameGrant grant) {
    RowLookup name = lookup(workload);
    return UnitOfWork.asking(
        List.of(name),
        em -> {
          FoundRow present =
              name.row(em)
                  .orElseThrow(
                      () ->
                          new ProblemException(
                              ProblemType.AGENT_UNKNOWN, "name-unknown", "Nobody has this name."));
          if (!owner(present).equals(grant.owner())) {
            int generation = Integer.parseInt(present.second()) + 1;
            em.persist(new AgentNameRow(workload, generation, grant));
            name.become(row(grant, generation));
          }
        });
  }
}
