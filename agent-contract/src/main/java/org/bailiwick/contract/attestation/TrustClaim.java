package org.bailiwick.contract.attestation;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The claims of a trustworthiness vector (draft-ietf-rats-ar4si section 2.3), in the order of their
 * numbers, which begin with 0 and have no gap.
 */
public enum TrustClaim {
  INSTANCE_IDENTITY(0),
  CONFIGURATION(1),
  EXECUTABLES(2),
  FILE_SYSTEM(3),
  HARDWARE(4),
  RUNTIME_OPAQUE(5),
  STORAGE_OPAQUE(6),
  SOURCED_DATA(7);

  private final int number;

  TrustClaim(int number) {
    this.number = number;
  }

  /** The number, by which binary encodings name the claim. */
  public int number() {
    return number;
  }

  /** The name in AR4SI and EAR, such as {@code instance-identity}. */
  public String text() {
    return attribute().replace('_', '-');
  }

  /** The name in policies, such as {@code instance_identity}. */
  public String attribute() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The claim of this name in AR4SI; empty for every other text. */
  public static Optional<TrustClaim> find(String text) {
    return Arrays.stream(values()).filter(claim -> claim.text().equals(text)).findFirst();
  }

  /** The names in AR4SI, in the order of the numbers. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(TrustClaim::text).toList();
  }
}
