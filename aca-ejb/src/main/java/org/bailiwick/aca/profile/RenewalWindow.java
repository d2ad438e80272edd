package org.bailiwick.aca.profile;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bailiwick.contract.credential.SerialNumber;

/**
 * The part of a credential's life in which it is to be renewed, in per cent of its whole. The time
 * depends on the random serial number: credentials that were issued together are renewed at
 * different times, and each always at the same time.
 */
public record RenewalWindow(int fromPercent, int toPercent) {

  static final RenewalWindow DEFAULT = new RenewalWindow(50, 75);

  private static final int WHOLE = 100;
  private static final int STEPS = 1 << 16;

  public RenewalWindow {
    if (fromPercent < 1 || fromPercent > toPercent || toPercent >= WHOLE) {
      throw new IllegalArgumentException(
          "a renewal window must be within 1 to 99 per cent of a credential's life");
    }
  }

  /**
   * The time to renew the credential, in whole seconds. Its life counts from its issue: of one that
   * lives for some minutes, the time for which it is backdated would be the greater part, and the
   * time to renew it would have come before it was issued.
   */
  public Instant timeFor(SerialNumber serial, Instant issuedAt, Instant notAfter) {
    Instant begin = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    Duration life = Duration.between(begin, notAfter);
    long step = serial.value().intValue() & (STEPS - 1);
    long percentSteps = (long) fromPercent * STEPS + (toPercent - fromPercent) * step;
    return begin.plusSeconds(life.toSeconds() * percentSteps / (WHOLE * (long) STEPS));
  }
}
