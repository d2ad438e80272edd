package org.bailiwick.node.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestKeys;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JwtChecksTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final String ISSUER = "https://issuer.example";
  private static final String AUDIENCE = "https://node.example";
  private static final KeyPair EC = TestKeys.ec();
  private static final KeyPair RSA = TestKeys.rsa2048();
  private static final String HEADER = "{'alg':'ES256','typ':'at+jwt','kid':'k1'}";
  private static final String CLAIMS = claims("'iss':'" + ISSUER + "','aud':'" + AUDIENCE + "'");

  private final JwtChecks checks = rules().build();

  @Test
  void acceptsWhatFitsEveryRule() {
    VerifiedJwt token = checks.verify(signed(HEADER, CLAIMS));
    assertThat(token.text("sub")).isEqualTo("caller");
    assertThat(token.time("iat")).isEqualTo(NOW);
    assertThat(token.texts("aud")).containsExactly(AUDIENCE);
    assertThat(token.header()).containsEntry("kid", "k1");
    assertThat(token.findText("none")).isEmpty();
    assertThat(token.members("cnf")).containsEntry("x5t#S256", "abc");
    assertThat(checks.verify(signed(HEADER.replace("at+jwt", "application/AT+JWT"), CLAIMS)))
        .isNotNull();
  }

  /** Found by fuzzing. */
  @Test
  void aMemberThatIsNullCountsAsMissing() {
    String header = HEADER.replace("}", ",'cty':null}");
    VerifiedJwt token =
        checks.verify(signed(header, CLAIMS.replace("{'sub'", "{'scope':null,'sub'")));
    assertThat(token.header()).containsEntry("cty", null);
    assertThat(token.findText("scope")).isEmpty();
    assertRefused("type", signed(HEADER.replace("'at+jwt'", "null"), CLAIMS));
  }

  @Test
  void wrongClaimTypesAreRefusedWhenRead() {
    VerifiedJwt token = checks.verify(signed(HEADER, CLAIMS));
    assertRefused("claim-exp", () -> token.text("exp"));
    assertRefused("claim-none", () -> token.text("none"));
    assertRefused("claim-sub", () -> token.time("sub"));
    assertRefused("claim-exp", () -> token.texts("exp"));
    assertRefused("claim-sub", () -> token.members("sub"));
  }

  @Nested
  class Form {
    @Test
    void whatIsNotExactlyACompactJwsIsRefused() {
      String good = signed(HEADER, CLAIMS);
      for (String bad :
          List.of(
              "",
              "a.b",
              good + ".x",
              good + "\n",
              " " + good,
              good.replaceFirst("\\.", ".."),
              good.replaceFirst("\\.", "!."),
              good + "=",
              "x".repeat(16 * 1024) + "." + good)) {
        assertRefused("format", bad);
      }
      assertRefused("format", signed("[1]", CLAIMS));
      assertRefused("format", signed(HEADER, "'text'"));
    }

    @Test
    void duplicateMembersAreRefused() {
      assertRefused("format", signed("{'alg':'none','alg':'ES256','typ':'at+jwt'}", CLAIMS));
      assertRefused("format", signed(HEADER, CLAIMS.replace("'sub'", "'sub':'other','sub'")));
      assertRefused("format", signed(HEADER, CLAIMS.replace("'abc'", "'abc','x':1,'x':2")));
    }

    @Test
    void deepNestingIsRefused() {
      for (String[] pair : new String[][] {{"[", "]"}, {"{'a':", "}"}}) {
        String deep = pair[0].repeat(2000) + "1" + pair[1].repeat(2000);
        assertRefused(
            "format", signed(HEADER, CLAIMS.replace("{'sub'", "{'deep':" + deep + ",'sub'")));
        assertRefused(
            "format", signed(HEADER.replace("'kid'", "'deep':" + deep + ",'kid'"), CLAIMS));
      }
    }
  }

  @Nested
  class TypeAndAlgorithm {
    @Test
    void anotherKindOfTokenIsRefused() {
      for (String typ : List.of("JWT", "txntoken+jwt", "dpop+jwt", "at+jwt ", "logout+jwt")) {
        assertRefused("type", signed(HEADER.replace("at+jwt", typ), CLAIMS));
      }
      assertRefused("type", signed("{'alg':'ES256'}", CLAIMS));
      assertRefused("type", signed("{'alg':'ES256','typ':1}", CLAIMS));
    }

    @Test
    void plainTokensOfOutsideIssuersMayHaveNoType() {
      JwtChecks plain = rules().plainType().build();
      assertThat(plain.verify(signed("{'alg':'ES256'}", CLAIMS))).isNotNull();
      assertThat(plain.verify(signed("{'alg':'ES256','typ':'JWT'}", CLAIMS))).isNotNull();
      assertThatThrownBy(() -> plain.verify(signed(HEADER, CLAIMS)))
          .isInstanceOf(ProblemException.class);
    }

    /** RFC 8725 section 3.12: a JWT of another kind that bears no type, or a plain one. */
    @Test
    void whatTheVerifierDoesNotCheckIsRefused() {
      assertRefused(
          "claim-events", signed(HEADER, CLAIMS.replace("{'sub'", "{'events':{'x':{}},'sub'")));
      assertRefused(
          "claim-events", signed(HEADER, CLAIMS.replace("{'sub'", "{'events':null,'sub'")));
      for (String cnf :
          List.of("{'jkt':'a'}", "{'x5t#S256':'abc','jkt':'a'}", "{'jwk':{}}", "{}", "null")) {
        assertRefused("claim-cnf", signed(HEADER, CLAIMS.replace("{'x5t#S256':'abc'}", cnf)));
      }
      assertRefused("claim-cnf", signed(HEADER, CLAIMS.replace("{'x5t#S256':'abc'}", "'abc'")));
    }

    @Test
    void noneAndAlgorithmsNotListedAreRefused() {
      for (String alg : List.of("none", "NONE", "HS256", "RS256", "ES384", "es256")) {
        assertRefused("algorithm", signed(HEADER.replace("ES256", alg), CLAIMS));
      }
    }

    @Test
    void anHmacOverThePublicKeyIsRefusedEvenIfItsNameWereListed() throws Exception {
      String input = encode("{'alg':'HS256','typ':'at+jwt'}") + "." + encode(CLAIMS);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(RSA.getPublic().getEncoded(), "HmacSHA256"));
      String forged = input + "." + base64(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
      assertRefused("algorithm", forged);
      assertThatThrownBy(() -> rules().algorithms(List.of("HS256")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Nested
  class Keys {
    @Test
    void anotherKeyAndAChangedTokenAreRefused() {
      String good = signed(HEADER, CLAIMS);
      assertRefused("signature", signedBy(TestKeys.ec(), HEADER, CLAIMS));
      String[] parts = good.split("\\.", -1);
      assertRefused(
          "signature",
          parts[0] + "." + encode(CLAIMS.replace("caller", "other!")) + "." + parts[2]);
    }

    @Test
    void keysThatTheTokenBringsAreNotUsed() throws Exception {
      KeyPair attacker = TestKeys.ec();
      String jwk =
          PublicJsonWebKey.Factory.newPublicJwk(attacker.getPublic()).toJson().replace('"', '\'');
      for (String own :
          List.of(
              "'jwk':" + jwk,
              "'jku':'https://attacker.example/k'",
              "'x5u':'https://a.example/c'")) {
        assertRefused(
            "signature", signedBy(attacker, HEADER.replace("'kid'", own + ",'kid'"), CLAIMS));
      }
    }

    @Test
    void aCriticalHeaderThatNobodyKnowsIsRefused() {
      assertRefused(
          "signature", signed(HEADER.replace("'kid'", "'crit':['exp'],'exp':1,'kid'"), CLAIMS));
    }

    @Test
    void aJwkSetGivesTheKeysOfTheKidOnly() throws Exception {
      JwtChecks withSet = rules().keys(JwtKeys.ofJwks(set("k1", "k2"))).build();
      assertThat(withSet.verify(signed(HEADER, CLAIMS))).isNotNull();
      assertThat(withSet.verify(signed("{'alg':'ES256','typ':'at+jwt'}", CLAIMS))).isNotNull();
      assertRefused(withSet, "signature", signed(HEADER.replace("k1", "k2"), CLAIMS));
      assertRefused(withSet, "key", signed(HEADER.replace("k1", "k3"), CLAIMS));
    }

    @Test
    void symmetricAndEncryptionKeysOfASetAreLeftOut() {
      JwtKeys keys =
          JwtKeys.ofJwks(
              json("{'keys':[{'kty':'oct','kid':'k1','k':'AAAA'},") + jwk("k1", "enc", EC) + "]}");
      assertThat(keys.find(Optional.of("k1"))).isEmpty();
      assertThatThrownBy(() -> JwtKeys.ofJwks("{}")).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> JwtKeys.ofJwks("<html>"))
          .isInstanceOf(IllegalArgumentException.class);
    }

    private String set(String first, String second) {
      return json("{'keys':[")
          + jwk(first, "sig", EC)
          + ","
          + jwk(second, "sig", TestKeys.ec())
          + "]}";
    }

    private String jwk(String kid, String use, KeyPair pair) {
      try {
        PublicJsonWebKey key = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
        key.setKeyId(kid);
        key.setUse(use);
        return key.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
      } catch (org.jose4j.lang.JoseException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class Parties {
    @Test
    void issuerAndAudienceMustBeExactlyTheExpectedOnes() {
      for (String iss : List.of("'iss':'https://other.example',", "'iss':'" + ISSUER + "/',", "")) {
        assertRefused("issuer", signed(HEADER, claims(iss + "'aud':'" + AUDIENCE + "'")));
      }
      assertRefused("claim-iss", signed(HEADER, claims("'iss':['" + ISSUER + "'],'aud':'x'")));
      String iss = "'iss':'" + ISSUER + "'";
      for (String aud :
          List.of(
              "",
              ",'aud':[]",
              ",'aud':'https://node.example/'",
              ",'aud':['" + AUDIENCE + "','https://other.example']",
              ",'aud':['" + AUDIENCE + "','" + AUDIENCE + "']")) {
        assertRefused("audience", signed(HEADER, claims(iss + aud)));
      }
      assertThat(checks.verify(signed(HEADER, claims(iss + ",'aud':['" + AUDIENCE + "']"))))
          .isNotNull();
    }

    @Test
    void theClaimedIssuerIsReadableBeforehand() {
      assertThat(JwtChecks.claimedIssuer(signed(HEADER, CLAIMS))).contains(ISSUER);
      assertThat(JwtChecks.claimedIssuer("x")).isEmpty();
      assertThat(JwtChecks.claimedHeader(signed(HEADER, CLAIMS)).orElseThrow())
          .containsEntry("alg", "ES256");
    }
  }

  @Nested
  class Times {
    @Test
    void expiryIsExactAndAskedFor() {
      assertRefused("expired", at(0, "'exp':" + (NOW.getEpochSecond() + 0)));
      assertThat(checks.verify(at(0, "'exp':" + (NOW.getEpochSecond() + 1)))).isNotNull();
      assertRefused("claim-exp", at(0, "'x':1"));
      assertRefused("claim-exp", at(0, "'exp':'" + (NOW.getEpochSecond() + 9) + "'"));
      assertRefused("claim-exp", at(0, "'exp':1e300"));
      assertRefused("claim-exp", at(0, "'exp':" + Long.MAX_VALUE));
    }

    @Test
    void ageAndFutureAreBounded() {
      String exp = "'exp':" + (NOW.getEpochSecond() + 60);
      assertThat(checks.verify(at(-300, exp))).isNotNull();
      assertRefused("too-old", at(-301, exp));
      assertThat(checks.verify(at(30, exp))).isNotNull();
      assertRefused("from-future", at(31, exp));
      assertRefused("not-yet-valid", at(0, exp + ",'nbf':" + (NOW.getEpochSecond() + 31)));
      assertRefused("claim-iat", at(0, exp).length() > 0 ? signed(HEADER, without(exp)) : "");
    }

    @Test
    void agelessTokensSayWhenTheyWereMadeAndAreTakenAtAnyTime() {
      JwtChecks ageless = rules().ageless().build();
      JwtChecks events =
          JwtChecks.of("access-token", ProblemType.ACCESS_TOKEN_INVALID)
              .type("at+jwt")
              .algorithms(List.of("ES256"))
              .keys(JwtKeys.of(EC.getPublic()))
              .ageless()
              .clock(Clock.fixed(NOW, ZoneOffset.UTC))
              .build();
      for (long age : new long[] {-1_000_000, 1_000_000}) {
        assertThat(events.verify(at(age, "'jti':'e'"))).isNotNull();
      }
      assertRefused(events, "claim-iat", signed(HEADER, without("'jti':'e'")));
      assertRefused(events, "has-expiry", at(0, "'exp':1"));
      assertRefused(ageless, "too-old", at(-301, "'jti':'e'"));
    }

    private String at(long age, String times) {
      return signed(HEADER, without("'iat':" + (NOW.getEpochSecond() + age) + "," + times));
    }

    private String without(String times) {
      return "{'iss':'" + ISSUER + "','aud':'" + AUDIENCE + "'," + times + "}";
    }
  }

  @Test
  void aBindingHasOnlyMembersThatTheCallerVerifies() {
    JwtChecks both = rules().confirmation(Set.of("x5t#S256", "jkt")).build();
    for (String cnf : List.of("{'x5t#S256':'abc'}", "{'jkt':'k'}", "{'x5t#S256':'a','jkt':'k'}")) {
      assertThat(both.verify(signed(HEADER, bound(cnf)))).isNotNull();
    }
    for (String cnf : List.of("{}", "{'jkt':null}", "{'jkt':'k','kid':'1'}", "{'jwk':{}}")) {
      assertRefused(both, "claim-cnf", signed(HEADER, bound(cnf)));
    }
  }

  /** RFC 7519 section 4.1.4: an expiry that is there counts. */
  @Test
  void aShortLivedTokenNeedsNoExpiryAndIsBoundByItsAge() {
    JwtChecks short5 = rules().shortLived().build();
    String without = CLAIMS.replaceFirst("'exp':[0-9]+,", "");
    assertThat(short5.verify(signed(HEADER, without))).isNotNull();
    assertRefused("claim-exp", signed(HEADER, without));
    String old = "'iat':" + NOW.minusSeconds(301).getEpochSecond();
    assertRefused(short5, "too-old", signed(HEADER, without.replaceFirst("'iat':[0-9]+", old)));
    assertThat(short5.verify(signed(HEADER, CLAIMS))).isNotNull();
    String ended = "'exp':" + NOW.getEpochSecond();
    assertRefused(short5, "expired", signed(HEADER, CLAIMS.replaceFirst("'exp':[0-9]+", ended)));
    assertThatThrownBy(
            () -> JwtChecks.of("x", ProblemType.ACCESS_TOKEN_INVALID).shortLived().build())
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String bound(String cnf) {
    return claims("'iss':'" + ISSUER + "','aud':'" + AUDIENCE + "'")
        .replace("{'x5t#S256':'abc'}", cnf);
  }

  private static JwtChecks.Builder rules() {
    return JwtChecks.of("access-token", ProblemType.ACCESS_TOKEN_INVALID)
        .type("at+jwt")
        .confirmation("x5t#S256")
        .algorithms(List.of("ES256"))
        .keys(JwtKeys.of(EC.getPublic()))
        .issuer(ISSUER)
        .audience(AUDIENCE)
        .maxAge(Duration.ofMinutes(5))
        .clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static String claims(String parties) {
    return "{'sub':'caller','cnf':{'x5t#S256':'abc'},'iat':"
        + NOW.getEpochSecond()
        + ",'exp':"
        + NOW.plusSeconds(60).getEpochSecond()
        + ","
        + parties
        + "}";
  }

  private static String signed(String header, String claims) {
    return signedBy(EC, header, claims);
  }

  private static String signedBy(KeyPair pair, String header, String claims) {
    String input = encode(header) + "." + encode(claims);
    String algorithm =
        pair.getPublic() instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSAinP1363Format";
    return input
        + "."
        + base64(new MemoryKey(pair, algorithm).sign(input.getBytes(StandardCharsets.US_ASCII)));
  }

  private static String encode(String json) {
    return base64(json(json).getBytes(StandardCharsets.UTF_8));
  }

  private static String json(String singleQuoted) {
    return singleQuoted.replace('\'', '"');
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private void assertRefused(String check, String token) {
    assertRefused(checks, check, token);
  }

  private static void assertRefused(JwtChecks checks, String check, String token) {
    assertRefused(check, () -> checks.verify(token));
  }

  private static void assertRefused(String check, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.check()).isEqualTo("access-token-" + check);
              assertThat(problem.type()).isEqualTo(ProblemType.ACCESS_TOKEN_INVALID);
            });
  }
}
