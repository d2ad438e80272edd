package org.bailiwick.master.access;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.statuslist.StatusReference;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.UserAuthentication;

/**
 * The claims of an access token (RFC 9068), bound to the client's certificate (RFC 8705 section 3),
 * to its key (RFC 9449 section 6), or to both. {@code subject} is the principal of the grant as
 * {@code <issuer>#<sub>}, which is unique even if two partners use the same {@code sub}; {@code
 * act} is the calling agent. Of a token without grant the agent itself is the subject (RFC 9068
 * section 2.2), and acts for nobody else.
 *
 * @param authentication of a person's token when and how the person has signed in
 */
public record AccessToken(
    String jti,
    String subject,
    String client,
    CapabilitySet scope,
    TokenBinding binding,
    Instant issuedAt,
    Instant expiresAt,
    UserAuthentication authentication) {

  public static final String TYP = "at+jwt";

  /** A token that is no person's. */
  public AccessToken(
      String jti,
      String subject,
      String client,
      CapabilitySet scope,
      TokenBinding binding,
      Instant issuedAt,
      Instant expiresAt) {
    this(jti, subject, client, scope, binding, issuedAt, expiresAt, UserAuthentication.NONE);
  }

  /** A token that is bound to the certificate with this thumbprint alone. */
  public AccessToken(
      String jti,
      String subject,
      String client,
      CapabilitySet scope,
      String thumbprint,
      Instant issuedAt,
      Instant expiresAt) {
    this(jti, subject, client, scope, TokenBinding.ofCertificate(thumbprint), issuedAt, expiresAt);
  }

  /** The claims of a new token with this entry in a status list. */
  public JsonObject claims(String issuer, StatusReference status) {
    JsonObjectBuilder claims =
        Json.createObjectBuilder()
            .add("iss", issuer)
            .add("aud", issuer)
            .add("sub", subject)
            .add("client_id", client)
            .add("iat", issuedAt.getEpochSecond())
            .add("exp", expiresAt.getEpochSecond())
            .add("jti", jti)
            .add("scope", scope.scope())
            .add("cnf", binding.claim())
            .add(StatusReference.CLAIM, Json.createObjectBuilder(status.claim()));
    if (!subject.equals(client) && person().isEmpty()) {
      claims.add("act", Json.createObjectBuilder().add("sub", client));
    }
    authentication.addTo(claims);
    return claims.build();
  }

  /**
   * The person who calls, if the token is a person's: it was issued to a client of people, whose
   * name is no SPIFFE id. Such a client acts for nobody else, so there is no {@code act}.
   */
  public Optional<CallerIdentity.Person> person() {
    return client.startsWith(SpiffeId.SCHEME)
        ? Optional.empty()
        : Optional.of(CallerIdentity.Person.named(subject));
  }

  static AccessToken of(JsonObject claims) {
    try {
      return new AccessToken(
          claims.getString("jti"),
          claims.getString("sub"),
          claims.getString("client_id"),
          CapabilitySet.parseScope(claims.getString("scope")),
          TokenBinding.of(claims.getJsonObject("cnf")),
          Instant.ofEpochSecond(claims.getJsonNumber("iat").longValueExact()),
          Instant.ofEpochSecond(claims.getJsonNumber("exp").longValueExact()),
          UserAuthentication.of(claims));
    } catch (NullPointerException
        | ClassCastException
        | ArithmeticException
        | IllegalArgumentException e) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID, "access-token-claims", "The token lacks a claim.", e);
    }
  }
}
