package org.bailiwick.master.identityprovider;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * How a client wants the person to sign in (RFC 9470 section 4, OpenID Connect Core section
 * 3.1.2.1). The provider is asked for both; {@code maxAge} must then be met, while any class that
 * the provider tells is taken, because {@code acr_values} are voluntary and the token shows what
 * came.
 *
 * @param acrValues authentication context class references, best first; empty for any
 * @param maxAge seconds since the person signed in at most; 0 for a new sign-in; empty for any
 */
public record RequestedAuthentication(List<String> acrValues, Optional<Long> maxAge) {

  public static final RequestedAuthentication ANY =
      new RequestedAuthentication(List.of(), Optional.empty());

  private static final String ACR_VALUES = "acr_values";
  private static final String MAX_AGE = "max_age";

  /** Ten at most, without characters that a challenge cannot quote. */
  private static final Pattern ACR_FORM =
      Pattern.compile("[!#-\\[\\]-~]{1,200}( [!#-\\[\\]-~]{1,200}){0,9}");

  private static final Pattern MAX_AGE_FORM = Pattern.compile("0|[1-9][0-9]{0,8}");

  /** By this much the clocks of provider and node may differ. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  public RequestedAuthentication {
    acrValues = List.copyOf(acrValues);
  }

  /**
   * What the parameters of an authorization request say.
   *
   * @throws ProblemException malformed-request
   */
  public static RequestedAuthentication parse(Optional<String> acrValues, Optional<String> maxAge) {
    if (acrValues.filter(text -> !ACR_FORM.matcher(text).matches()).isPresent()) {
      throw malformed("acr-values-form", "acr_values are one to ten values, separated by a blank.");
    }
    if (maxAge.filter(text -> !MAX_AGE_FORM.matcher(text).matches()).isPresent()) {
      throw malformed("max-age-form", "max_age is a number of seconds.");
    }
    return stored(acrValues, maxAge.map(Long::valueOf));
  }

  /** The parts of a row. */
  public static RequestedAuthentication stored(Optional<String> acrValues, Optional<Long> maxAge) {
    return new RequestedAuthentication(
        acrValues.map(text -> List.of(text.split(" ", -1))).orElseGet(List::of), maxAge);
  }

  /** The classes as a parameter has them. */
  public Optional<String> acrText() {
    return acrValues.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", acrValues));
  }

  /** The parameters for the provider. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>();
    acrText().ifPresent(text -> parameters.put(ACR_VALUES, text));
    maxAge.ifPresent(seconds -> parameters.put(MAX_AGE, seconds.toString()));
    return parameters;
  }

  /**
   * Checks that the provider has heeded the age (OpenID Connect Core section 3.1.3.7, number 13).
   *
   * @param asked when the browser was sent to the provider, to which the age refers
   * @throws ProblemException insufficient-user-authentication
   */
  public void requireMet(UserAuthentication shown, Instant asked, Instant now) {
    if (maxAge.isEmpty()) {
      return;
    }
    long time =
        shown
            .authTime()
            .orElseThrow(
                () -> unmet("auth-time-missing", "does not tell when the person signed in"));
    if (time < asked.minusSeconds(maxAge.get()).minus(LEEWAY).getEpochSecond()) {
      throw unmet("auth-time-old", "has not had the person sign in again");
    }
    if (shown.age(now).isEmpty()) {
      throw unmet("auth-time-future", "tells a time in the future");
    }
  }

  private static ProblemException unmet(String check, String rule) {
    return new ProblemException(
        ProblemType.INSUFFICIENT_USER_AUTHENTICATION, check, "The provider " + rule + ".");
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
