package org.bailiwick.aca.evidence.hsm;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The item of type {@code hsm-key}: base64url of a JSON object with the format and the certificates
 * in base64, that of the key first. Only the form is checked here.
 */
record HsmEvidence(List<byte[]> chain) {

  private static final String WHAT = "hsm-key-evidence";
  private static final int MAX_TEXT = 65_536;
  private static final String FORMAT = "yubihsm2";
  private static final Set<String> MEMBERS = Set.of("format", "x5c");

  static HsmEvidence parse(String value) {
    if (value.length() > MAX_TEXT) {
      throw malformed("The evidence of the HSM is too long.");
    }
    Claims json = Claims.parse(WHAT, decode(value));
    if (!MEMBERS.containsAll(json.names())) {
      throw malformed("The evidence of the HSM has an unknown member.");
    }
    if (!json.text("format").equals(FORMAT)) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED, "hsm-key-format", "The attestation's format is unknown.");
    }
    List<byte[]> chain = new ArrayList<>();
    for (String certificate : json.texts("x5c")) {
      try {
        chain.add(Base64.getDecoder().decode(certificate));
      } catch (IllegalArgumentException notBase64) {
        throw malformed("An element of x5c is not base64.");
      }
    }
    return new HsmEvidence(chain);
  }

  private static byte[] decode(String base64url) {
    try {
      return Base64.getUrlDecoder().decode(base64url);
    } catch (IllegalArgumentException notBase64) {
      throw malformed("The evidence of the HSM is not base64url.");
    }
  }

  private static ProblemException malformed(String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, WHAT + "-malformed", detail);
  }
}
