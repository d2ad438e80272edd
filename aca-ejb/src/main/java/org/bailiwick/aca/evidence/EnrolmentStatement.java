package org.bailiwick.aca.evidence;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * What the device asks for, out of the payload that it signed: the only bytes from which a request
 * is read.
 *
 * @param replaces the credential that a renewal replaces; a client that never says so takes no part
 *     in clone detection
 */
record EnrolmentStatement(
    String nonce,
    String csrSha256,
    String eatSha256,
    String profile,
    AgentId agent,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    SortedSet<ValidationMethod> validationMethods,
    Optional<SerialNumber> replaces) {

  static EnrolmentStatement of(Claims claims, TrustDomain trustDomain) {
    return new EnrolmentStatement(
        claims.text("nonce"),
        claims.text("csr_sha256"),
        claims.text("eat_sha256"),
        claims.text("profile"),
        AgentId.of(trustDomain, claims.text("name")),
        Owner.parse(claims.text("owner")),
        CapabilitySet.parse(claims.texts("capabilities")),
        Locator.parse(claims.text("locator")),
        methods(claims.texts("validation_methods")),
        claims.find("replaces").map(SerialNumber::parse));
  }

  /** Refuses a CSR or EAT other than those that the device signed for. */
  void requireBoundTo(Submission submission) {
    if (!csrSha256.equals(Claims.sha256(submission.csr().bytes()))) {
      throw unbound("statement-csr-mismatch", "The statement was made for another CSR.");
    }
    if (!eatSha256.equals(Claims.sha256(submission.eat()))) {
      throw unbound("statement-eat-mismatch", "The statement was made for another EAT.");
    }
  }

  private static SortedSet<ValidationMethod> methods(List<String> texts) {
    SortedSet<ValidationMethod> methods = new TreeSet<>();
    for (String text : texts) {
      if (!methods.add(ValidationMethod.parse(text))) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "validation-method-twice",
            "A validation method is named twice.");
      }
    }
    return methods;
  }

  private static ProblemException unbound(String check, String detail) {
    return new ProblemException(ProblemType.EVIDENCE_REJECTED, check, detail);
  }
}
