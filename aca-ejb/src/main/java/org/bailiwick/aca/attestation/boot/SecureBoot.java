package org.bailiwick.aca.attestation.boot;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.bailiwick.aca.claims.Octets;

/**
 * Whether firmware verified what it started (UEFI Secure Boot), by its own events in PCR 7.
 *
 * <p>Firmware measures the variable before it ends its part with a separator. Up to there each
 * event must prove its data: otherwise a log could call the variable's event by another name, and
 * show as the variable what malware has measured later.
 */
enum SecureBoot {
  ON,
  OFF,
  /** The log does not prove the one nor the other. */
  NOT_PROVED;

  static final int REGISTER = 7;

  private static final String VARIABLE = "SecureBoot";
  private static final Octets SET = Octets.of(new byte[] {1});

  /** With this, firmware lets a debugger in (Firmware Profile, PCR 7). */
  private static final byte[] DEBUG_MODE = "UEFI Debug Mode".getBytes(StandardCharsets.US_ASCII);

  static SecureBoot of(BootLog log) {
    SecureBoot found = NOT_PROVED;
    for (BootEvent event : log.measured(REGISTER)) {
      if (!event.isProvedByDigest()) {
        return NOT_PROVED;
      }
      if (FixedEvent.isSeparatorOfAnyKind(event)) {
        return FixedEvent.isSeparator(event) ? found : NOT_PROVED;
      }
      Optional<UefiVariable> variable =
          UefiVariable.find(event.data().bytes()).filter(each -> each.isGlobal(VARIABLE));
      boolean off = variable.filter(each -> !each.value().equals(SET)).isPresent();
      if (off || isDebugMode(event)) {
        return OFF;
      }
      if (variable.isPresent()) {
        found = ON;
      }
    }
    return NOT_PROVED; // firmware had not ended its part
  }

  /** With or without an octet of zero at the end. */
  private static boolean isDebugMode(BootEvent event) {
    byte[] data = event.data().bytes();
    int length = data.length > 0 && data[data.length - 1] == 0 ? data.length - 1 : data.length;
    return Arrays.equals(data, 0, length, DEBUG_MODE, 0, DEBUG_MODE.length);
  }
}
