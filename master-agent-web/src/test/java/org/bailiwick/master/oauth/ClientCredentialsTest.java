package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.bailiwick.contract.credential.AgentInformation;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.clientauth.TestAssertion;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Access tokens for the domain's own agents. */
class ClientCredentialsTest {

  @TempDir Path folder;
  private MasterRig rig;
  private TokenEndpoint endpoint;
  private TestLeaf planner;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    endpoint = rig.endpoint();
    planner = rig.ca.agent("planner", "plan.make@1");
    rig.ownCallers.allow(planner, "fx.rates@1", "invoice.parse@1");
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private MultivaluedMap<String, String> form(TestLeaf client) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", "client_credentials");
    form.putSingle("client_id", client.id().toString());
    return form;
  }

  private MultivaluedMap<String, String> form(String scope) {
    MultivaluedMap<String, String> form = form(planner);
    form.putSingle("scope", scope);
    return form;
  }

  private IssuedToken issue(MultivaluedMap<String, String> form) {
    return endpoint.issue(new TokenRequest(form), Optional.of(rig.agent(planner)));
  }

  private void refuses(TokenRequest request, VerifiedPeer peer, OAuthError error, String check) {
    OAuthRefusal refusal =
        catchThrowableOfType(OAuthRefusal.class, () -> endpoint.issue(request, Optional.of(peer)));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
    assertThat(rig.column("select jti from token")).isEmpty();
  }

  private void refuses(MultivaluedMap<String, String> form, OAuthError error, String check) {
    refuses(new TokenRequest(form), rig.agent(planner), error, check);
  }

  /** RFC 9068 section 2.2: without a resource owner the client is the subject. */
  @Test
  void theTokenIsTheAgentsOwnAndBoundToItsCertificate() {
    IssuedToken token = issue(form("fx.rates@1"));
    JsonObject claims = rig.tokens.verify(token.compact(), "at+jwt", MasterRig.ISSUER);
    assertThat(claims.getString("sub")).isEqualTo(planner.id().toString());
    assertThat(claims.getString("client_id")).isEqualTo(planner.id().toString());
    assertThat(claims).doesNotContainKey("act");
    assertThat(claims.getString("scope")).isEqualTo("fx.rates@1");
    assertThat(claims.getJsonObject("cnf").getString("x5t#S256"))
        .isEqualTo(rig.agent(planner).thumbprint());
    assertThat(token.body().getInt("expires_in")).isEqualTo(300);
    assertThat(rig.accessTokens.verify(token.compact(), rig.agent(planner)).subject())
        .isEqualTo(planner.id().toString());
  }

  @Test
  void noTokenLeavesBeforeItsRowIsDurable() throws Exception {
    IssuedToken token = rig.commits.comesAfterCommit(() -> issue(form("fx.rates@1")));
    assertThat(rig.ledger.state(token.record().jti())).isInstanceOf(TokenState.Live.class);
    assertThat(rig.audit()).extracting(AuditRow::event).contains("admit.decided", "token.issued");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("token.issued"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains("client_credentials")
                    .contains("\"authenticated_by\":\"mtls\"")
                    .doesNotContain(token.compact()));
  }

  @Test
  void threat40TheScopeIsWhatWasAskedAndTheFileAllows() {
    assertThat(issue(form(planner)).record().scope().scope())
        .isEqualTo("fx.rates@1 invoice.parse@1");
    assertThat(issue(form("fx.rates@1 plan.make@1 ledger.post@1")).record().scope().scope())
        .isEqualTo("fx.rates@1");
  }

  /** The row has of which scopes the token's is the intersection, and what has called. */
  @Test
  void theDecisionShowsTheAgentsScopeAndTheRequests() {
    issue(form("fx.rates@1 ledger.post@1"));
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details())
                    .contains("agent_scope", "requested_scope", "ledger.post@1")
                    .contains("\\\"scope\\\":[\\\"fx.rates@1\\\"]", "caller_kind\\\":\\\"agent\\\"")
                    .doesNotContain("granted_scope"));
  }

  @Test
  void threat40RefusesAScopeThatTheFileDoesNotHave() {
    refuses(form("ledger.post@1"), OAuthError.INVALID_SCOPE, "scope-empty");
    refuses(form("plan.make@1"), OAuthError.INVALID_SCOPE, "scope-empty");
    refuses(form("rates"), OAuthError.INVALID_SCOPE, "capability-syntax");
    rig.ownCallers.write(
        "planner.json", "{\"agent\":\"%s\",\"scopes\":[]}".formatted(planner.id()));
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(planner), OAuthError.INVALID_SCOPE, "scope-empty");
  }

  @Test
  void refusesAnAgentWithoutAFile() {
    rig.ownCallers.remove(planner);
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(planner), OAuthError.UNAUTHORIZED_CLIENT, "caller-not-described");
  }

  @Test
  void refusesAnAgentThatTheRegistryDoesNotListAsUsable() {
    TestInventory.list(rig.inventory, List.of());
    refuses(form(planner), OAuthError.UNAUTHORIZED_CLIENT, "caller-not-listed");
    TestInventory.list(
        rig.inventory,
        List.of(known(rig.ca.expiredAgent("planner", "plan.make@1"), "plan.make@1", "listed")));
    refuses(form(planner), OAuthError.UNAUTHORIZED_CLIENT, "caller-expired");
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "revoked")));
    refuses(form(planner), OAuthError.UNAUTHORIZED_CLIENT, "credential-revoked");
  }

  @Test
  void issuesNothingWhileRegistryOrFileAreNotKnown() {
    rig.ownCallers.write("planner.json", "{");
    rig.clock.move(Duration.ofSeconds(3));
    unavailable("caller-description-faulty");
    rig.clock.move(Duration.ofMinutes(6));
    unavailable("inventory-stale");
  }

  private void unavailable(String check) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> issue(form(planner)));
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(rig.column("select jti from token")).isEmpty();
  }

  /** A partner's agent gets a token for a grant of its own server only. */
  @ParameterizedTest
  @EnumSource(
      value = VerifiedPeer.Kind.class,
      names = {"NODE", "NODE_TLS", "OPERATOR", "FOREIGN"})
  void refusesEveryOtherKindOfClient(VerifiedPeer.Kind kind) {
    TestLeaf leaf =
        kind == VerifiedPeer.Kind.FOREIGN
            ? rig.partner.buyer
            : rig.ca.leafWithUri(
                "spiffe://bailiwick.example/" + kind.name().toLowerCase(Locale.ROOT) + "/x");
    refuses(
        new TokenRequest(form(leaf)),
        TestPeers.of(kind, leaf.certificate()),
        OAuthError.UNAUTHORIZED_CLIENT,
        "client-kind");
  }

  /** RFC 8705 section 2. */
  @Test
  void refusesAClientIdThatIsMissingOrAnothers() {
    MultivaluedMap<String, String> anothers = form(planner);
    anothers.putSingle("client_id", "spiffe://bailiwick.example/agent/other");
    refuses(anothers, OAuthError.INVALID_CLIENT, "client-id");
    MultivaluedMap<String, String> none = form(planner);
    none.remove("client_id");
    refuses(none, OAuthError.INVALID_REQUEST, "parameter-missing");
  }

  @Test
  void refusesAClientWithoutProofAndOneWithTwo() {
    OAuthRefusal none =
        catchThrowableOfType(
            OAuthRefusal.class,
            () -> endpoint.issue(new TokenRequest(form(planner)), Optional.empty()));
    assertThat(none.check()).isEqualTo("peer-certificate-required");
    assertThat(none.error()).isEqualTo(OAuthError.INVALID_CLIENT);
    MultivaluedMap<String, String> secret = form(planner);
    secret.putSingle("client_secret", "x");
    refuses(secret, OAuthError.INVALID_REQUEST, "client-authentication-repeated");
    refuses(
        new TokenRequest(form(planner), false, true, List.of()),
        rig.agent(planner),
        OAuthError.INVALID_REQUEST,
        "client-authentication-repeated");
  }

  /** The token is bound to the certificate in the assertion, and needs none on the connection. */
  @Test
  void anAssertionInsteadOfACertificateGetsATokenThatIsBoundToTheSameCertificate() {
    TestLeaf asserting = asserting();
    IssuedToken token = issueFor(asserting, new TestAssertion(asserting, now()).compact());
    assertThat(rig.accessTokens.verify(token.compact(), rig.agent(asserting)).client())
        .isEqualTo(asserting.id().toString());
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("token.issued"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("\"authenticated_by\":\"jwt\""));
  }

  @Test
  void aRefusalAfterAnAssertionNamesTheClient() {
    TestLeaf asserting = asserting();
    TestInventory.list(rig.inventory, List.of());
    String compact = new TestAssertion(asserting, now()).compact();
    assertThat(refusalOf(asserting, compact)).isEqualTo("caller-not-listed");
    assertThat(refusalOf(asserting, compact)).isEqualTo("client-assertion-replayed");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("token.refused"))
        .extracting(AuditRow::subject)
        .containsExactly(asserting.id().toString(), "anonymous");
  }

  private String refusalOf(TestLeaf client, String assertion) {
    return catchThrowableOfType(OAuthRefusal.class, () -> issueFor(client, assertion)).check();
  }

  private IssuedToken issueFor(TestLeaf client, String assertion) {
    MultivaluedMap<String, String> form = form(client);
    form.remove("client_id");
    form.putSingle("client_assertion_type", TestAssertion.TYPE);
    form.putSingle("client_assertion", assertion);
    return endpoint.issue(new TokenRequest(form), Optional.empty());
  }

  private TestLeaf asserting() {
    AgentInformation usual = rig.ca.information("plan.make@1");
    TestLeaf leaf =
        rig.ca.agent(
            "asserting",
            new AgentInformation(
                usual.owner(),
                usual.capabilities(),
                usual.locator(),
                new TreeSet<>(List.of(ValidationMethod.JWT)),
                usual.principal(),
                usual.attestation()));
    rig.ownCallers.allow(leaf, "fx.rates@1");
    TestInventory.list(rig.inventory, List.of(known(leaf, "plan.make@1", "listed")));
    return leaf;
  }

  private long now() {
    return rig.clock.instant().getEpochSecond();
  }

  /** The MCP server is this server, under another URL. */
  @Test
  void takesTheUrlOfTheMcpServerAsItsOwn() {
    MultivaluedMap<String, String> form = form(planner);
    form.putSingle("resource", MasterRig.ISSUER + "/mcp");
    assertThat(issue(form)).isNotNull();
  }

  @Test
  void refusesAnotherResource() {
    MultivaluedMap<String, String> form = form(planner);
    form.putSingle("resource", "https://other.example");
    refuses(form, OAuthError.INVALID_TARGET, "resource-unknown");
  }

  /** Threat 73: what was allowed when the token was issued is asked again at each use. */
  @Test
  void aTokenIsOfNoUseWhenItsAgentHasLostItsRights() {
    String token = issue(form("fx.rates@1")).compact();
    TestInventory.list(rig.inventory, List.of());
    assertThat(refusalOf(token)).isEqualTo("caller-not-listed");
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    rig.ownCallers.remove(planner);
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(refusalOf(token)).isEqualTo("caller-not-described");
  }

  @Test
  void threat39ATokenOverAnotherCertificateIsRefused() {
    String token = issue(form("fx.rates@1")).compact();
    VerifiedPeer other = rig.agent(rig.ca.agent("planner", "plan.make@1"));
    assertThat(
            catchThrowableOfType(
                    ProblemException.class, () -> rig.accessTokens.verify(token, other))
                .check())
        .isEqualTo("access-token-certificate");
  }

  @Test
  void threat41TheTokenEndsWithTheCredential() {
    IssuedToken token = issue(form("fx.rates@1"));
    CallerIdentity caller = CallerIdentity.of(rig.agent(planner));
    rig.ledger.endTokensOf((CallerIdentity.Workload) caller, "credential-revoked");
    assertThat(refusalOf(token.compact())).isEqualTo("access-token-ended");
  }

  private String refusalOf(String token) {
    return catchThrowableOfType(
            ProblemException.class, () -> rig.accessTokens.verify(token, rig.agent(planner)))
        .check();
  }

  @Test
  void theTokenEndsNoLaterThanTheCertificate() {
    Duration left =
        Duration.between(rig.clock.instant(), planner.certificate().getNotAfter().toInstant());
    rig.clock.move(left.minusSeconds(60));
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
    IssuedToken token = issue(form(planner));
    assertThat(token.record().lifetime().expiresAt())
        .isEqualTo(planner.certificate().getNotAfter().toInstant());
  }
}
