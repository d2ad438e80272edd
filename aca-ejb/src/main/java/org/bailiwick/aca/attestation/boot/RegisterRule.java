package org.bailiwick.aca.attestation.boot;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bailiwick.aca.claims.Claims;

/**
 * What an operator accepts in one register: its value as a whole, or the digests of its events.
 *
 * @param values whole values, of which the register must have one; if there are none, the events
 *     are judged
 * @param required digests that must occur; in an open register before the separator, because
 *     afterwards whatever was started can extend the register by them
 * @param digests digests that may occur, one of which must
 * @param others whether digests that are not listed may occur too: the register is open
 */
record RegisterRule(Set<String> values, Set<String> required, Set<String> digests, boolean others) {

  private static final Set<String> MEMBERS = Set.of("values", "required", "digests", "others");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

  static RegisterRule of(Claims json) {
    BootReference.requireKnown(json, MEMBERS);
    Set<String> values = digests(json, "values");
    RegisterRule rule =
        new RegisterRule(
            values, digests(json, "required"), digests(json, "digests"), json.flag("others"));
    if (!values.isEmpty() && json.names().size() > 1) {
      throw new IllegalArgumentException(
          "a register of a boot reference must have values, or rules for its events, not both");
    }
    if (rule.others && !rule.digests.isEmpty()) {
      throw new IllegalArgumentException(
          "in an open register (others) any digest may occur, so digests would say nothing");
    }
    return rule;
  }

  private static Set<String> digests(Claims json, String name) {
    if (!json.names().contains(name)) {
      return Set.of();
    }
    List<String> texts = json.texts(name);
    if (texts.isEmpty() || !texts.stream().allMatch(text -> DIGEST.matcher(text).matches())) {
      throw new IllegalArgumentException(
          "\"" + name + "\" of a boot reference must have SHA-256 digests in lower-case hex");
    }
    return Set.copyOf(texts);
  }

  boolean judgesEvents() {
    return values.isEmpty();
  }

  /** Whether something must occur in a register where anything may. */
  boolean requiresInOpenRegister() {
    return others && !required.isEmpty();
  }

  /** The first check that the events of the register do not pass. */
  Optional<String> fault(List<BootEvent> events, boolean ofFirmware) {
    for (BootEvent event : events) {
      if (!others && !EventType.isKnown(event.type())) {
        return Optional.of("attestation-boot-event-type");
      }
      if (!accepts(event)) {
        return Optional.of("attestation-boot-digest");
      }
    }
    List<BootEvent> counted = others ? FixedEvent.beforeSeparator(events) : events;
    Set<String> found = counted.stream().map(BootEvent::digest).collect(Collectors.toSet());
    boolean noneOfDigests = !digests.isEmpty() && digests.stream().noneMatch(found::contains);
    if (noneOfDigests || !found.containsAll(required)) {
      return Optional.of("attestation-boot-missing");
    }
    return ofFirmware && !FixedEvent.hasSeparator(events)
        ? Optional.of("attestation-boot-separator")
        : Optional.empty();
  }

  private boolean accepts(BootEvent event) {
    return others
        || required.contains(event.digest())
        || digests.contains(event.digest())
        || FixedEvent.isOnAnyMachine(event);
  }
}
