package org.bailiwick.ars.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The domains in which a search looks.
 *
 * @param own whether this domain is among them
 * @param foreign the others
 */
record WantedDomains(boolean own, List<TrustDomain> foreign) {
  private static final String ALL = "*";

  /**
   * Reads the names of a search; {@code *} stands for this domain and all others with which an
   * agreement takes agents over.
   *
   * @throws ProblemException malformed-request if there is no such agreement
   */
  static WantedDomains of(
      List<String> names, TrustDomain ownDomain, Map<TrustDomain, MirrorFreshness.Domain> agreed) {
    if (names.contains(ALL)) {
      return new WantedDomains(true, List.copyOf(agreed.keySet()));
    }
    List<TrustDomain> foreign = new ArrayList<>();
    for (String name : names) {
      TrustDomain domain = TrustDomain.parse(name);
      if (agreed.containsKey(domain)) {
        foreign.add(domain);
      } else if (!domain.equals(ownDomain)) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "search-domain",
            "There is no agreement by which agents of " + domain + " are known here");
      }
    }
    return new WantedDomains(names.contains(ownDomain.name()), List.copyOf(foreign));
  }
}
