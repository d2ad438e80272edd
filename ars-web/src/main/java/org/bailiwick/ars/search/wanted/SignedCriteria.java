package org.bailiwick.ars.search.wanted;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.ValidationMethod;

/**
 * Criteria about signed facts. A search has two such sets: what it requires, and what it prefers.
 *
 * @param segment name of a segment of the policies in force
 * @param validationMethods all of them are wanted
 */
public record SignedCriteria(
    List<WantedCapability> capabilities,
    Optional<String> owner,
    Optional<Locality> locality,
    Optional<String> segment,
    Optional<WantedAttestation> attestation,
    Set<String> validationMethods) {

  /** The names of the members of which criteria are read. */
  static final List<String> MEMBERS =
      List.of("capabilities", "owner", "locality", "segment", "attestation", "validation_methods");

  static final SignedCriteria NONE =
      new SignedCriteria(
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Set.of());

  static final int MOST_CAPABILITIES = 20;
  private static final int LONGEST = 255;

  static SignedCriteria read(SearchMembers members) {
    Set<String> methods = new LinkedHashSet<>();
    for (String text :
        members.texts("validation_methods", ValidationMethod.values().length, LONGEST)) {
      methods.add(ValidationMethod.parse(text).text());
    }
    return new SignedCriteria(
        members.list("capabilities", MOST_CAPABILITIES, WantedCapability::read),
        members.text("owner").map(text -> Owner.parse(text).value()),
        members.plain("locality", LONGEST).map(Locality::parse),
        members.plain("segment", LONGEST),
        members.members("attestation").map(WantedAttestation::read),
        methods);
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    capabilities.forEach(each -> names.add("capability " + each));
    owner.ifPresent(unused -> names.add("owner"));
    locality.ifPresent(unused -> names.add("locality"));
    segment.ifPresent(unused -> names.add("segment"));
    attestation.ifPresent(unused -> names.add("attestation"));
    if (!validationMethods.isEmpty()) {
      names.add("validation_methods");
    }
    return names;
  }

  /** The names of the criteria that the agent meets, in the order in which answers name them. */
  public List<String> met(SignedFacts agent, Set<String> segments, Instant now) {
    List<String> met = new ArrayList<>(names());
    met.removeAll(lacked(agent, segments, now));
    return met;
  }

  /**
   * The names of the criteria that the agent does not meet; of a capability with what was wanted.
   */
  public List<String> lacked(SignedFacts agent, Set<String> segments, Instant now) {
    List<String> lacked = new ArrayList<>();
    capabilities.stream()
        .filter(each -> each.coveredBy(agent.capabilities()).isEmpty())
        .forEach(each -> lacked.add("capability " + each));
    owner.filter(wanted -> !wanted.equals(agent.owner())).ifPresent(one -> lacked.add("owner"));
    locality
        .filter(wanted -> !wanted.has(agent.locator().getHost()))
        .ifPresent(one -> lacked.add("locality"));
    segment.filter(wanted -> !segments.contains(wanted)).ifPresent(one -> lacked.add("segment"));
    attestation
        .filter(wanted -> !wanted.isMetBy(agent.attestation(), now))
        .ifPresent(one -> lacked.add("attestation"));
    if (!agent.validationMethods().containsAll(validationMethods)) {
      lacked.add("validation_methods");
    }
    return lacked;
  }
}
