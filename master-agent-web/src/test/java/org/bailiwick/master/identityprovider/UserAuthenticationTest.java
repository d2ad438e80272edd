package org.bailiwick.master.identityprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client asks of a sign-in, and what the provider has told of it. */
class UserAuthenticationTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  private static UserAuthentication signedIn(Instant time) {
    return new UserAuthentication(
        Optional.of(time.getEpochSecond()), Optional.empty(), List.of("pwd"));
  }

  private static RequestedAuthentication maxAge(String seconds) {
    return RequestedAuthentication.parse(Optional.empty(), Optional.of(seconds));
  }

  private static void refuses(
      RequestedAuthentication wanted, UserAuthentication shown, String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> wanted.requireMet(shown, NOW, NOW));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_USER_AUTHENTICATION);
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void aSignInHasAnAgeUnlessItIsInTheFuture() {
    assertThat(signedIn(NOW.minusSeconds(90)).age(NOW)).contains(90L);
    assertThat(signedIn(NOW.plusSeconds(60)).age(NOW)).contains(0L);
    assertThat(signedIn(NOW.plusSeconds(61)).age(NOW)).isEmpty();
    assertThat(UserAuthentication.NONE.age(NOW)).isEmpty();
  }

  @Test
  void claimsHaveWhatIsKnownAndNothingElse() {
    UserAuthentication all =
        new UserAuthentication(Optional.of(7L), Optional.of("gold"), List.of("pwd", "otp"));
    for (UserAuthentication each : List.of(all, UserAuthentication.NONE)) {
      JsonObjectBuilder claims = Json.createObjectBuilder();
      each.addTo(claims);
      assertThat(UserAuthentication.of(claims.build())).isEqualTo(each);
    }
    JsonObjectBuilder none = Json.createObjectBuilder();
    UserAuthentication.NONE.addTo(none);
    assertThat(none.build()).isEmpty();
  }

  @Test
  void theAgeRefersToTheTimeAtWhichTheProviderWasAsked() {
    RequestedAuthentication wanted = maxAge("300");
    assertThatCode(() -> wanted.requireMet(signedIn(NOW.minusSeconds(330)), NOW, NOW))
        .doesNotThrowAnyException();
    refuses(wanted, signedIn(NOW.minusSeconds(331)), "auth-time-old");
    assertThatCode(
            () -> wanted.requireMet(signedIn(NOW.minusSeconds(331)), NOW.minusSeconds(500), NOW))
        .doesNotThrowAnyException();
    refuses(maxAge("0"), signedIn(NOW.minusSeconds(31)), "auth-time-old");
    refuses(wanted, UserAuthentication.NONE, "auth-time-missing");
    refuses(wanted, signedIn(NOW.plusSeconds(61)), "auth-time-future");
  }

  /** OpenID Connect Core section 3.1.2.1: acr_values are voluntary. */
  @Test
  void withoutAnAgeAnySignInWillDo() {
    RequestedAuthentication.parse(Optional.of("gold"), Optional.empty())
        .requireMet(UserAuthentication.NONE, NOW, NOW);
    RequestedAuthentication.ANY.requireMet(UserAuthentication.NONE, NOW, NOW);
  }

  @Test
  void theProviderIsAskedForWhatWasAsked() {
    assertThat(
            RequestedAuthentication.parse(Optional.of("gold urn:x:silver"), Optional.of("0"))
                .parameters())
        .containsEntry("acr_values", "gold urn:x:silver")
        .containsEntry("max_age", "0");
    assertThat(RequestedAuthentication.ANY.parameters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+1", "01", "1.5", "1e3", " 1", "soon", "1000000000"})
  void refusesAnAgeThatIsNone(String text) {
    assertThat(catchThrowableOfType(ProblemException.class, () -> maxAge(text)).check())
        .isEqualTo("max-age-form");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {" ", "a  b", " a", "a\"b", "a\\b", "a\nb", "\u00e4", "1 2 3 4 5 6 7 8 9 10 11"})
  void refusesClassesThatAreNone(String text) {
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> RequestedAuthentication.parse(Optional.of(text), Optional.empty()))
                .check())
        .isEqualTo("acr-values-form");
  }
}
