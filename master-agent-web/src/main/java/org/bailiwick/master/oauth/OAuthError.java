package org.bailiwick.master.oauth;

/**
 * The error codes of RFC 6749 sections 4.1.2.1 and 5.2, invalid_target of RFC 8693 section 2.2.2,
 * unsupported_token_type of RFC 7009 section 2.2.1, and those of RFC 9449 sections 5 and 8.
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
  USE_DPOP_NONCE("use_dpop_nonce", 400);

  private final String code;
  private final int status;

  OAuthError(String code, int status) {
    this.code = code;
    this.status = status;
  }

  public String code() {
    return code;
  }

  int status() {
    return status;
  }
}
