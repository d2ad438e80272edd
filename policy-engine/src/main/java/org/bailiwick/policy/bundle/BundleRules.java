package org.bailiwick.policy.bundle;

import java.time.Instant;
import java.util.Objects;

/**
 * By what a bundle is verified.
 *
 * @param trustDomain the domain, such as {@code bank.example}
 * @param component the component that would use the policies: {@code authority}, {@code registry},
 *     {@code master}, {@code enforcement-point}
 * @param signatures the fewest officers that must have signed, whatever the bundle says
 * @param inForce what a new bundle must be higher than
 * @param at the moment at which certificates must be valid
 */
public record BundleRules(
    String trustDomain,
    String component,
    OfficerTrust officers,
    int signatures,
    InForce inForce,
    Instant at) {

  public BundleRules {
    Objects.requireNonNull(trustDomain);
    Objects.requireNonNull(component);
    Objects.requireNonNull(officers);
    Objects.requireNonNull(at);
  }

  /**
   * The policies in force.
   *
   * @param signatures the number of officers that they ask of their successor; 0 for a folder
   */
  public record InForce(long number, String digest, int signatures) {

    /** Before there are any, and for a bundle that was accepted before. */
    public static InForce none() {
      return new InForce(0, "", 0);
    }
  }
}
