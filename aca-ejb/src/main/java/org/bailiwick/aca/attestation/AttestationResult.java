package org.bailiwick.aca.attestation;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A Verifier's answer (EAR): a status that is never better than the worst claim of the
 * trustworthiness vector, and the vector itself.
 *
 * @param verifier developer and build of the verifier (ear_verifier_id)
 * @param vector AR4SI claim name to value, without claims of value 0
 * @param policy identifier of the appraisal policy
 * @param findings names of the checks that were not affirming, worst first; empty if all were
 */
public record AttestationResult(
    String verifier,
    Status status,
    SortedMap<String, Integer> vector,
    String policy,
    List<String> findings,
    Instant appraisedAt) {

  /** The longest verifier or policy that the agent's certificate can name. */
  public static final int LONGEST_NAME = 255;

  private static final String NOBODY = "none";

  /** The statuses of an EAR. */
  public enum Status {
    NONE,
    AFFIRMING,
    WARNING,
    CONTRAINDICATED;

    /** The order of claims in a vector; a claim of tier NONE states nothing. */
    static final Comparator<Status> WORST_CLAIM_LAST = Comparator.naturalOrder();

    /** The worst first, by {@link #isWorseThan}. */
    public static final Comparator<Status> WORST_FIRST =
        Comparator.comparingInt(Status::severity).reversed();

    /** The tier of an AR4SI value (draft-ietf-rats-ar4si section 2.3.2). */
    public static Status ofClaim(int value) {
      int size = value < 0 ? -value - 1 : value;
      if (size < 2) {
        return NONE;
      }
      if (size < 32) {
        return AFFIRMING;
      }
      return size < 96 ? WARNING : CONTRAINDICATED;
    }

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Whether this status satisfies a profile that requires {@code required}. Affirming meets every
     * requirement and contraindicated none. WARNING and NONE meet only a requirement of the same
     * status: an applicant must not turn a warning into NONE by omitting evidence.
     */
    public boolean meets(Status required) {
      return this == AFFIRMING || (this == required && this != CONTRAINDICATED);
    }

    /** NONE is worse than affirming and better than a warning. */
    public boolean isWorseThan(Status other) {
      return severity() > other.severity();
    }

    private int severity() {
      return switch (this) {
        case AFFIRMING -> 0;
        case NONE -> 1;
        case WARNING -> 2;
        case CONTRAINDICATED -> 3;
      };
    }
  }

  /** The status that a vector allows: the tier of its worst claim, or NONE without claims. */
  public static Status worstOf(SortedMap<String, Integer> vector) {
    return vector.values().stream()
        .map(Status::ofClaim)
        .max(Status.WORST_CLAIM_LAST)
        .orElse(Status.NONE);
  }

  /** The result of an applicant without evidence to appraise. */
  public static AttestationResult nothingAttested(Instant now) {
    return new AttestationResult(
        NOBODY, Status.NONE, new TreeMap<>(), "none", List.of("attestation-missing"), now);
  }

  /** Whether anything was appraised at all. */
  public boolean isAppraised() {
    return !verifier.equals(NOBODY);
  }

  /**
   * Joins two results about the same applicant: the worse value of each claim, and the worse
   * status, since a Verifier may state a status worse than its claims. It is as old as the older.
   */
  public AttestationResult and(AttestationResult other) {
    boolean otherIsWorse = other.status.isWorseThan(status);
    AttestationResult worse = otherIsWorse ? other : this;
    AttestationResult better = otherIsWorse ? this : other;
    return new AttestationResult(
        joined(verifier, other.verifier),
        worse.status,
        worseOfEach(vector, other.vector),
        joined(policy, other.policy),
        Stream.of(worse, better).flatMap(result -> result.findings.stream()).toList(),
        appraisedAt.isBefore(other.appraisedAt) ? appraisedAt : other.appraisedAt);
  }

  /** The worse value of each claim in one of two vectors. */
  public static SortedMap<String, Integer> worseOfEach(
      SortedMap<String, Integer> one, SortedMap<String, Integer> other) {
    SortedMap<String, Integer> all = new TreeMap<>(one);
    other.forEach((claim, value) -> all.merge(claim, value, AttestationResult::worse));
    return all;
  }

  private static int worse(int one, int other) {
    return Status.WORST_CLAIM_LAST.compare(Status.ofClaim(one), Status.ofClaim(other)) < 0
        ? other
        : one;
  }

  /** Both names, or one if they are equal, cut to the length that a certificate can hold. */
  private static String joined(String one, String other) {
    String all = one.equals(other) ? one : one + "," + other;
    return all.substring(0, Math.min(all.length(), LONGEST_NAME));
  }

  /** One line for the ledger: status, policy and vector. */
  public String summary() {
    return status.text() + " " + policy + " " + vector;
  }
}
