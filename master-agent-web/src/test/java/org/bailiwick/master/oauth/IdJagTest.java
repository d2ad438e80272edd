package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.testing.MasterRig;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ID-JAGs of a partner's server, and what is kept of the grants that come in. */
class IdJagTest {

  private static final String TYP = "oauth-id-jag+jwt";
  private static final String SCOPE = "invoice.parse@1 fx.rates@1";

  @TempDir Path folder;
  private MasterRig rig;
  private TokenEndpoint endpoint;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    endpoint = rig.endpoint();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private IssuedToken issue(String assertion) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", GrantExchange.GRANT_TYPE);
    form.putSingle("assertion", assertion);
    form.putSingle("client_id", rig.partner.buyer.id().toString());
    return endpoint.issue(new TokenRequest(form), Optional.of(rig.foreign(rig.partner.buyer)));
  }

  private String signed(Map<String, Object> claims) {
    return rig.partner.sign(claims, "RS256", TYP);
  }

  private Map<String, Object> claims(String name, Object value) {
    Map<String, Object> claims = rig.partner.claims(SCOPE);
    claims.put(name, value);
    return claims;
  }

  private void refuses(String assertion, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(assertion));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(OAuthError.INVALID_GRANT);
    assertThat(rig.lastDenial()).isEqualTo(check);
  }

  @Test
  void givesATokenWithoutRefreshToken() {
    IssuedToken token = issue(signed(rig.partner.claims(SCOPE)));
    assertThat(token.body().keySet())
        .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
    assertThat(issue(rig.partner.sign(rig.partner.claims(SCOPE), "RS256", "application/" + TYP)))
        .isNotNull();
  }

  /** The draft requires each of these claims. */
  @Test
  void everyClaimThatIsRequiredAndMissingIsRefused() {
    Map<String, String> checks =
        Map.of(
            "iss", "grant-issuer",
            "sub", "grant-claim-sub",
            "aud", "grant-audience",
            "client_id", "grant-claim-client_id",
            "jti", "grant-claim-jti",
            "exp", "grant-claim-exp",
            "iat", "grant-claim-iat");
    checks.forEach(
        (claim, check) -> {
          Map<String, Object> claims = rig.partner.claims(SCOPE);
          claims.remove(claim);
          refuses(signed(claims), check);
          refuses(signed(claims(claim, null)), check);
          refuses(
              signed(claims(claim, new ArrayList<>(List.of(Map.of("x", 1))))), wrongType(claim));
        });
  }

  private static String wrongType(String claim) {
    return "grant-claim-" + claim;
  }

  /** RFC 7519 section 4: a claim that comes twice. */
  @Test
  void everyClaimThatComesTwiceIsRefused() {
    String json = JsonUtil.toJson(new HashMap<>(rig.partner.claims(SCOPE)));
    for (String claim : List.of("iss", "sub", "aud", "client_id", "jti", "exp", "iat", "scope")) {
      Map<String, Object> claims = rig.partner.claims(SCOPE);
      String member = JsonUtil.toJson(Map.of(claim, claims.get(claim)));
      String twice = json.substring(0, json.length() - 1) + "," + member.substring(1);
      refuses(rig.partner.signText(twice, TYP), "grant-format");
    }
  }

  @Test
  void everyClaimOfAnotherIsRefused() {
    refuses(signed(claims("iss", rig.otherPartner.issuer())), "grant-issuer");
    refuses(rig.otherPartner.sign(rig.partner.claims(SCOPE), "RS256", TYP), "grant-signature");
    refuses(signed(claims("sub", "")), "grant-claim-sub");
    refuses(signed(claims("jti", "")), "grant-jti");
    refuses(signed(claims("aud", "https://other.example")), "grant-audience");
    refuses(
        signed(claims("aud", List.of(MasterRig.ISSUER, "https://other.example"))),
        "grant-audience");
    refuses(signed(claims("client_id", "buyer")), "grant-client");
    refuses(signed(claims("client_id", "spiffe://partner.example/agent/thief")), "grant-client");
    refuses(signed(claims("resource", "https://other.example")), "grant-resource");
    refuses(
        signed(claims("resource", List.of(MasterRig.ISSUER, "https://other.example"))),
        "grant-resource");
    refuses(signed(claims("cnf", Map.of("x5t#S256", "other"))), "grant-certificate");
  }

  /** A JWT grant may be for the token endpoint, an ID-JAG for the issuer only. */
  @Test
  void theTokenEndpointIsNoAudienceOfAnIdJag() {
    refuses(signed(claims("aud", MasterRig.ISSUER + "/oauth/token")), "grant-audience");
  }

  @Test
  void isRefusedOutsideOfItsTime() {
    long now = rig.clock.instant().getEpochSecond();
    refuses(signed(claims("exp", now)), "grant-expired");
    refuses(signed(claims("iat", now - 301)), "grant-too-old");
    refuses(signed(claims("iat", now + 31)), "grant-from-future");
    refuses(signed(claims("nbf", now + 31)), "grant-not-yet-valid");
  }

  @Test
  void threat34RefusesOtherAlgorithms() {
    refuses(rig.partner.sign(rig.partner.claims(SCOPE), "HS256", TYP), "grant-algorithm");
    refuses(rig.partner.sign(rig.partner.claims(SCOPE), "none", TYP) + "AA", "grant-algorithm");
  }

  @Test
  void threat38CountsOnceAlsoInAnotherForm() {
    Map<String, Object> claims = rig.partner.claims(SCOPE);
    issue(signed(claims));
    refuses(signed(claims), "grant-replayed");
    refuses(rig.partner.grant(claims), "grant-replayed");
  }

  /** What a grant of either form says is kept and shown. */
  @Nested
  class WhatIsKept {

    @Test
    void isAgentScopeResourceAudienceGrantTypeAndAssertion() {
      Map<String, Object> claims = claims("resource", MasterRig.ISSUER);
      claims.put("act", Map.of("sub", rig.partner.buyer.id().toString()));
      claims.put("txn", "txn-of-partner");
      claims.put("scope", SCOPE + " openid");
      String grant = signed(claims);
      IssuedToken token = issue(grant);
      AuthorizationContext kept = rig.contexts.ofToken(token.record().jti()).orElseThrow();
      assertThat(kept.agent()).isEqualTo(rig.partner.buyer.id().toString());
      assertThat(kept.subject()).isEqualTo("https://as.partner.example#alice");
      assertThat(kept.scope()).isEqualTo(SCOPE + " openid");
      assertThat(kept.resource()).contains(MasterRig.ISSUER);
      assertThat(kept.audience()).isEqualTo(MasterRig.ISSUER);
      assertThat(kept.assertion().grantType()).isEqualTo(GrantExchange.GRANT_TYPE);
      assertThat(kept.assertion().typ()).isEqualTo(TYP);
      assertThat(kept.assertion().issuer()).isEqualTo(rig.partner.issuer());
      assertThat(kept.assertion().jti()).isEqualTo(claims.get("jti"));
      assertThat(kept.assertion().sha256()).hasSize(64);
      assertThat(kept.txn()).contains("txn-of-partner");
      assertThat(kept.json().getJsonObject("act").getString("sub"))
          .isEqualTo(rig.partner.buyer.id().toString());
      assertThat(rig.audit())
          .filteredOn(row -> row.event().equals("token.issued"))
          .singleElement()
          .satisfies(
              row ->
                  assertThat(row.details())
                      .contains(kept.assertion().sha256(), "txn-of-partner", TYP, MasterRig.ISSUER)
                      .contains("\"scope\":\"fx.rates@1 invoice.parse@1\"")
                      .doesNotContain(grant));
      assertThat(rig.column("select assertion_sha256 from authorization_context"))
          .containsExactly(kept.assertion().sha256());
    }

    @Test
    void isThereForAPlainGrantToo() {
      IssuedToken token = issue(rig.partner.grant(rig.partner.claims(SCOPE)));
      AuthorizationContext kept = rig.contexts.ofToken(token.record().jti()).orElseThrow();
      assertThat(kept.assertion().typ()).isEqualTo("JWT");
      assertThat(kept.resource()).isEmpty();
      assertThat(kept.txn()).isEmpty();
      assertThat(kept.act()).isEqualTo("{}");
    }

    @Test
    void isNotWhatCannotBeStored() {
      refuses(signed(claims("txn", "")), "grant-txn");
      refuses(signed(claims("txn", "a\u0000b")), "grant-txn");
      refuses(signed(claims("scope", "fx.rates@1 a\u0000b")), "grant-scope");
      refuses(signed(claims("act", "x")), "grant-claim-act");
    }

    @Test
    void goesWithTheTokensRow() {
      IssuedToken token = issue(signed(rig.partner.claims(SCOPE)));
      rig.run("delete from token where jti = '" + token.record().jti() + "'");
      assertThat(rig.contexts.ofToken(token.record().jti())).isEmpty();
    }
  }
}
