package org.bailiwick.master.account;

import java.time.Duration;
import org.bailiwick.node.settings.Settings;

/**
 * Bounds of accounts.
 *
 * @param lifetime the longest time of an account
 * @param secretLifetime the time of a secret, unless its account ends earlier
 * @param overlap the longest time for which a secret counts beside the next one
 * @param checksAtOnce the most passwords that are verified at once
 */
public record AccountSettings(
    Duration lifetime, Duration secretLifetime, Duration overlap, int checksAtOnce) {

  private static final String LIFETIME = "master.account-lifetime";
  private static final String SECRET_LIFETIME = "master.account-secret-lifetime";
  private static final String OVERLAP = "master.account-secret-overlap";

  public static AccountSettings read(Settings settings) {
    AccountSettings read =
        new AccountSettings(
            settings.duration(LIFETIME, Duration.ofDays(365)),
            settings.duration(SECRET_LIFETIME, Duration.ofDays(90)),
            settings.duration(OVERLAP, Duration.ofDays(7)),
            settings.number("master.password-checks", 2, new Settings.Range(1, 16)));
    if (read.secretLifetime.compareTo(read.lifetime) > 0) {
      settings.fault(SECRET_LIFETIME, "must not be longer than " + LIFETIME);
    }
    if (read.overlap.compareTo(read.secretLifetime) > 0) {
      settings.fault(OVERLAP, "must not be longer than " + SECRET_LIFETIME);
    }
    return read;
  }
}
