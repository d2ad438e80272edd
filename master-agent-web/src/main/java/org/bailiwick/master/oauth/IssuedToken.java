package org.bailiwick.master.oauth;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.master.chaining.DomainGrant;
import org.bailiwick.master.persongrant.PersonToken;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenRecord;

/** The answer of the token endpoint (RFC 6749 section 5.1, RFC 8693 section 2.2.1). */
record IssuedToken(
    String compact,
    String tokenType,
    Optional<String> issuedTokenType,
    TokenRecord record,
    String scope,
    Optional<String> refreshToken) {

  /** A token for this domain, whose scope is that of its row. */
  IssuedToken(
      String compact, String tokenType, Optional<String> issuedTokenType, TokenRecord record) {
    this(compact, tokenType, issuedTokenType, record, record.scope().scope(), Optional.empty());
  }

  /** A grant for another domain, whose scope is in the words of that domain. */
  static IssuedToken of(DomainGrant grant) {
    return new IssuedToken(
        grant.compact(),
        "N_A",
        Optional.of(grant.form().tokenType()),
        grant.record(),
        grant.scope(),
        Optional.empty());
  }

  /** A person's token, which is always bound to a key. */
  static IssuedToken of(PersonToken token) {
    return new IssuedToken(
        token.compact(),
        "DPoP",
        Optional.empty(),
        token.record(),
        token.record().scope().scope(),
        Optional.of(token.refreshToken()));
  }

  JsonObject body() {
    TokenLifetime lifetime = record.lifetime();
    Duration life = Duration.between(lifetime.issuedAt(), lifetime.expiresAt());
    JsonObjectBuilder body =
        Json.createObjectBuilder()
            .add("access_token", compact)
            .add("token_type", tokenType)
            .add("expires_in", life.toSeconds())
            .add("scope", scope);
    issuedTokenType.ifPresent(type -> body.add("issued_token_type", type));
    refreshToken.ifPresent(token -> body.add("refresh_token", token));
    return body.build();
  }

  /** Omits the token, because tokens are never logged. */
  @Override
  public String toString() {
    return "IssuedToken[" + record.jti() + "]";
  }
}
