package org.bailiwick.contract.attestation;

import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The root of trust on which verified evidence rests.
 *
 * @param kind the attestor that has verified the evidence, such as {@code tpm}
 * @param anchor the trust anchor in which the evidence ended: {@code sha256:} with the digest of
 *     its certificate in lower-case hex, or the name of the issuer; printable ASCII without space
 */
public record RootOfTrust(String kind, String anchor) {

  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern ANCHOR = Pattern.compile("[\\x21-\\x7e]{1,255}");

  /** MALFORMED_REQUEST for a text of another form. */
  public RootOfTrust {
    if (!KIND.matcher(kind).matches() || !isAnchor(anchor)) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "root-of-trust",
          "The kind or the anchor of a root of trust has a wrong form");
    }
  }

  /** Whether a text can name an anchor as it is. */
  public static boolean isAnchor(String text) {
    return ANCHOR.matcher(text).matches();
  }
}
