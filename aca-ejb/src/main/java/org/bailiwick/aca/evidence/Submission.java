package org.bailiwick.aca.evidence;

import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.Octets;

/**
 * What an applicant sent, unverified.
 *
 * @param statement compact JWS by the device key; the request itself is read from its payload only
 * @param csr PKCS#10 in DER
 * @param eat JWT by the device key
 * @param userToken JWT of the user's identity provider
 */
public record Submission(String statement, Octets csr, String eat, String userToken) {

  /** Names this submission: two are the same request exactly when their digests are equal. */
  public String digest() {
    return Claims.sha256(
        String.join(
            "\n",
            Claims.sha256(statement),
            Claims.sha256(csr.bytes()),
            Claims.sha256(eat),
            Claims.sha256(userToken)));
  }

  /** Binds device evidence in the ledger: statement and EAT, both signed by the device. */
  public String evidenceDigest() {
    return Claims.sha256(Claims.sha256(statement) + "\n" + Claims.sha256(eat));
  }

  /** Without content: a user token is a secret. */
  @Override
  public String toString() {
    return "Submission " + digest();
  }
}
