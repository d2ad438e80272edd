package org.bailiwick.master.identityprovider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.testing.TestClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Descriptions of identity providers. */
class ProviderFileTest {
  private static final String GOOD =
      """
      {"issuer": "https://idp.example", "client_id": "edge", "algorithms": ["RS256"],
       "authorization_endpoint": "https://idp.example/auth", "client_secret_file": "idp.secret",
       "token_endpoint": "https://idp.example/token", "jwks_uri": "https://idp.example/jwks",
       "scopes": {"alice": ["fx.rates@1"], "role:buyer": ["invoice.parse@1", "fx.rates@1"]}}""";

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private IdentityProviders providers;

  @BeforeEach
  void start() {
    providers = new IdentityProviders(Optional.of(folder), clock);
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("idp.json"), text);
    clock.move(Duration.ofSeconds(3));
  }

  private SignedInPerson person(String subject, String... roles) {
    return new SignedInPerson(
        new CallerIdentity.Person("https://idp.example", subject),
        Set.of(roles),
        Optional.of(1L),
        Optional.empty(),
        List.of());
  }

  @Test
  void aFileDescribesAProvider() throws IOException {
    write(GOOD);
    assertThat(providers.isDescribed("idp")).isTrue();
    assertThat(providers.issuer("idp")).isEqualTo("https://idp.example");
    assertThat(providers.scopesOf("idp", person("alice", "clerk")).scope()).isEqualTo("fx.rates@1");
    assertThat(providers.scopesOf("idp", person("bob", "buyer", "clerk")).scope())
        .isEqualTo("fx.rates@1 invoice.parse@1");
    assertThat(providers.scopesOf("idp", person("role:buyer")).isEmpty()).isFalse();
    assertThat(providers.scopesOf("idp", person("bob")).isEmpty()).isTrue();
  }

  @Test
  void theFileMayNameTheClassesOfSignIns() throws IOException {
    write(GOOD);
    assertThat(providers.acrValues("idp")).isEmpty();
    write(
        GOOD.replace("[\"RS256\"],", "[\"RS256\"], \"acr_values_supported\": [\"gold\", \"1\"],"));
    assertThat(providers.acrValues("idp")).containsExactly("gold", "1");
    write(GOOD.replace("[\"RS256\"],", "[\"RS256\"], \"acr_values_supported\": \"gold\","));
    assertThat(providers.isFaulty("idp")).isTrue();
    assertThat(providers.acrValues("idp")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "https://idp.example/token|http://idp.example/token",
        "https://idp.example/jwks|https://u@idp.example/jwks",
        "\"https://idp.example\"|\"https://idp.example#x\"",
        "\"RS256\"|\"HS256\"",
        "\"RS256\"|\"none\"",
        "[\"RS256\"]|[]",
        "\"client_id\"|\"client\"",
        "\"client_secret_file\": \"idp.secret\",|",
        "\"client_secret_file\"|\"client_secret\"",
        "\"client_secret_file\"|\"client_key_file\"",
        "\"edge\"|1",
        "[\"fx.rates@1\"]|\"fx.rates@1\"",
        "}}|}",
      })
  void aFaultHidesTheProvider(String part, String instead) throws IOException {
    String faulty = GOOD.replace(part, instead == null ? "" : instead);
    assertThat(faulty).isNotEqualTo(GOOD);
    write(faulty);
    assertThat(providers.isDescribed("idp")).isFalse();
    assertThat(providers.isFaulty("idp")).isTrue();
    assertThat(providers.faults()).containsOnlyKeys("idp.json");
    assertThat(catchThrowableOfType(ProblemException.class, () -> providers.issuer("idp")).check())
        .isEqualTo("provider-description");
  }

  /** The secret is read for each request, so a lost one stops sign-ins and not the node. */
  @Test
  void aMissingSecretIsUnavailable() throws IOException {
    write(GOOD);
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> providers.ask("idp", "refresh", person("alice")))
                .check())
        .isEqualTo("provider-client-secret");
  }

  @Test
  void aPersonIsStoredWhole() {
    SignedInPerson alice =
        new SignedInPerson(
            new CallerIdentity.Person("https://idp.example", "alice"),
            Set.of("a \"role\"", "b"),
            Optional.of(1_700_000_000L),
            Optional.of("2"),
            List.of("pwd", "otp"));
    assertThat(SignedInPerson.stored(alice.person(), alice.stored())).isEqualTo(alice);
    SignedInPerson plain = person("bob");
    assertThat(SignedInPerson.stored(plain.person(), plain.stored())).isEqualTo(plain);
  }

  @Test
  void noSecretIsInATextThatALogCouldHave() {
    LoginSecret secret = LoginSecret.random();
    assertThat(secret.toString()).doesNotContain(secret.value());
    assertThat(
            new ProviderAnswer.SignedIn(person("alice"), Optional.of("the refresh token"))
                .toString())
        .doesNotContain("refresh token");
  }
}
