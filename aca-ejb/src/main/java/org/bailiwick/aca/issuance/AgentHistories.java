package org.bailiwick.aca.issuance;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.ledger.IssuanceLedger;
import org.bailiwick.aca.naming.AgentNames;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.WorkloadId;
import org.bailiwick.node.lookup.FoundRow;
import org.bailiwick.node.lookup.LookupAnswers;
import org.bailiwick.node.lookup.RowLookup;

/** Reads the histories of names, each with one statement. */
@Singleton
record AgentHistories(Authorities authorities, @ForAca DataSource database) {

  @Inject
  AgentHistories {}

  AgentHistory of(WorkloadId workload) {
    Authority issuer = authorities.agentIssuer();
    RowLookup name = AgentNames.lookup(workload);
    RowLookup latest = IssuanceLedger.latestOfLookup(issuer.id(), workload.toString());
    try (LookupAnswers found = LookupAnswers.committed(database, name, latest)) {
      return new AgentHistory(
          issuer,
          found.row(name).map(AgentNames::owner),
          found.row(latest).map(FoundRow::first).map(SerialNumber::parse));
    }
  }
}
