package org.bailiwick.master.authorization;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;

/**
 * The authorization response: where the browser takes the code, or an error, to the client (RFC
 * 6749 sections 4.1.2 and 4.1.2.1) with the issuer (RFC 9207).
 */
record ClientRedirect(AuthorizationRequest request, String issuer) {

  /**
   * RFC 9470 section 5, OpenID Connect Core Error Code unmet_authentication_requirements 1.0: the
   * person has not signed in as the request or the policies want it.
   */
  static final String UNMET = "unmet_authentication_requirements";

  URI withCode(String code) {
    return with("code", code);
  }

  /** The client learns no more than the error code; the audit log names the check. */
  URI withError(ProblemException refusal) {
    return with(
        "error",
        switch (refusal.type()) {
          case SCOPE_TOO_WIDE -> "invalid_scope";
          case INSUFFICIENT_USER_AUTHENTICATION -> UNMET;
          case POLICY_DENIED, ACCESS_TOKEN_INVALID -> "access_denied";
          case DEPENDENCY_UNAVAILABLE, SIGNER_UNAVAILABLE -> "temporarily_unavailable";
          default -> "server_error";
        });
  }

  private URI with(String name, String value) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put(name, value);
    request.state().ifPresent(state -> parameters.put("state", state));
    parameters.put("iss", issuer);
    String separator = request.redirectUri().contains("?") ? "&" : "?";
    return URI.create(
        request.redirectUri()
            + separator
            + parameters.entrySet().stream()
                .map(
                    each ->
                        each.getKey()
                            + "="
                            + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&")));
  }
}
