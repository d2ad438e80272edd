package org.bailiwick.aca.attestation.boot;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.credential.Sha256;

/**
 * Events whose data the TCG PC Client Platform Firmware Profile fixes, so that they are the same on
 * every machine: the separators between firmware and boot loader, and the notes about a start. They
 * are recognised by digest.
 */
final class FixedEvent {

  private static final int SEPARATOR_OCTETS = 4;
  private static final Set<String> SEPARATORS =
      Stream.of(new byte[SEPARATOR_OCTETS], new byte[] {-1, -1, -1, -1})
          .map(Sha256::hex)
          .collect(Collectors.toUnmodifiableSet());
  private static final Set<String> ACTIONS =
      Stream.of(
              "Calling EFI Application from Boot Option",
              "Returning from EFI Application from Boot Option",
              "Exit Boot Services Invocation",
              "Exit Boot Services Returned with Failure",
              "Exit Boot Services Returned with Success")
          .map(text -> Sha256.hex(text.getBytes(StandardCharsets.US_ASCII)))
          .collect(Collectors.toUnmodifiableSet());

  private FixedEvent() {}

  /** Whether firmware ended its part without an error. */
  static boolean isSeparator(BootEvent event) {
    return SEPARATORS.contains(event.digest());
  }

  /** Whether this is the form of a separator, as that of an error is too. */
  static boolean isSeparatorOfAnyKind(BootEvent event) {
    return isSeparator(event) || event.data().size() == SEPARATOR_OCTETS;
  }

  /** Whether every machine may have measured it. */
  static boolean isOnAnyMachine(BootEvent event) {
    return isSeparator(event) || ACTIONS.contains(event.digest());
  }

  /** What was measured while only firmware ran, and what it has verified. */
  static List<BootEvent> beforeSeparator(List<BootEvent> events) {
    return events.stream().takeWhile(event -> !isSeparator(event)).toList();
  }

  static boolean hasSeparator(List<BootEvent> events) {
    return events.stream().anyMatch(FixedEvent::isSeparator);
  }
}
