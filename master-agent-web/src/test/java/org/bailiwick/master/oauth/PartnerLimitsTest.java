package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.MasterRig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a partner's description says of single servers, agents and principals, at the endpoint. */
class PartnerLimitsTest {

  private static final String BUYER = "spiffe://partner.example/agent/buyer";

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

  private void describe(String members, String ofServer) {
    rig.partner.describe(members, ofServer);
    rig.clock.move(Duration.ofSeconds(3));
  }

  private IssuedToken issue(Map<String, Object> claims) {
    return issue(rig.partner.buyer, claims);
  }

  private IssuedToken issue(TestLeaf client, Map<String, Object> claims) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", GrantExchange.GRANT_TYPE);
    form.putSingle("assertion", rig.partner.grant(claims));
    form.putSingle("client_id", client.id().toString());
    return endpoint.issue(new TokenRequest(form), Optional.of(rig.foreign(client)));
  }

  private Map<String, Object> claims() {
    return rig.partner.claims("invoice.parse@1 fx.rates@1 ledger.post@1");
  }

  private void refuses(OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(claims()));
    assertThat(refusal).as(check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
  }

  private static String entry(String name, String... scopes) {
    String list = scopes.length == 0 ? "" : "\"" + String.join("\",\"", scopes) + "\"";
    return "{\"" + name + "\":{\"scopes\":[" + list + "]}}";
  }

  private static String agents(String name, String... scopes) {
    return ",\"agents\":" + entry(name, scopes);
  }

  private static String subjects(String name, String... scopes) {
    return ",\"subjects\":" + entry(name, scopes);
  }

  @Test
  void theScopeIsWhatDomainAgentAndPrincipalAllHave() {
    describe("", "");
    assertThat(scope()).isEqualTo("fx.rates@1 invoice.parse@1");
    describe(agents(BUYER, "fx.rates@1", "ledger.post@1"), "");
    assertThat(scope()).isEqualTo("fx.rates@1");
    describe(agents(BUYER, "fx.rates@1", "invoice.parse@1"), subjects("alice", "invoice.parse@1"));
    assertThat(scope()).isEqualTo("invoice.parse@1");
    describe(agents(BUYER, "fx.rates@1"), subjects("alice", "invoice.parse@1"));
    refuses(OAuthError.INVALID_SCOPE, "scope-empty");
  }

  private String scope() {
    return issue(claims()).record().scope().scope();
  }

  @Test
  void refusesAnAgentWhosePathIsNotAllowed() {
    describe(",\"agent_paths\":[\"/agent/\"]", "");
    assertThat(scope()).isNotEmpty();
    describe(",\"agent_paths\":[\"/agents/\",\"/agent/buyer2\"]", "");
    refuses(OAuthError.UNAUTHORIZED_CLIENT, "partner-agent-path");
  }

  @Test
  void refusesAnAgentThatTheListLacks() {
    describe(agents("spiffe://partner.example/agent/other", "fx.rates@1"), "");
    refuses(OAuthError.UNAUTHORIZED_CLIENT, "partner-agent");
  }

  @Test
  void refusesAPrincipalThatTheListLacks() {
    describe("", subjects("bob", "fx.rates@1"));
    refuses(OAuthError.INVALID_GRANT, "partner-subject");
    Map<String, Object> bobs = claims();
    bobs.put("sub", "bob");
    assertThat(issue(bobs).record().scope().scope()).isEqualTo("fx.rates@1");
  }

  /** Each use asks again, so what is taken away ends what was given before. */
  @Test
  void aTokenIsRefusedWhenItsAgentPrincipalOrIssuerIsGone() {
    describe("", "");
    String token = issue(claims()).compact();
    assertThat(check(token)).isEmpty();
    describe(agents("spiffe://partner.example/agent/other", "fx.rates@1"), "");
    assertThat(check(token)).contains("partner-agent");
    describe(",\"agent_paths\":[\"/agent/other\"]", "");
    assertThat(check(token)).contains("partner-agent-path");
    describe("", subjects("bob", "fx.rates@1"));
    assertThat(check(token)).contains("partner-subject");
    rig.partner.write(
        """
        {"trust_domain":"partner.example","anchors":"bundle.pem","crl":"none",
         "authorization_servers":[{"issuer":"https://as2.partner.example",
           "jwks_file":"jwks.json","algorithms":["RS256"]}],
         "scopes":["invoice.parse@1","fx.rates@1"]}""");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(check(token)).contains("partner-issuer");
    describe("", "");
    assertThat(check(token)).isEmpty();
  }

  private Optional<String> check(String token) {
    try {
      rig.accessTokens.verify(token, rig.foreign(rig.partner.buyer));
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(e.check());
    }
  }

  @Test
  void aGrantIsJudgedByTheServerOfItsIssuerAmongThePartnersOwn() {
    rig.partner.write(
        """
        {"trust_domain":"partner.example","anchors":"bundle.pem","crl":"none",
         "authorization_servers":[
           {"issuer":"https://as2.partner.example","jwks_file":"none.json","algorithms":["ES256"]},
           {"issuer":"https://as.partner.example","jwks_file":"jwks.json","algorithms":["RS256"]}],
         "scopes":["fx.rates@1"]}""");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(scope()).isEqualTo("fx.rates@1");
    Map<String, Object> ofTheOther = claims();
    ofTheOther.put("iss", "https://as2.partner.example");
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(ofTheOther));
    assertThat(refusal.check()).as("algorithms of that server").isEqualTo("grant-algorithm");
    Map<String, Object> ofAnotherPartner = claims();
    ofAnotherPartner.put("iss", rig.otherPartner.issuer());
    refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(ofAnotherPartner));
    assertThat(refusal.error()).isEqualTo(OAuthError.INVALID_GRANT);
  }
}
