package org.bailiwick.aca.person;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bailiwick.aca.testing.TestProvider;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UserEventsTest {

  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String DISABLED = "risc/event-type/account-disabled";
  private static final String CHANGED = "caep/event-type/token-claims-change";

  @TempDir private Path folder;
  private final TestProvider provider = new TestProvider();
  private UserEvents events;

  @BeforeEach
  void trust() {
    provider.trustIn(folder);
    events = new UserEvents(new UserProviders(folder, Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  @Test
  void readsThatAPersonIsGone() {
    UserEvent event = events.read(provider.event(NOW, DISABLED, Map.of(), claims -> {}));
    assertThat(event.subject()).isEqualTo("alice");
    assertThat(event.type()).isEqualTo("account-disabled");
    assertThat(event.at()).isEqualTo(NOW);
    assertThat(event.trigger()).contains("person-or-role-gone");
    assertThat(event.changesRoles()).isFalse();
  }

  @Test
  void readsWhichRolesAreLeftAndWhen() {
    long before = NOW.minusSeconds(60).getEpochSecond();
    UserEvent event =
        events.read(
            provider.event(
                NOW,
                CHANGED,
                Map.of("event_timestamp", before, "claims", Map.of("roles", List.of("auditor"))),
                claims -> {}));
    assertThat(event.changesRoles()).isTrue();
    assertThat(event.roles()).contains(Set.of("auditor"));
    assertThat(event.at()).isEqualTo(NOW.minusSeconds(60));
  }

  @Test
  void findsTheUserOfAComplexSubject() {
    Map<String, Object> user =
        Map.of("format", "iss_sub", "iss", TestProvider.ISSUER, "sub", "bob");
    UserEvent event =
        events.read(
            provider.event(
                NOW,
                DISABLED,
                Map.of(),
                claims -> claims.put("sub_id", Map.of("format", "complex", "user", user))));
    assertThat(event.subject()).isEqualTo("bob");
  }

  @Test
  void aTypeThatIsNotMappedSetsNothingOff() {
    for (String type : List.of("caep/event-type/session-revoked", "risc/event-type/opt-in")) {
      assertThat(events.read(provider.event(NOW, type, Map.of(), claims -> {})).trigger())
          .isEmpty();
    }
  }

  @Test
  void aUserTokenIsNoEventAndAnEventNoUserToken() {
    assertThat(refusal(provider.token(NOW)).check()).isEqualTo("security-event-type");
    UserTokens tokens = new UserTokens(new UserProviders(folder, Clock.fixed(NOW, ZoneOffset.UTC)));
    String event = provider.event(NOW, DISABLED, Map.of(), claims -> {});
    ProblemException refused =
        catchThrowableOfType(ProblemException.class, () -> tokens.authenticate(event));
    assertThat(refused.check()).isEqualTo("user-token-type");
  }

  static Stream<Arguments> defects() {
    return Stream.of(
        defect("issuer-unknown", claims -> claims.put("iss", "https://other.example")),
        defect("audience", claims -> claims.put("aud", "bailiwick")),
        defect("audience", claims -> claims.put("aud", List.of("https://aca.example", "x"))),
        defect("has-expiry", claims -> claims.put("exp", NOW.plusSeconds(60).getEpochSecond())),
        defect("claim-sub", claims -> claims.put("sub", "alice")),
        defect("claim-iat", claims -> claims.remove("iat")),
        defect(
            "too-old", claims -> claims.put("iat", NOW.minus(Duration.ofDays(2)).getEpochSecond())),
        defect("from-future", claims -> claims.put("iat", NOW.plusSeconds(600).getEpochSecond())),
        defect("claim-jti", claims -> claims.remove("jti")),
        defect("claim-jti", claims -> claims.put("jti", "j".repeat(256))),
        defect("events", claims -> claims.remove("events")),
        defect("events", claims -> claims.put("events", Map.of("a", Map.of(), "b", Map.of()))),
        defect("events", claims -> claims.put("events", Map.of("a", "text"))),
        defect("subject-format", claims -> claims.remove("sub_id")),
        defect(
            "subject-format",
            claims -> claims.put("sub_id", Map.of("format", "email", "email", "a@b.example"))),
        defect(
            "subject-issuer",
            claims ->
                claims.put(
                    "sub_id",
                    Map.of("format", "iss_sub", "iss", "https://other.example", "sub", "alice"))),
        defect(
            "subject",
            claims ->
                claims.put(
                    "sub_id", Map.of("format", "iss_sub", "iss", TestProvider.ISSUER, "sub", 7))),
        defect("subject", claims -> claims.put("sub_id", Map.of("format", "complex"))));
  }

  private static Arguments defect(String check, Consumer<Map<String, Object>> change) {
    return Arguments.of(check, change);
  }

  @ParameterizedTest
  @MethodSource("defects")
  void refuses(String check, Consumer<Map<String, Object>> change) {
    ProblemException refused = refusal(provider.event(NOW, DISABLED, Map.of(), change));
    assertThat(refused.type()).isEqualTo(ProblemType.SECURITY_EVENT_REJECTED);
    assertThat(refused.check()).isEqualTo("security-event-" + check);
  }

  @Test
  void refusesAnotherKeysSignatureAndUnreadableRolesAndTimes() {
    assertThat(refusal(new TestProvider().event(NOW, DISABLED, Map.of(), claims -> {})).check())
        .isEqualTo("security-event-signature");
    assertThat(refusal("not a token").check()).isEqualTo("security-event-issuer-unknown");
    assertThat(changed(Map.of("claims", Map.of("roles", List.of(1)))).check())
        .isEqualTo("security-event-event-claims");
    for (Object time :
        List.of("now", -1, NOW.toEpochMilli(), NOW.getEpochSecond() + 301, Long.MAX_VALUE, 1.5)) {
      assertThat(changed(Map.of("event_timestamp", time)).check())
          .as("%s", time)
          .isEqualTo("security-event-event-timestamp");
    }
  }

  private ProblemException changed(Map<String, Object> payload) {
    return refusal(provider.event(NOW, CHANGED, payload, claims -> {}));
  }

  private ProblemException refusal(String token) {
    return catchThrowableOfType(ProblemException.class, () -> events.read(token));
  }
}
