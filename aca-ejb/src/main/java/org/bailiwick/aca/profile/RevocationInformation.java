package org.bailiwick.aca.profile;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Whether credentials of a profile name the places where their status is published. */
public enum RevocationInformation {
  /** The credential names CRL and OCSP responder. */
  PUBLISHED,

  /** The credential says that no revocation information is available (RFC 9608). */
  NONE;

  /**
   * RFC 9608 section 1 is for lives "shorter than the time needed to detect, report, and distribute
   * revocation information". By default a CRL comes every hour, so it would list few such
   * credentials before they expire.
   */
  private static final Duration LONGEST_WITHOUT = Duration.ofHours(1);

  /** Reads a profile's file; published by default. */
  static RevocationInformation parse(Optional<String> text) {
    return text.map(word -> valueOf(word.toUpperCase(Locale.ROOT))).orElse(PUBLISHED);
  }

  /** Refuses a profile whose credentials live too long, or belong on a partial CRL. */
  void requireFitting(Duration validity, Optional<Integer> crlShard) {
    if (this == NONE && validity.compareTo(LONGEST_WITHOUT) > 0) {
      throw new IllegalArgumentException(
          "the validity of a profile without revocation information must be at most an hour");
    }
    if (this == NONE && crlShard.isPresent()) {
      throw new IllegalArgumentException(
          "a profile without revocation information can't have a crl_shard");
    }
  }
}
