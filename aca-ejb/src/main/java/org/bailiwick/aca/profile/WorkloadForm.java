package org.bailiwick.aca.profile;

import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.aca.pipeline.CertificateBody;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.credential.AgentInformationExtension;
import org.bailiwick.contract.identity.WorkloadKind;

/** The parts of a certificate that tell the kind of workload, besides the name. */
final class WorkloadForm {

  private WorkloadForm() {}

  /** The profile by which a certificate of this kind is linted. */
  static CertificateProfile lint(WorkloadKind kind) {
    return switch (kind) {
      case AGENT -> CertificateProfile.AGENT;
      case SERVICE -> CertificateProfile.SERVICE;
      case DEVICE -> CertificateProfile.DEVICE;
    };
  }

  /** Adds policy and information; agents have an extension that no other kind has. */
  static CertificateBody describe(
      WorkloadKind kind, CertificateBody body, AgentInformation information) {
    return switch (kind) {
      case AGENT ->
          body.policy(AgentInformationExtension.POLICY_AGENT)
              .raw(AgentInformationExtension.OID, AgentInformationExtension.encode(information));
      case SERVICE -> describe(body, AgentInformationExtension.POLICY_SERVICE, information);
      case DEVICE -> describe(body, AgentInformationExtension.POLICY_DEVICE, information);
    };
  }

  private static CertificateBody describe(
      CertificateBody body, String policy, AgentInformation information) {
    return body.policy(policy)
        .raw(
            AgentInformationExtension.WORKLOAD_OID,
            AgentInformationExtension.encodeWorkload(information));
  }
}
