package org.bailiwick.contract.problem;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/**
 * The kinds of refusal, with the slug that ends their type URI and their HTTP status (RFC 9457
 * section 3.1). A published slug never gets another meaning. The document {@code docs/problems.md}
 * explains cause and remedy of each.
 */
public enum ProblemType {
  MALFORMED_REQUEST("malformed-request", 400, "The request could not be read"),
  INVALID_CSR("invalid-csr", 400, "The certificate request is not acceptable"),
  PROOF_OF_POSSESSION_FAILED("proof-of-possession-failed", 400, "The key was not proved"),
  NONCE_INVALID("nonce-invalid", 400, "The nonce is unknown, expired or spent"),
  SECURITY_EVENT_REJECTED("security-event-rejected", 400, "The security event token was rejected"),
  PEER_CERTIFICATE_REQUIRED("peer-certificate-required", 401, "A client certificate is required"),
  CREDENTIAL_NOT_TRUSTED("credential-not-trusted", 401, "The credential is not trusted"),
  CREDENTIAL_REVOKED("credential-revoked", 401, "The credential is revoked"),
  ACCESS_TOKEN_INVALID("access-token-invalid", 401, "The token is not valid here"),
  DPOP_PROOF_INVALID("dpop-proof-invalid", 401, "The proof of possession is not valid"),
  DPOP_NONCE_REQUIRED("dpop-nonce-required", 401, "The proof needs the nonce of this server"),
  API_KEY_INVALID("api-key-invalid", 401, "The API key is not valid here"),
  PASSWORD_INVALID("password-invalid", 401, "The user name and password are not valid here"),
  SIGNATURE_INVALID("signature-invalid", 401, "The signature of the request is not valid here"),
  INSUFFICIENT_USER_AUTHENTICATION(
      "insufficient-user-authentication", 401, "The person must sign in again"),
  EVIDENCE_REJECTED("evidence-rejected", 403, "The device's evidence was rejected"),
  ATTESTATION_NOT_AFFIRMING("attestation-not-affirming", 403, "The attestation is not affirming"),
  USER_TOKEN_REJECTED("user-token-rejected", 403, "The user token was rejected"),
  CAPABILITY_NOT_GRANTED("capability-not-granted", 403, "A capability is not granted"),
  POLICY_DENIED("policy-denied", 403, "Policy denies the request"),
  KEY_COMPROMISED("key-compromised", 403, "The key was reported compromised"),
  HSM_PIN_REFUSED("hsm-pin-refused", 403, "The HSM refused the PIN"),
  SCOPE_TOO_WIDE("scope-too-wide", 403, "The request exceeds what the caller holds"),
  INSUFFICIENT_SCOPE("insufficient-scope", 403, "The token does not cover the request"),
  NOT_FOUND("not-found", 404, "There is nothing here"),
  AGENT_UNKNOWN("agent-unknown", 404, "The agent is not known"),
  JOB_UNKNOWN("job-unknown", 404, "The job is not known"),
  CALLER_UNKNOWN("caller-unknown", 404, "The caller's account is not known"),
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "The method is not allowed"),
  NOT_ACCEPTABLE("not-acceptable", 406, "There is no acceptable representation"),
  REQUEST_TIMEOUT("request-timeout", 408, "The request did not come in time"),
  ATTRIBUTE_MISMATCH("attribute-mismatch", 409, "The claims differ from the credential"),
  AGENT_ALREADY_REGISTERED("agent-already-registered", 409, "The agent is already registered"),
  IDEMPOTENCY_KEY_REUSED(
      "idempotency-key-reused", 409, "The idempotency key names another request"),
  NAME_OWNED_BY_ANOTHER("name-owned-by-another", 409, "The name belongs to another owner"),
  KEY_HELD_BY_ANOTHER("key-held-by-another", 409, "The key belongs to another name"),
  IDENTIFIER_HELD_BY_ANOTHER(
      "identifier-held-by-another", 409, "The identifier belongs to another agent"),
  CALLER_ALREADY_ADDED("caller-already-added", 409, "The name has an account already"),
  CALLER_ENDED("caller-ended", 409, "The caller's account has ended"),
  ALREADY_REVOKED("already-revoked", 409, "The credential was already revoked"),
  IDENTITY_FROZEN("identity-frozen", 409, "Two parties seem to hold the name"),
  SCHEDULE_ENDED("schedule-ended", 409, "The schedule has ended"),
  REACH_TOO_WIDE("reach-too-wide", 409, "The policy allows fewer revocations at once"),
  HSM_ALREADY_ACTIVE("hsm-already-active", 409, "The HSM is active already"),
  REQUEST_TOO_LARGE("request-too-large", 413, "The request is too large"),
  UNSUPPORTED_MEDIA_TYPE("unsupported-media-type", 415, "The media type is not supported"),
  JOB_NOT_ACCEPTABLE("job-not-acceptable", 422, "The job cannot be planned"),
  POLICY_BUNDLE_REFUSED("policy-bundle-refused", 422, "The policy bundle is not acceptable"),
  TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),
  INTERNAL("internal", 500, "The node failed"),
  NOT_IMPLEMENTED("not-implemented", 501, "The node does not do this"),
  AUTHORITY_BUSY("authority-busy", 503, "The authority has more requests than it can serve"),
  NODE_BUSY("node-busy", 503, "The node has more requests than it serves at once"),
  SIGNER_UNAVAILABLE("signer-unavailable", 503, "The signing key is not available"),
  DEPENDENCY_UNAVAILABLE(
      "dependency-unavailable", 503, "Something this node needs is not available");

  private static final String PREFIX = "urn:bailiwick:problem:";

  private final String slug;
  private final int status;
  private final String title;

  ProblemType(String slug, int status, String title) {
    this.slug = slug;
    this.status = status;
    this.title = title;
  }

  public String slug() {
    return slug;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /**
   * The type URI, which identifies the kind and need not be dereferenced (RFC 9457 section 3.1.1).
   */
  public URI uri() {
    return URI.create(PREFIX + slug);
  }

  /** The type with this URI, or empty if this version does not know it. */
  public static Optional<ProblemType> find(String uri) {
    return Arrays.stream(values()).filter(type -> (PREFIX + type.slug).equals(uri)).findFirst();
  }
}
