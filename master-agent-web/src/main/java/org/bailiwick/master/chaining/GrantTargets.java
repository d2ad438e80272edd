package org.bailiwick.master.chaining;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.grants.GrantTarget;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * The authorization servers of partners for which agents may get grants, by present description.
 */
final class GrantTargets {

  private final PartnerDirectory partners;

  GrantTargets(PartnerDirectory partners) {
    this.partners = partners;
  }

  /** A partner's server as the description has it. */
  record Found(TrustDomain domain, GrantTarget target) {

    /** What of this scope has a word there. */
    CapabilitySet translatable(CapabilitySet scope) {
      return CapabilitySet.of(
          scope.stream().filter(each -> target.scopeOf(each).isPresent()).toList());
    }

    /** The scope in the partner's words. */
    String translate(CapabilitySet scope) {
      if (scope.isEmpty()) {
        throw tooWide("scope-empty", "No part of the scope has a word at the other domain.");
      }
      return String.join(" ", scope.stream().map(this::word).distinct().sorted().toList());
    }

    private String word(Capability capability) {
      return target
          .scopeOf(capability)
          .orElseThrow(
              () ->
                  tooWide(
                      "scope-untranslated",
                      "A part of the scope has no word at the other domain."));
    }
  }

  /**
   * The server with this issuer id.
   *
   * @throws ProblemException malformed-request with a check that begins with "target" when there is
   *     none, or no such resource of it
   */
  Found require(String audience, Optional<String> resource) {
    List<Found> found =
        partners.partners().stream()
            .flatMap(
                partner ->
                    partner.grantsTo().stream().map(target -> new Found(partner.domain(), target)))
            .filter(each -> each.target().audience().equals(audience))
            .toList();
    if (found.size() > 1) {
      throw unknown("target-ambiguous", "Two partners have this authorization server.");
    }
    if (found.isEmpty()) {
      throw unknown("target-unknown", "This server makes no grants for this target.");
    }
    Found only = found.getFirst();
    if (resource.filter(wanted -> !only.target().resources().contains(wanted)).isPresent()) {
      throw unknown("target-resource", "The target is not known to have this resource.");
    }
    return only;
  }

  private static ProblemException unknown(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  private static ProblemException tooWide(String check, String detail) {
    return new ProblemException(ProblemType.SCOPE_TOO_WIDE, check, detail);
  }
}
