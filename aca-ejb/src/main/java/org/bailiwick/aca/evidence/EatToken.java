package org.bailiwick.aca.evidence;

import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.aca.attestation.AttestationEvidence;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Checks of an Entity Attestation Token (RFC 9711) that need no reference values: device signature,
 * our profile, our nonce, age, and intended use.
 */
final class EatToken {

  private static final Duration SKEW = Duration.ofMinutes(1);
  private static final Duration MAX_AGE = Duration.ofMinutes(10);

  private EatToken() {}

  static AttestationEvidence verify(
      String compact, PublicKey deviceKey, String nonce, Instant now) {
    Claims claims = DeviceSignature.read("eat", "eat+jwt", compact).verify(deviceKey);
    if (!claims.text("eat_profile").equals(AgentInformationExtension.EAT_PROFILE)) {
      throw rejected("eat-profile", "The EAT follows another profile.");
    }
    if (!claims.text("eat_nonce").equals(nonce)) {
      throw rejected("eat-nonce-mismatch", "The EAT answers another nonce.");
    }
    Instant issued = claims.time("iat");
    if (issued.isAfter(now.plus(SKEW)) || issued.isBefore(now.minus(MAX_AGE))) {
      throw rejected("eat-age", "The EAT is too old or from the future.");
    }
    if (!claims.find("intuse").orElse("csr").equals("csr")) {
      throw rejected("eat-intended-use", "The EAT was made for another use.");
    }
    return new AttestationEvidence(
        claims.find("ueid"),
        claims.find("hwmodel"),
        claims.text("swname"),
        claims.text("swversion"),
        claims.text("program_name"),
        claims.text("program_digest"),
        claims.find("dbgstat"));
  }

  private static ProblemException rejected(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
