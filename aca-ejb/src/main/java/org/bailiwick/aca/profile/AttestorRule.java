package org.bailiwick.aca.profile;

import static org.bailiwick.aca.evidence.attestor.EvidenceRefusal.rejected;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.evidence.idevid.DeviceAuthenticator;

/**
 * The attestors that a profile requires.
 *
 * @param anyOf lists of attestors, of which one must be fulfilled as a whole
 */
public record AttestorRule(List<List<String>> anyOf) {

  private static final String MEMBER = "attestors";
  private static final AttestorRule DEVICE =
      new AttestorRule(List.of(List.of(DeviceAuthenticator.TYPE)));

  public AttestorRule {
    if (anyOf.isEmpty() || anyOf.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("each list of a profile's attestors must name one");
    }
    anyOf = List.copyOf(anyOf);
  }

  /** Reads a profile's file; by default a device's certificate is required. */
  static AttestorRule of(Claims profile) {
    if (profile.names().contains("anchors")) {
      // If the member were ignored, the default would replace the operator's requirement.
      throw new IllegalArgumentException("a profile's \"anchors\" are called \"attestors\" now");
    }
    return profile.names().contains(MEMBER) ? new AttestorRule(profile.textLists(MEMBER)) : DEVICE;
  }

  /** Whether a list has this attestor. */
  boolean names(String attestor) {
    return anyOf.stream().anyMatch(list -> list.contains(attestor));
  }

  /**
   * The subject that the ledger names for the credential: that of the first attestor of the first
   * list that is fulfilled.
   */
  AttestedSubject fulfilledBy(List<AttestedSubject> subjects) {
    Map<String, AttestedSubject> byAttestor =
        subjects.stream().collect(Collectors.toMap(AttestedSubject::type, Function.identity()));
    return anyOf.stream()
        .filter(byAttestor.keySet()::containsAll)
        .map(List::getFirst)
        .map(byAttestor::get)
        .findFirst()
        .orElseThrow(
            () ->
                rejected(
                    "profile-attestors",
                    "The evidence fulfils none of the profile's lists of attestors."));
  }
}
