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
 * What the device or agent asks for, out of the payload that it signed: the only bytes from which a
 * request is read.
 *
 * @param replaces the credential that a renewal replaces; a client that never says so takes no part
 *     in clone detection
 */
record EnrolmentStatement(
    String nonce,
    String csrSha256,
    Optional<String> eatSha256,
    List<String> evidenceSha256,
    String profile,
    AgentId agent,
    Owner owner,
    CapabilitySet capabilities,
    Locator locator,
    SortedSet<ValidationMethod> validationMethods,
    Optional<SerialNumber> replaces) {

  /** Reads the claims; those of an EAT and of further evidence must be there when these are. */
  static EnrolmentStatement of(Claims claims, TrustDomain trustDomain, Submission submission) {
    return new EnrolmentStatement(
        claims.text("nonce"),
        claims.text("csr_sha256"),
        submission.eat().isPresent()
            ? Optional.of(claims.text("eat_sha256"))
            : claims.find("eat_sha256"),
        claims.names().contains("evidence_sha256") ? claims.texts("evidence_sha256") : List.of(),
        claims.text("profile"),
        AgentId.of(trustDomain, claims.text("name")),
        Owner.parse(claims.text("owner")),
        CapabilitySet.parse(claims.texts("capabilities")),
        Locator.parse(claims.text("locator")),
        methods(claims.texts("validation_methods")),
        claims.find("replaces").map(SerialNumber::parse));
  }

  /** Refuses a CSR, EAT or evidence other than those that were signed for. */
  void requireBoundTo(Submission submission) {
    if (!csrSha256.equals(Claims.sha256(submission.csr().bytes()))) {
      throw unbound("statement-csr-mismatch", "The statement was made for another CSR.");
    }
    if (!eatSha256.equals(submission.eat().map(Claims::sha256))) {
      throw unbound("statement-eat-mismatch", "The statement was made for another EAT.");
    }
    if (!evidenceSha256.equals(submission.evidenceDigests())) {
      throw unbound("statement-evidence-mismatch", "The statement was made for other evidence.");
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
