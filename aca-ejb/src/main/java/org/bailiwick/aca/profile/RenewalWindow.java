package org.bailiwick.aca.profile;

import java.time.Duration;
import java.time.Instant;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The part of a credential's life in which it is to be renewed, in per cent of its whole. The time
 * within it depends on the random serial number: credentials that were issued together are renewed
 * at different times, and the answer for one credential is always the same.
 */
public record RenewalWindow(int fromPercent, int toPercent) {

  static final RenewalWindow DEFAULT = new RenewalWindow(50, 75);

  private static final int WHOLE = 100;
  private static final int GRAINS = 1 << 16;

  public RenewalWindow {
    if (fromPercent < 1 || fromPercent > toPercent || toPercent >= WHOLE) {
      throw new IllegalArgumentException(
          "a renewal window is within 1 to 99 per cent of a credential's life");
    }
  }

  /** When the credential is to be renewed, to the second. */
  public Instant timeFor(SerialNumber serial, Instant notBefore, Instant notAfter) {
    Duration life = Duration.between(notBefore, notAfter);
    long grain = serial.value().intValue() & (GRAINS - 1);
    long percentGrains = (long) fromPercent * GRAINS + (toPercent - fromPercent) * grain;
    return notBefore.plusSeconds(life.toSeconds() * percentGrains / (WHOLE * (long) GRAINS));
  }
}
