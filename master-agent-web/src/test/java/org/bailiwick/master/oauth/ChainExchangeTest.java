package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.bailiwick.master.chaining.GrantForm;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Grants that agents of this domain get for the authorization server of another domain. */
class ChainExchangeTest {

  private static final String THERE = "https://as.other.example";
  private static final String TXN_TOKEN = ReplacementExchange.TXN_TOKEN;
  private static final String ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token";
  private static final String TARGET =
      """
      {"audience": "https://as.other.example",
       "scopes": {"invoice.parse@1": "invoices.read", "fx.rates@1": "rates"},
       "clients": {"spiffe://bailiwick.example/agent/clerk": "clerk-of-bailiwick"},
       "subjects": {"https://as.partner.example#bob": "robert"},
       "resources": ["https://api.other.example"]}""";

  @TempDir Path folder;
  private MasterRig rig;
  private TokenEndpoint endpoint;
  private TestAgent clerkAgent;
  private TestLeaf clerk;
  private MintedToken given;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    rig.otherPartner.takeGrants(TARGET);
    endpoint = rig.endpoint();
    clerkAgent = new TestAgent(rig.ca, "clerk", "invoice.parse@1");
    clerk = clerkAgent.leaf;
    TestAgent.list(rig, clerkAgent);
    given = stepOfPartnersJob(Map.of("sub", "spiffe://partner.example/agent/buyer"));
  }

  @AfterEach
  void stop() {
    clerkAgent.close();
    rig.close();
  }

  /** The token of a step of a job that the partner's buyer has posted with a grant of this act. */
  private MintedToken stepOfPartnersJob(Map<String, Object> act) {
    Map<String, Object> claims = rig.partner.claims("invoice.parse@1 fx.rates@1 ledger.post@1");
    claims.put("act", act);
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", GrantExchange.GRANT_TYPE);
    form.putSingle("assertion", rig.partner.grant(claims));
    form.putSingle("client_id", rig.partner.buyer.id().toString());
    IssuedToken access =
        endpoint.issue(new TokenRequest(form), Optional.of(rig.foreign(rig.partner.buyer)));
    return stepOf(access.record(), "https://as.partner.example#alice");
  }

  private MintedToken stepOf(TokenRecord access, String principal) {
    TokenRecord root =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            TokenOrigin.of(access.jti(), access.origin().caller()),
            Optional.empty(),
            Optional.of(new StepContext("job-1", Optional.empty())),
            access.scope(),
            new TokenLifetime(rig.clock.instant(), rig.clock.instant().plus(Duration.ofHours(1))),
            Optional.empty());
    rig.writer.commit(rig.ledger.insertion(root));
    MintedToken step =
        rig.mint.forStep(
            new StepTokenRequest(
                new Transaction("txn-1", principal, "job-1", "book", root),
                "reading",
                CapabilitySet.parseScope("invoice.parse@1 ledger.post@1"),
                AgentId.of(clerk.id())));
    rig.writer.commit(rig.ledger.insertion(step.record()));
    return step;
  }

  private MultivaluedMap<String, String> form() {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", ReplacementExchange.GRANT_TYPE);
    form.putSingle("client_id", clerk.id().toString());
    form.putSingle("subject_token", given.compact());
    form.putSingle("subject_token_type", TXN_TOKEN);
    form.putSingle("requested_token_type", GrantForm.JWT.tokenType());
    form.putSingle("audience", THERE);
    return form;
  }

  private MultivaluedMap<String, String> form(String name, String value) {
    MultivaluedMap<String, String> form = form();
    form.putSingle(name, value);
    return form;
  }

  private IssuedToken issue(MultivaluedMap<String, String> form) {
    return issue(form, rig.agent(clerk));
  }

  private IssuedToken issue(MultivaluedMap<String, String> form, VerifiedPeer peer) {
    return endpoint.issue(new TokenRequest(form), Optional.of(peer));
  }

  private void refuses(MultivaluedMap<String, String> form, OAuthError error, String check) {
    refuses(form, rig.agent(clerk), error, check);
  }

  private void refuses(
      MultivaluedMap<String, String> form, VerifiedPeer peer, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(form, peer));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
    assertThat(rig.audit()).extracting(row -> row.event()).doesNotContain("grant.issued");
  }

  private static JsonObject part(String compact, int index) {
    return StrictJson.object(
        new String(
            Base64.getUrlDecoder().decode(compact.split("\\.", -1)[index]),
            StandardCharsets.UTF_8));
  }

  private static JsonObject actors(String... subjects) {
    JsonObject claim = null;
    for (String subject : List.of(subjects).reversed()) {
      var actor = Json.createObjectBuilder().add("sub", subject);
      claim = claim == null ? actor.build() : actor.add("act", claim).build();
    }
    return claim;
  }

  @Test
  void givesAGrantInThePartnersWordsForItsServerAlone() {
    IssuedToken grant = issue(form("scope", "invoice.parse@1"));
    assertThat(grant.body().getString("token_type")).isEqualTo("N_A");
    assertThat(grant.body().getString("issued_token_type")).isEqualTo(GrantForm.JWT.tokenType());
    assertThat(grant.body().getString("scope")).isEqualTo("invoices.read");
    assertThat(grant.body().getInt("expires_in")).isEqualTo(60);
    assertThat(grant.body()).doesNotContainKey("refresh_token");
    assertThat(part(grant.compact(), 0).getString("typ")).isEqualTo("JWT");
    JsonObject claims = part(grant.compact(), 1);
    assertThat(claims.getString("iss")).isEqualTo(MasterRig.ISSUER);
    assertThat(claims.getString("aud")).isEqualTo(THERE);
    assertThat(claims.getString("sub")).isEqualTo("https://as.partner.example#alice");
    assertThat(claims.getString("client_id")).isEqualTo(clerk.id().toString());
    assertThat(claims.getString("scope")).isEqualTo("invoices.read");
    assertThat(claims.getString("txn")).isEqualTo("txn-1");
    assertThat(claims.getJsonObject("cnf").getString("x5t#S256"))
        .isEqualTo(rig.agent(clerk).thumbprint());
    assertThat(claims.getJsonObject("act"))
        .isEqualTo(actors(clerk.id().toString(), rig.partner.buyer.id().toString()));
    assertThat(claims.getInt("exp") - claims.getInt("iat")).isEqualTo(60);
    assertThat(claims).doesNotContainKey("resource");
  }

  @Test
  void givesAnIdJagForTheClientThatThePartnerKnows() {
    MultivaluedMap<String, String> form =
        form("requested_token_type", GrantForm.ID_JAG.tokenType());
    form.putSingle("resource", "https://api.other.example");
    IssuedToken grant = issue(form);
    assertThat(part(grant.compact(), 0).getString("typ")).isEqualTo("oauth-id-jag+jwt");
    JsonObject claims = part(grant.compact(), 1);
    assertThat(claims.getString("client_id")).isEqualTo("clerk-of-bailiwick");
    assertThat(claims.getString("resource")).isEqualTo("https://api.other.example");
    assertThat(claims.keySet())
        .contains("iss", "sub", "aud", "client_id", "jti", "exp", "iat", "act", "scope");
  }

  /** What has no word there is left out when nothing is asked for by name. */
  @Test
  void withoutAScopeItHasAllThatTheTokenAndTheDescriptionShare() {
    IssuedToken grant = issue(form());
    assertThat(grant.record().scope().scope()).isEqualTo("invoice.parse@1");
    assertThat(grant.body().getString("scope")).isEqualTo("invoices.read");
  }

  @Test
  void theResourceIsTheTargetWhereThereIsNoAudience() {
    MultivaluedMap<String, String> form = form("resource", THERE);
    form.remove("audience");
    assertThat(part(issue(form).compact(), 1).getString("aud")).isEqualTo(THERE);
    form.remove("resource");
    refusesLater(form, OAuthError.INVALID_REQUEST, "parameter-missing");
    MultivaluedMap<String, String> idJag = form("resource", THERE);
    idJag.remove("audience");
    idJag.putSingle("requested_token_type", GrantForm.ID_JAG.tokenType());
    refusesLater(idJag, OAuthError.INVALID_REQUEST, "parameter-missing");
  }

  private void refusesLater(MultivaluedMap<String, String> form, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(form));
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(refusal.check()).isEqualTo(check);
  }

  @Test
  void translatesTheSubjectThatThePartnerKnowsByAnotherName() {
    TokenRecord access = rig.ledger.find(given.record().origin().parent().orElseThrow()).get();
    given = stepOf(access, "https://as.partner.example#bob");
    assertThat(part(issue(form()).compact(), 1).getString("sub")).isEqualTo("robert");
  }

  @Test
  void isStoredBelowItsSubjectTokenAndEndsWithIt() throws Exception {
    IssuedToken grant = rig.commits.comesAfterCommit(() -> issue(form()));
    TokenRecord record = rig.ledger.find(grant.record().jti()).orElseThrow();
    assertThat(record.kind()).isEqualTo(TokenKind.GRANT);
    assertThat(record.origin().parent()).contains(given.record().jti());
    assertThat(record.holder()).contains(clerk.id().toString());
    assertThat(record.context().orElseThrow().jobId()).isEqualTo("job-1");
    assertThat(rig.ledger.state(record.jti())).isInstanceOf(TokenState.Live.class);
    rig.writer.commit(rig.ledger.ending(given.record().jti(), "step-done"));
    assertThat(rig.ledger.state(record.jti())).isInstanceOf(TokenState.Ended.class);
  }

  /** Agent, scope, resource, audience, grant type and assertion (R36), but never the grant. */
  @Test
  void keepsTheAuthorizationContextWithTheJobAndInTheAuditLog() {
    MultivaluedMap<String, String> form = form("resource", "https://api.other.example");
    form.putSingle("requested_token_type", GrantForm.ID_JAG.tokenType());
    IssuedToken grant = issue(form);
    AuthorizationContext context = rig.contexts.grantsOfJob("job-1").getFirst();
    assertThat(context.agent()).isEqualTo(clerk.id().toString());
    assertThat(context.scope()).isEqualTo("invoices.read");
    assertThat(context.resource()).contains("https://api.other.example");
    assertThat(context.audience()).isEqualTo(THERE);
    assertThat(context.assertion().grantType())
        .isEqualTo("urn:ietf:params:oauth:grant-type:jwt-bearer");
    assertThat(context.assertion().typ()).isEqualTo("oauth-id-jag+jwt");
    assertThat(context.assertion().jti()).isEqualTo(grant.record().jti());
    assertThat(Optional.of(context.assertion().sha256())).isEqualTo(grant.record().sha256());
    assertThat(context.txn()).contains("txn-1");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("grant.issued"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains(clerk.id().toString(), "invoices.read", "https://api.other.example")
                    .contains(THERE, "jwt-bearer", context.assertion().sha256(), "txn-1")
                    .contains("\"parent\":\"" + given.record().jti() + "\"")
                    .contains("\"signed_by\":\"domain\""));
    assertThat(rig.audit()).noneMatch(row -> row.details().contains(grant.compact()));
  }

  @Test
  void countsNoLongerThanTheSubjectToken() {
    rig.clock.move(Duration.ofSeconds(90));
    TestAgent.list(rig, clerkAgent);
    JsonObject claims = part(issue(form()).compact(), 1);
    assertThat(claims.getInt("exp"))
        .isEqualTo((int) given.record().lifetime().expiresAt().getEpochSecond());
    rig.clock.move(Duration.ofSeconds(30));
    refusesLater(form(), OAuthError.INVALID_REQUEST, "txn-token-expired");
  }

  @Test
  void refusesATokenOfAnotherAgent() {
    TestLeaf other = rig.ca.agent("other", "invoice.parse@1");
    refuses(
        form("client_id", other.id().toString()),
        rig.agent(other),
        OAuthError.UNAUTHORIZED_CLIENT,
        "token-of-another");
  }

  @Test
  void threat40RefusesAScopeThatTheSubjectTokenDoesNotCover() {
    refuses(form("scope", "fx.rates@1"), OAuthError.UNAUTHORIZED_CLIENT, "scope-too-wide");
  }

  @Test
  void threat40RefusesAScopeWithoutAWordThere() {
    refuses(form("scope", "ledger.post@1"), OAuthError.INVALID_SCOPE, "scope-untranslated");
    refuses(
        form("scope", "invoice.parse@1?region=eu"), OAuthError.INVALID_SCOPE, "scope-untranslated");
    rig.otherPartner.takeGrants(
        "{\"audience\":\"https://as.other.example\",\"scopes\":{\"fx.rates@1\":\"rates\"}}");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), OAuthError.INVALID_SCOPE, "scope-empty");
  }

  @Test
  void threat40RefusesUnknownTargetsAndResources() {
    refuses(form("audience", rig.partner.issuer()), OAuthError.INVALID_TARGET, "target-unknown");
    refuses(form("audience", THERE + "/"), OAuthError.INVALID_TARGET, "target-unknown");
    refuses(
        form("resource", "https://elsewhere.example"),
        OAuthError.INVALID_TARGET,
        "target-resource");
    rig.partner.takeGrants(TARGET);
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), OAuthError.INVALID_TARGET, "target-ambiguous");
    rig.partner.limitTo("invoice.parse@1");
    rig.otherPartner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), OAuthError.INVALID_TARGET, "target-unknown");
  }

  /** A faulty description counts as none. */
  @Test
  void refusesATargetWhoseDescriptionHasAFault() {
    for (String faulty :
        List.of(
            "{\"audience\":\"http://as.other.example\",\"scopes\":{\"fx.rates@1\":\"rates\"}}",
            "{\"audience\":\"https://as.other.example?x\",\"scopes\":{\"fx.rates@1\":\"rates\"}}",
            "{\"audience\":\"https://as.other.example\",\"scopes\":{}}",
            "{\"audience\":\"https://as.other.example\",\"scopes\":{\"fx.rates@1\":\"a b\"}}",
            "{\"audience\":\"https://as.other.example\",\"scopes\":{\"fx.rates@1\":\"r\"},\"x\":1}",
            "{\"scopes\":{\"fx.rates@1\":\"rates\"}}",
            "[]")) {
      rig.otherPartner.takeGrants(faulty);
      rig.clock.move(Duration.ofSeconds(3));
      refuses(form(), OAuthError.INVALID_TARGET, "target-unknown");
    }
  }

  @Test
  void threat41RefusesATokenThatHasEnded() {
    rig.writer.commit(rig.ledger.ending(given.record().jti(), "step-done"));
    refuses(form(), OAuthError.INVALID_REQUEST, "subject-token-ended");
  }

  @Test
  void threat37RefusesOtherTokensAsSubject() {
    refuses(
        form("subject_token", rig.partner.grant(rig.partner.claims("fx.rates@1"))),
        OAuthError.INVALID_REQUEST,
        "txn-token-type");
    refuses(
        form("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
        OAuthError.INVALID_REQUEST,
        "subject-token-type");
    refuses(
        form("subject_token_type", ACCESS_TOKEN), OAuthError.INVALID_REQUEST, "access-token-type");
    refuses(form("actor_token", "x"), OAuthError.INVALID_REQUEST, "actor-token");
  }

  /** A grant is not exchanged for a further one. */
  @Test
  void threat37RefusesAGrantAsSubject() {
    String grant = issue(form()).compact();
    refusesLater(form("subject_token", grant), OAuthError.INVALID_REQUEST, "txn-token-type");
  }

  @Test
  void refusesEveryOtherKindOfClient() {
    refuses(
        form("client_id", rig.partner.buyer.id().toString()),
        rig.foreign(rig.partner.buyer),
        OAuthError.UNAUTHORIZED_CLIENT,
        "client-kind");
    refuses(
        form("client_id", rig.partner.buyer.id().toString()),
        OAuthError.INVALID_CLIENT,
        "client-id");
  }

  @Test
  void refusesWhatTheCallerOfTheJobHasLost() {
    rig.partner.limitTo("fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), OAuthError.INVALID_SCOPE, "partner-scope");
    rig.partner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), OAuthError.INVALID_REQUEST, "partner-removed");
  }

  @Test
  void refusesWhatTheAccountOfTheJobMayNotHaveDone() {
    CallerIdentity gone =
        new CallerIdentity.Account(CallerKind.SERVICE, "reporting", Optional.empty());
    given = stepOf(rig.accessToken("access-1", gone, "invoice.parse@1 ledger.post@1"), "p");
    refuses(form(), OAuthError.INVALID_REQUEST, "account-unknown");
  }

  @Test
  void threat42RefusesAChainThatComesBackToADomain() {
    rig.partner.takeGrants(TARGET.replace(THERE, "https://as.partner.example"));
    rig.clock.move(Duration.ofSeconds(3));
    refuses(
        form("audience", "https://as.partner.example"),
        OAuthError.UNAUTHORIZED_CLIENT,
        "chain-cycle");
  }

  /** The grant with which the job came names agents of earlier domains. */
  @Test
  void threat42RefusesAChainThatComesBackToAnEarlierDomain() {
    given =
        stepOfPartnersJob(
            Map.of(
                "sub",
                "spiffe://partner.example/agent/buyer",
                "act",
                Map.of("sub", "spiffe://third.example/agent/a")));
    assertThat(part(issue(form()).compact(), 1).getJsonObject("act"))
        .isEqualTo(
            actors(
                clerk.id().toString(),
                "spiffe://partner.example/agent/buyer",
                "spiffe://third.example/agent/a"));
    given =
        stepOfPartnersJob(
            Map.of(
                "sub",
                "spiffe://partner.example/agent/buyer",
                "act",
                Map.of("sub", "spiffe://other.example/agent/b")));
    refusesLater(form(), OAuthError.UNAUTHORIZED_CLIENT, "chain-cycle");
    given =
        stepOfPartnersJob(
            Map.of(
                "sub",
                "spiffe://partner.example/agent/buyer",
                "act",
                Map.of("sub", clerk.id().toString())));
    refusesLater(form(), OAuthError.UNAUTHORIZED_CLIENT, "chain-cycle");
  }

  @Test
  void threat42RefusesAChainThatIsTooLong() {
    Map<String, Object> act = Map.of("sub", "spiffe://d0.example/agent/a");
    for (int domain = 1; domain < 7; domain++) {
      act = Map.of("sub", "spiffe://d" + domain + ".example/agent/a", "act", act);
    }
    given = stepOfPartnersJob(act);
    refuses(form(), OAuthError.UNAUTHORIZED_CLIENT, "chain-depth");
  }

  /** An access token of the agent's own starts a transaction. */
  @Test
  void anAgentsOwnAccessTokenIsExchangedToo() {
    rig.ownCallers.allow(clerk, "invoice.parse@1");
    rig.clock.move(Duration.ofSeconds(3));
    TestAgent.list(rig, clerkAgent);
    MultivaluedMap<String, String> own = new MultivaluedHashMap<>();
    own.putSingle("grant_type", "client_credentials");
    own.putSingle("client_id", clerk.id().toString());
    IssuedToken access = issue(own);
    MultivaluedMap<String, String> form = form("subject_token", access.compact());
    form.putSingle("subject_token_type", ACCESS_TOKEN);
    IssuedToken grant = issue(form);
    JsonObject claims = part(grant.compact(), 1);
    assertThat(claims.getString("sub")).isEqualTo(clerk.id().toString());
    assertThat(claims.getJsonObject("act")).isEqualTo(actors(clerk.id().toString()));
    assertThat(claims.getString("txn")).isNotEmpty();
    assertThat(grant.record().origin().parent()).contains(access.record().jti());
    VerifiedPeer another = rig.agent(rig.ca.agent("clerk", "invoice.parse@1"));
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(form, another));
    assertThat(refusal.check()).isEqualTo("access-token-certificate");
    assertThat(refusal.error()).isEqualTo(OAuthError.INVALID_REQUEST);
    TestInventory.list(rig.inventory, List.of());
    refusesLater(form, OAuthError.INVALID_REQUEST, "caller-not-listed");
  }
}
