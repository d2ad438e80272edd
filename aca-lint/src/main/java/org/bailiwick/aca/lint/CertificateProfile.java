package org.bailiwick.aca.lint;

import static org.bailiwick.contract.credential.AgentInformationExtension.POLICY_AGENT;
import static org.bailiwick.contract.credential.AgentInformationExtension.POLICY_DEVICE;
import static org.bailiwick.contract.credential.AgentInformationExtension.POLICY_NODE;
import static org.bailiwick.contract.credential.AgentInformationExtension.POLICY_OPERATOR;
import static org.bailiwick.contract.credential.AgentInformationExtension.POLICY_SERVICE;

import java.time.Period;
import java.util.Locale;
import java.util.Set;

/** The certificate profiles of docs/certificate-profile.md, and the values that differ in them. */
public enum CertificateProfile {
  /** Self-signed, certifies only issuing CAs and signs the root CRL. */
  ROOT(Period.ofYears(30)),
  /** The authority's topmost key if an organisation's existing root certified it. */
  SUBORDINATE(Period.ofYears(30)),
  /** Certifies workloads of all kinds, nodes as servers and OCSP responders. */
  ISSUING_CA(Period.ofYears(15)),
  /** Self-signed, certifies operators and nodes as clients. */
  OPERATOR_CA(Period.ofYears(15)),
  /** Delegated OCSP responder (RFC 6960 section 4.2.2.2). */
  OCSP(Period.ofDays(397)),
  NODE(Period.ofDays(397)),
  OPERATOR(Period.ofDays(397)),
  AGENT(Period.ofDays(397)),
  SERVICE(Period.ofDays(397)),
  DEVICE(Period.ofDays(397));

  private final Period longest;

  CertificateProfile(Period longest) {
    this.longest = longest;
  }

  /** Lower-case name for ceremony records and logs. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Longest validity. */
  public Period longest() {
    return longest;
  }

  /** The certificate policies of the profile. A certificate has exactly these. */
  public Set<String> policies() {
    return switch (this) {
      case ROOT, OCSP -> Set.of();
      case SUBORDINATE, ISSUING_CA ->
          Set.of(POLICY_AGENT, POLICY_NODE, POLICY_SERVICE, POLICY_DEVICE);
      case OPERATOR_CA -> Set.of(POLICY_NODE, POLICY_OPERATOR);
      case NODE -> Set.of(POLICY_NODE);
      case OPERATOR -> Set.of(POLICY_OPERATOR);
      case AGENT -> Set.of(POLICY_AGENT);
      case SERVICE -> Set.of(POLICY_SERVICE);
      case DEVICE -> Set.of(POLICY_DEVICE);
    };
  }

  public boolean isCa() {
    return switch (this) {
      case ROOT, SUBORDINATE, ISSUING_CA, OPERATOR_CA -> true;
      case OCSP, NODE, OPERATOR, AGENT, SERVICE, DEVICE -> false;
    };
  }

  public boolean isSelfSigned() {
    return this == ROOT || this == OPERATOR_CA;
  }

  /**
   * Whether the certificate names an OCSP responder. The status of a CA is in the root's CRL only,
   * and the status of an OCSP responder is not checked.
   */
  public boolean hasResponder() {
    return hasSpiffeId();
  }

  /** Whether the certificate has a SPIFFE id with a path. */
  public boolean hasSpiffeId() {
    return this == NODE || this == OPERATOR || isWorkload();
  }

  /** Whether the certificate is a credential that a workload enrolled for. */
  public boolean isWorkload() {
    return this == AGENT || this == SERVICE || this == DEVICE;
  }
}
