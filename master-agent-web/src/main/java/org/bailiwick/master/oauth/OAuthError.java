package org.bailiwick.master.oauth;

import org.bailiwick.master.clientauth.ClientAttestation;

/**
 * The error codes of RFC 6749 sections 4.1.2.1 and 5.2, invalid_target of RFC 8693 section 2.2.2,
 * unsupported_token_type of RFC 7009 section 2.2.1, those of RFC 9449 sections 5 and 8, and those
 * of draft-ietf-oauth-attestation-based-client-auth section 7.4.
 */
public enum OAuthError {
  INVALID_REQUEST("invalid_request", 400),
  INVALID_CLIENT("invalid_client", 401),
  INVALID_GRANT("invalid_grant", 400),
  UNAUTHORIZED_CLIENT("unauthorized_client", 400),
  UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", 400),
  UNSUPPORTED_RESPONSE_TYPE("unsupported_response_type", 400),
  INVALID_SCOPE("invalid_scope", 400),
  INVALID_TARGET("invalid_target", 400),
  UNSUPPORTED_TOKEN_TYPE("unsupported_token_type", 400),
  INVALID_DPOP_PROOF("invalid_dpop_proof", 400),
  USE_DPOP_NONCE("use_dpop_nonce", 400),
  INVALID_CLIENT_ATTESTATION("invalid_client_attestation", 400),
  USE_ATTESTATION_CHALLENGE("use_attestation_challenge", 400),
  USE_FRESH_ATTESTATION("use_fresh_attestation", 400);

  private final String code;
  private final int status;

  OAuthError(String code, int status) {
    this.code = code;
    this.status = status;
  }

  /** The code for a client whose proof of possession was refused by this check. */
  public static OAuthError ofProof(String check) {
    if (check.equals(ClientAttestation.EXPIRED)) {
      return USE_FRESH_ATTESTATION;
    }
    if (check.startsWith(ClientAttestation.CHALLENGE)) {
      return USE_ATTESTATION_CHALLENGE;
    }
    return check.startsWith(ClientAttestation.PREFIX) ? INVALID_CLIENT_ATTESTATION : INVALID_CLIENT;
  }

  public String code() {
    return code;
  }

  int status() {
    return status;
  }
}
