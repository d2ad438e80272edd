package org.bailiwick.aca.profile;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Which kinds of initial trust will do.
 *
 * @param anyOf one of these lists must be fulfilled, each by all of its types
 */
public record AnchorRule(List<List<String>> anyOf) {

  private static final String MEMBER = "anchors";
  private static final AnchorRule DEVICE =
      new AnchorRule(List.of(List.of(DeviceAuthenticator.TYPE)));

  public AnchorRule {
    if (anyOf.isEmpty() || anyOf.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a profile asks for an anchor in each of its lists");
    }
    anyOf = List.copyOf(anyOf);
  }

  /** Reads a profile's file; by default a device's certificate is required. */
  static AnchorRule of(Claims profile) {
    return profile.names().contains(MEMBER) ? new AnchorRule(profile.textLists(MEMBER)) : DEVICE;
  }

  /** Whether some list asks for this type. */
  boolean names(String type) {
    return anyOf.stream().anyMatch(list -> list.contains(type));
  }

  /**
   * The anchor for which the ledger names the credential: the first type of the first list that is
   * fulfilled.
   */
  TrustedAnchor fulfilledBy(List<TrustedAnchor> anchors) {
    Map<String, TrustedAnchor> byType =
        anchors.stream().collect(Collectors.toMap(TrustedAnchor::type, Function.identity()));
    return anyOf.stream()
        .filter(byType.keySet()::containsAll)
        .map(List::getFirst)
        .map(byType::get)
        .findFirst()
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.EVIDENCE_REJECTED,
                    "profile-anchors",
                    "The profile asks for other evidence of who stands behind the agent."));
  }
}
