package org.bailiwick.master.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestKeys;
import org.bailiwick.master.testing.TestDomainNode;
import org.bailiwick.master.testing.TestTrust;
import org.bailiwick.node.hsm.InMemorySigningKey;
import org.bailiwick.node.hsm.KeyShape;
import org.bailiwick.node.hsm.Pkcs11Token;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.hsm.SoftHsm;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.tokenkeys.TokenKeyNotices;
import org.bailiwick.node.tokenkeys.TokenKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The states of a token signing key: published, in service, still published, unpublished. */
class TokenKeysTest {

  private static final String TYPE = "txntoken+jwt";
  private static final String ISSUER = TestDomainNode.ISSUER;
  private static final String AUDIENCE = "bailiwick.example";

  @TempDir private Path folder;
  private final TestTrust trust = new TestTrust();
  private final TestClock clock = trust.clock;
  private final SigningKey first = InMemorySigningKey.generate("token-signing", KeyShape.EC_P256);
  private final SigningKey second =
      InMemorySigningKey.generate("token-signing-2", KeyShape.EC_P256);
  private TestDomainNode node;
  private TokenKeys keys;
  private OwnTokens tokens;

  @BeforeEach
  void open() {
    node = new TestDomainNode(trust, "domain", first, folder);
    keys = node.own;
    tokens = node.tokens;
  }

  @AfterEach
  void close() {
    node.close();
    trust.close();
  }

  private String signed() {
    return tokens.sign(
        TYPE,
        Json.createObjectBuilder()
            .add("iss", ISSUER)
            .add("aud", AUDIENCE)
            .add("iat", clock.instant().getEpochSecond())
            .add("exp", clock.instant().plus(Duration.ofMinutes(5)).getEpochSecond())
            .build());
  }

  private List<String> published() {
    return tokens.jwks().getJsonArray("keys").getValuesAs(JsonObject.class).stream()
        .map(key -> key.getString("kid"))
        .toList();
  }

  private static String header(String token) {
    return token.substring(0, token.indexOf('.'));
  }

  private static String id(SigningKey key) {
    return PublicJwk.thumbprint(key.publicKey());
  }

  private void accepts(String token) {
    assertThat(tokens.verify(token, TYPE, AUDIENCE).getString("iss")).isEqualTo(ISSUER);
  }

  @Test
  void theNextIsPublishedAtOnceAndSignsFromItsMomentOn() {
    assertThat(published()).containsExactly(id(first));
    keys.succeed(second, clock.instant().plus(Duration.ofHours(1)));
    assertThat(published()).containsExactly(id(first), id(second));
    assertThat(keys.needed(clock.instant())).containsExactly("token-signing", "token-signing-2");
    String before = signed();
    clock.move(Duration.ofHours(1));
    String after = signed();
    assertThat(header(before)).isNotEqualTo(header(after));
    accepts(after);
  }

  @Test
  void tokensInFlightStayValid() {
    keys.succeed(second, clock.instant().plus(Duration.ofMinutes(1)));
    String before = signed();
    clock.move(Duration.ofMinutes(2));
    accepts(before);
    accepts(signed());
    assertThat(keys.needed(clock.instant())).containsExactly("token-signing-2");
    assertThat(published()).containsExactly(id(first), id(second));
  }

  @Test
  void theOneBeforeIsPublishedForAnHourAndThenVerifiesNothing() {
    String old = signed();
    keys.succeed(second, clock.instant());
    clock.move(TokenKeys.PUBLISHED_AFTER.plusSeconds(1));
    assertThat(published()).containsExactly(id(second));
    assertThat(keys.find(Optional.of(id(first)), clock.instant())).isEmpty();
    assertThatThrownBy(() -> tokens.verify(old, TYPE, AUDIENCE))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void refusesAKeyThatDoesNotSignEs256() {
    SigningKey rsa = new InMemorySigningKey("rsa", TestKeys.rsa3072());
    assertThatThrownBy(() -> keys.succeed(rsa, clock.instant()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(published()).hasSize(1);
  }

  @Test
  void followsANoticeOfAKeyThatTheTokenHolds() throws Exception {
    try (Pkcs11Token token = Pkcs11Token.open(SoftHsm.freshToken().settings())) {
      SigningKey made = token.generate("token-signing-2", KeyShape.EC_P256);
      TokenKeyNotices notices = new TokenKeyNotices(Optional.of(folder), token, keys);
      notices.follow();
      assertThat(published()).hasSize(1);
      for (String fault :
          List.of(
              "{",
              "[]",
              "{}",
              notice("token-signing-2", "other"),
              notice("token-signing-3", id(made)),
              notice("token-signing-2", id(made), "soon"))) {
        Files.writeString(folder.resolve("a.json"), fault);
        notices.follow();
        assertThat(published()).as(fault).hasSize(1);
      }
      Files.writeString(folder.resolve("b.json"), notice("token-signing-2", id(made)));
      notices.follow();
      notices.follow();
      assertThat(published()).containsExactly(id(first), id(made));
    }
  }

  private String notice(String label, String thumbprint) {
    return notice(label, thumbprint, clock.instant().plus(Duration.ofHours(1)).toString());
  }

  private static String notice(String label, String thumbprint, String inService) {
    return Json.createObjectBuilder()
        .add("label", label)
        .add("jwk_thumbprint", thumbprint)
        .add("in_service", inService)
        .build()
        .toString();
  }
}
