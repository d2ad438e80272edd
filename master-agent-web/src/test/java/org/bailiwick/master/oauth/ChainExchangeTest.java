package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.master.authorizationcontext.AuthorizationContext;
import org.bailiwick.master.chaining.GrantForm;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestAgent;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.Test;

/** Grants that agents of this domain get for the authorization server of another domain. */
class ChainExchangeTest extends ChainTestBase {

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
