package org.bailiwick.aca.attestation.ear;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The two accepted profiles of EAR, each with the names of its claims. The working group's draft
 * has underscores where Veraison's services still write dots.
 */
enum EarNames {
  /** draft-ietf-rats-ear-03. */
  IETF(
      "tag:ietf.org,2026:rats/ear#03",
      "ear_status",
      "ear_trustworthiness_vector",
      "ear_appraisal_policy_ids",
      "ear_verifier_id",
      "ear_veraison_key_attestation"),
  /** The names that github.com/veraison/ear writes, with one policy as text. */
  VERAISON(
      "tag:github.com,2023:veraison/ear",
      "ear.status",
      "ear.trustworthiness-vector",
      "ear.appraisal-policy-id",
      "ear.verifier-id",
      "ear.veraison.key-attestation");

  final String profile;
  final String status;
  final String vector;
  final String policies;
  final String verifierId;
  final String keyAttestation;

  EarNames(String profile, String status, String... more) {
    this.profile = profile;
    this.status = status;
    this.vector = more[0];
    this.policies = more[1];
    this.verifierId = more[2];
    this.keyAttestation = more[3];
  }

  static Optional<EarNames> of(String profile) {
    return Stream.of(values()).filter(each -> each.profile.equals(profile)).findFirst();
  }
}
