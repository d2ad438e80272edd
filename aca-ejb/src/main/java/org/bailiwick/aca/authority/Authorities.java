package org.bailiwick.aca.authority;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The issuers of this node. Everything in the ledger is keyed by one of their ids. */
public final class Authorities {

  private final Map<String, Authority> byId = new TreeMap<>();
  private final String issuing;
  private final String operators;

  /**
   * @param issuing id of the authority that issues to agents and nodes now
   * @param operators id of the authority whose certificates authorise operators and nodes
   */
  public Authorities(List<Authority> all, String issuing, String operators) {
    all.forEach(each -> byId.put(each.id(), each));
    this.issuing = issuing;
    this.operators = operators;
    if (!byId.containsKey(issuing) || !byId.containsKey(operators)) {
      throw new IllegalStateException(
          "the ceremony record lists no issuer " + issuing + " or no " + operators);
    }
  }

  public Authority issuing() {
    return byId.get(issuing);
  }

  public Authority operators() {
    return byId.get(operators);
  }

  /** All that have a key here and so keep a CRL. */
  public List<Authority> all() {
    return List.copyOf(byId.values());
  }

  public Optional<Authority> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** The authority of this id, NOT_FOUND if there is none. */
  public Authority require(String id) {
    return find(id)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND, "issuer-unknown", "There is no such issuer here."));
  }
}
