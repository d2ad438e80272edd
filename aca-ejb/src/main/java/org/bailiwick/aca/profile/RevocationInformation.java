package org.bailiwick.aca.profile;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Whether credentials of a profile tell relying parties where their status is found. */
public enum RevocationInformation {
  /** By CRL and OCSP. */
  PUBLISHED,

  /** Nowhere: such a credential says that none is available (RFC 9608). */
  NONE;

  /**
   * RFC 9608 section 1 is for lives "shorter than the time needed to detect, report, and distribute
   * revocation information". A CRL here is an hour old, by default, when the next one comes, and
   * may be used for longer; whoever reads CRLs learns little that an end within the hour doesn't
   * say.
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
          "a profile without revocation information is valid for an hour at most");
    }
    if (this == NONE && crlShard.isPresent()) {
      throw new IllegalArgumentException(
          "a profile without revocation information is on no CRL of its own");
    }
  }
}
