package org.bailiwick.master.risk;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFacts;

/** Tells from memory which risk a subject is now. */
public final class Risks {

  private final ReportedFacts facts;

  public Risks(ReportedFacts facts) {
    this.facts = facts;
  }

  /**
   * The highest risk that is reported of the subject now, or of the trust domain of a workload;
   * none if nothing is reported, and empty while this node has not read yet what is.
   *
   * @param subject a SPIFFE id, {@code <issuer>#<sub>}, or the name of an account
   */
  public Optional<RiskLevel> of(String subject) {
    return facts.isComplete()
        ? Optional.of(
            Stream.concat(Stream.of(subject), domainOf(subject).stream())
                .flatMap(named -> facts.of(FactKind.RISK, named).stream())
                .flatMap(fact -> RiskLevel.find(fact.stated()).stream())
                .max(Comparator.naturalOrder())
                .orElse(RiskLevel.NONE))
        : Optional.empty();
  }

  /** The name of the trust domain of a workload, as a subject of its own. */
  private static Optional<String> domainOf(String subject) {
    if (!subject.startsWith(SpiffeId.SCHEME)) {
      return Optional.empty();
    }
    int path = subject.indexOf('/', SpiffeId.SCHEME.length());
    return path < 0 ? Optional.empty() : Optional.of(subject.substring(0, path));
  }
}
