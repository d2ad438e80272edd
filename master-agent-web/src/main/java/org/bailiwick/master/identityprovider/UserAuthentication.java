package org.bailiwick.master.identityprovider;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When and how a person has signed in, as far as the provider has told (OpenID Connect Core section
 * 2). What it has not told is absent, and never assumed.
 *
 * @param authTime seconds since 1970
 * @param acr the authentication context class reference
 * @param amr the methods; empty if the provider does not tell
 */
public record UserAuthentication(Optional<Long> authTime, Optional<String> acr, List<String> amr) {

  /** Of a caller that is no person who has signed in. */
  public static final UserAuthentication NONE =
      new UserAuthentication(Optional.empty(), Optional.empty(), List.of());

  private static final String AUTH_TIME = "auth_time";
  private static final String ACR = "acr";
  private static final String AMR = "amr";

  /** By this much the provider's clock may be ahead. */
  private static final Duration SKEW = Duration.ofMinutes(1);

  public UserAuthentication {
    amr = List.copyOf(amr);
  }

  /**
   * Seconds since the sign-in. A time in the future has no age, since it would be younger than any
   * bound.
   */
  public Optional<Long> age(Instant now) {
    return authTime
        .map(seconds -> now.getEpochSecond() - seconds)
        .filter(age -> age >= -SKEW.toSeconds())
        .map(age -> Math.max(age, 0));
  }

  /** Adds the claims of an access token (RFC 9068 section 2.2.1). */
  public void addTo(JsonObjectBuilder claims) {
    authTime.ifPresent(seconds -> claims.add(AUTH_TIME, seconds));
    acr.ifPresent(level -> claims.add(ACR, level));
    if (!amr.isEmpty()) {
      JsonArrayBuilder methods = Json.createArrayBuilder();
      amr.forEach(methods::add);
      claims.add(AMR, methods);
    }
  }

  /**
   * What the claims of an access token of this domain say.
   *
   * @throws ClassCastException or ArithmeticException for a claim of another form
   */
  public static UserAuthentication of(JsonObject claims) {
    return new UserAuthentication(
        claims.containsKey(AUTH_TIME)
            ? Optional.of(claims.getJsonNumber(AUTH_TIME).longValueExact())
            : Optional.empty(),
        claims.containsKey(ACR) ? Optional.of(claims.getString(ACR)) : Optional.empty(),
        claims.containsKey(AMR)
            ? claims.getJsonArray(AMR).getValuesAs(JsonString::getString)
            : List.of());
  }
}
