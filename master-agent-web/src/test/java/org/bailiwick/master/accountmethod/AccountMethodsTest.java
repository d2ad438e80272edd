package org.bailiwick.master.accountmethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.TestAccounts;
import org.bailiwick.master.attempts.FailedAttempts.Counter;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The secrets of accounts by rules of authentication. */
class AccountMethodsTest {

  private static final String PASSWORD = "correct horse battery staple";

  @Nested
  class ByRule {

    @TempDir Path folder;
    private MasterRig rig;
    private String key;
    private VerifiedPeer buyer;

    @BeforeEach
    void start() {
      rig = new MasterRig(folder);
      key = TestAccounts.withKey(rig, "reporting").secret();
      TestAccounts.withPassword(rig, "alice", PASSWORD);
      buyer = rig.foreign(rig.partner.buyer);
    }

    @AfterEach
    void stop() {
      rig.close();
    }

    private Caller authenticate(String rule, PresentedCredentials presented) {
      return new CallerAuthenticator(rule, rig.methods).authenticate(presented);
    }

    private void refuses(String rule, PresentedCredentials presented, String check) {
      ProblemException refusal =
          catchThrowableOfType(ProblemException.class, () -> authenticate(rule, presented));
      assertThat(refusal).as(check).isNotNull();
      assertThat(refusal.check()).isEqualTo(check);
    }

    private PresentedCredentials withKey(String shown) {
      return presented(Optional.empty(), Map.of("x-api-key", List.of(shown)), Set.of());
    }

    private PresentedCredentials withBasic(String user, String password) {
      return presented(Optional.empty(), Map.of("Authorization", List.of(basic(user, password))));
    }

    private static PresentedCredentials presented(
        Optional<VerifiedPeer> peer, Map<String, List<String>> headers) {
      return presented(peer, headers, Set.of());
    }

    private static PresentedCredentials presented(
        Optional<VerifiedPeer> peer, Map<String, List<String>> headers, Set<String> query) {
      return new PresentedCredentials(peer, new RequestHead("GET", "v1/jobs/1", headers, query));
    }

    private static String basic(String user, String password) {
      byte[] octets = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(octets);
    }

    @Test
    void anAccountIsACallerOfItsOwn() {
      Caller caller = authenticate("api-key", withKey(key));
      assertThat(caller.name()).isEqualTo("account:reporting");
      assertThat(caller.authenticatedBy()).containsExactly("api-key");
      assertThat(caller.principal()).contains("account:reporting");
      assertThat(caller.token()).isEmpty();
      assertThat(authenticate("any-of(api-key,password)", withBasic("alice", PASSWORD)).name())
          .isEqualTo("account:alice");
    }

    @Test
    void noBuiltInRuleTakesASecret() {
      refuses("all-of(mtls,access-token)", withKey(key), "peer-certificate-required");
      refuses("all-of(mtls,access-token)", withBasic("alice", PASSWORD), "authorization-scheme");
    }

    @Test
    void aMissingSecretIsAskedFor() {
      PresentedCredentials nothing = presented(Optional.empty(), Map.of());
      refuses("api-key", nothing, "api-key-missing");
      refuses("password", nothing, "password-missing");
      refuses("all-of(api-key,password)", withKey(key), "password-missing");
    }

    /** Whether or not another branch of the rule holds. */
    @Test
    void threat45AnInvalidSecretRefusesTheRequest() {
      refuses("any-of(api-key,password)", withKey("bwk_x"), "api-key-refused");
      refuses(
          "any-of(api-key,password)",
          presented(
              Optional.empty(),
              Map.of(
                  "X-API-Key", List.of(key),
                  "Authorization", List.of(basic("alice", "wrong password, long")))),
          "password-refused");
      refuses(
          "any-of(mtls,api-key)",
          presented(Optional.of(buyer), Map.of("X-API-Key", List.of("bwk_x"))),
          "api-key-refused");
    }

    @Test
    void threat45ACertificateAndTheKeyOfABoundAccountTogether() {
      String bound = TestAccounts.withKey(rig, "bound", Optional.of(buyer.id())).secret();
      Map<String, List<String>> headers = Map.of("X-API-Key", List.of(bound));
      Caller caller = authenticate("all-of(mtls,api-key)", presented(Optional.of(buyer), headers));
      assertThat(caller.name()).isEqualTo("account:bound");
      assertThat(caller.authenticatedBy()).containsExactlyInAnyOrder("mtls", "api-key");
      refuses("all-of(mtls,api-key)", presented(Optional.empty(), headers), "api-key-refused");
      refuses(
          "all-of(mtls,api-key)",
          presented(Optional.of(rig.foreign(rig.otherPartner.buyer)), headers),
          "api-key-refused");
    }

    @Test
    void credentialsOfTwoCallersAreRefused() {
      refuses(
          "any-of(mtls,api-key)",
          presented(Optional.of(buyer), Map.of("X-API-Key", List.of(key))),
          "callers-differ");
      refuses(
          "any-of(api-key,password)",
          presented(
              Optional.empty(),
              Map.of(
                  "X-API-Key", List.of(key), "Authorization", List.of(basic("alice", PASSWORD)))),
          "callers-differ");
    }

    @Test
    void threat46ASecretCountsInItsHeaderOnce() {
      refuses(
          "api-key",
          presented(Optional.empty(), Map.of("X-API-Key", List.of(key, key))),
          "api-key-repeated");
      refuses(
          "api-key",
          presented(Optional.empty(), Map.of("X-API-Key", List.of(key)), Set.of("api_key")),
          "api-key-in-query");
      refuses(
          "password",
          presented(
              Optional.empty(),
              Map.of("Authorization", List.of(basic("alice", PASSWORD), basic("alice", PASSWORD)))),
          "authorization-repeated");
    }

    /** A stream is looked at every few seconds, for as long as its account and secret count. */
    @Test
    void aLastingRequestEndsWithItsAccountAndCostsNoAttempt() {
      CallerAuthenticator rule = new CallerAuthenticator("password", rig.methods);
      PresentedCredentials first = withBasic("alice", PASSWORD);
      rule.authenticate(first);
      for (int i = 0; i < 10; i++) {
        rig.attempts.failed(List.of(Counter.ofAccount("alice")));
      }
      refuses("password", first, "attempts-failed");
      assertThat(rule.authenticate(first.again(Optional.empty())).name())
          .isEqualTo("account:alice");
      rig.accounts.withdraw("alice", TestAccounts.OFFICER);
      refuses("password", first.again(Optional.empty()), "password-refused");
    }

    @Test
    void aLastingRequestEndsWithItsSecret() {
      CallerAuthenticator rule = new CallerAuthenticator("api-key", rig.methods);
      PresentedCredentials first = withKey(key);
      rule.authenticate(first);
      rig.clock.move(TestAccounts.SECRET_LIFETIME.minus(Duration.ofSeconds(2)));
      assertThat(rule.authenticate(first.again(Optional.empty()))).isNotNull();
      rig.clock.move(Duration.ofSeconds(2));
      refuses("api-key", first.again(Optional.empty()), "api-key-refused");
    }

    /** What was never proved is proved on the later look. */
    @Test
    void aLastingRequestIsNotBelievedWithoutAProof() {
      refuses(
          "password",
          withBasic("alice", "wrong password, long").again(Optional.empty()),
          "password-refused");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "=", "YWxpY2U", "YWxpY2U=", "YWxpY2U6cAFw", "/////w==", "a:b"})
  void refusesOtherForms(String encoded) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> BasicCredentials.parse(encoded));
    assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
    assertThat(refusal.check()).isEqualTo("basic-form");
  }

  @Test
  void readsAPasswordWithColonsInUtf8() {
    byte[] octets = "alice:p\u00e4ss:w\u00f6rd".getBytes(StandardCharsets.UTF_8);
    BasicCredentials read = BasicCredentials.parse(Base64.getEncoder().encodeToString(octets));
    assertThat(read).isEqualTo(new BasicCredentials("alice", "p\u00e4ss:w\u00f6rd"));
    assertThat(read.toString()).doesNotContain("ss:w");
  }

  @Property(tries = 1000)
  void readsOrRefusesAnyText(@ForAll String text) {
    for (String shown :
        List.of(text, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)))) {
      try {
        BasicCredentials read = BasicCredentials.parse(shown);
        assertThat(read.user()).doesNotContain(":");
      } catch (ProblemException e) {
        assertThat(e.check()).isEqualTo("basic-form");
      }
    }
  }
}
