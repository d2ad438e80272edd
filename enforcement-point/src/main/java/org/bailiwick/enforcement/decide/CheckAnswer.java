package org.bailiwick.enforcement.decide;

import java.util.List;
import java.util.Optional;

/**
 * Whether a request may pass.
 *
 * @param reasons codes, in the order of the policies; never empty for a denial
 * @param policyVersion the policies that decided; empty if none were asked
 * @param subject the SPIFFE id of the caller, if it was verified
 */
public record CheckAnswer(
    boolean permitted,
    List<String> reasons,
    Optional<String> policyVersion,
    Optional<String> subject) {
  public CheckAnswer {
    reasons = List.copyOf(reasons);
  }

  /** A denial for which no policy was asked. */
  static CheckAnswer denied(String reason, Optional<String> subject) {
    return new CheckAnswer(false, List.of(reason), Optional.empty(), subject);
  }
}
