package org.bailiwick.broker.token;

import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.broker.asset.AssetMembers;
import org.bailiwick.broker.backend.TokenFacts;

/**
 * The grant by which a token is requested.
 *
 * @param fixed the parameters that are the same for each call
 */
record TokenGrant(Kind kind, Map<String, String> fixed) {
  enum Kind {
    CLIENT_CREDENTIALS,
    TOKEN_EXCHANGE
  }

  static TokenGrant parse(AssetMembers members) {
    Map<String, String> fixed = new TreeMap<>();
    members.optionalText("audience").ifPresent(text -> fixed.put("audience", text));
    members.optionalText("resource").ifPresent(text -> fixed.put("resource", text));
    return switch (members.optionalText("grant").orElse("client_credentials")) {
      case "client_credentials" -> {
        fixed.put("grant_type", "client_credentials");
        yield new TokenGrant(Kind.CLIENT_CREDENTIALS, fixed);
      }
      case "token_exchange" -> {
        fixed.put("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
        fixed.put("subject_token_type", "urn:ietf:params:oauth:token-type:txn_token");
        fixed.put("requested_token_type", "urn:ietf:params:oauth:token-type:access_token");
        yield new TokenGrant(Kind.TOKEN_EXCHANGE, fixed);
      }
      default -> throw members.fault("grant", "is not client_credentials or token_exchange");
    };
  }

  /** The parameters of a request for these scopes. */
  Map<String, String> parameters(TokenFacts token, String scopes) {
    Map<String, String> parameters = new TreeMap<>(fixed);
    if (!scopes.isEmpty()) {
      parameters.put("scope", scopes);
    }
    if (kind == Kind.TOKEN_EXCHANGE) {
      parameters.put("subject_token", token.compact());
    }
    return parameters;
  }

  /** For whom a token counts: calls with another answer get another token. */
  String holder(TokenFacts token) {
    return switch (kind) {
      case CLIENT_CREDENTIALS -> "";
      case TOKEN_EXCHANGE -> token.transaction() + "\n" + token.subject();
    };
  }
}
