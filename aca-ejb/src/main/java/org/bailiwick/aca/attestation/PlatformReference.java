package org.bailiwick.aca.attestation;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;

/**
 * Reference values for the PCRs of one kind of machine, from an operator's file.
 *
 * @param accepted values in lower-case hex, by number of the register
 */
record PlatformReference(String name, String bank, Map<Integer, Set<String>> accepted) {

  PlatformReference {
    if (accepted.isEmpty() || accepted.values().stream().anyMatch(Set::isEmpty)) {
      throw new IllegalArgumentException(
          "reference values of PCRs must have a register, and a value for each register");
    }
  }

  static PlatformReference of(Claims json) {
    Claims values =
        json.object("values")
            .orElseThrow(() -> new IllegalArgumentException("\"values\" is missing"));
    return new PlatformReference(
        json.text("name"),
        json.text("bank"),
        values.names().stream()
            .collect(Collectors.toMap(Integer::valueOf, name -> Set.copyOf(values.texts(name)))));
  }

  /** Whether each register of the reference was quoted with an accepted value. */
  boolean fits(PlatformState state) {
    return accepted.entrySet().stream()
        .allMatch(each -> each.getValue().contains(state.values().getOrDefault(each.getKey(), "")));
  }

  /** The registers that the reference names. */
  Set<Integer> registers() {
    return accepted.keySet();
  }
}
