package org.bailiwick.node.decision;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.attestation.AttesterTrustworthiness;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AttestationSummary;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.policy.Entity;

/**
 * An agent in the vocabulary of the policies, with what its credential says: serial number, owner,
 * capabilities, and the attestation on which the credential was issued, with its Verifier, policy,
 * status and age, with the roots of trust and the trustworthiness vector that were found then. Of
 * an agent of another trust domain this is the word of that domain's authority, so the agent is in
 * no group of this domain, and its posture is what its authority claims.
 */
public final class AgentEntity {

  /** The clocks of two authorities may differ by this much. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  /** The attribute with the posture of an agent. */
  public static final String ATTESTATION = "attestation";

  /** The attribute with what another domain's credential says of its agent's posture. */
  static final String CLAIMED_ATTESTATION = "claimed_attestation";

  private AgentEntity() {}

  /** The holder of this certificate, which was verified before; foreign or of this domain. */
  public static Entity of(SpiffeId id, boolean foreign, X509Certificate certificate, Instant now) {
    Map<String, Object> attributes = new LinkedHashMap<>();
    attributes.put("trust_domain", id.trustDomain().name());
    attributes.put("foreign", foreign);
    attributes.put("serial", new SerialNumber(certificate.getSerialNumber()).hex());
    Optional<AgentCredential> credential = credential(certificate);
    Optional<AgentInformation> information = credential.map(AgentCredential::information);
    credential.ifPresent(
        agent -> {
          AgentInformation known = agent.information();
          attributes.put("owner", known.owner().value());
          attributes.put("capabilities", Set.copyOf(known.capabilities().texts()));
          attestation(known.attestation(), agent.trustworthiness(), now)
              .ifPresent(
                  posture -> attributes.put(foreign ? CLAIMED_ATTESTATION : ATTESTATION, posture));
        });
    return new Entity("Agent", id.toString(), attributes)
        .in(
            information
                .filter(known -> !foreign)
                .flatMap(known -> GroupEntity.of(known.principal()))
                .stream()
                .toList());
  }

  /** Empty for a certificate that is no agent's credential, such as those of other authorities. */
  private static Optional<AgentCredential> credential(X509Certificate certificate) {
    try {
      return Optional.of(AgentCredential.read(certificate));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /**
   * The attestation on which a credential was issued, as policies have it. Empty for an appraisal
   * in the future, which would be younger than any bound.
   */
  public static Optional<Map<String, Object>> attestation(
      AttestationSummary summary, Optional<AttesterTrustworthiness> found, Instant now) {
    Duration age = Duration.between(summary.appraisedAt(), now);
    if (age.compareTo(SKEW.negated()) < 0) {
      return Optional.empty();
    }
    Map<String, Object> attestation = new TreeMap<>(); // in the order in which the audit log has it
    attestation.put("status", summary.status());
    attestation.put("age", Math.max(0, age.toSeconds()));
    attestation.put("source", "credential");
    attestation.put("verifier", summary.verifier());
    attestation.put("policy", summary.policy());
    found.ifPresent(known -> attestation.putAll(known.attributes()));
    return Optional.of(attestation);
  }
}
