package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.account.TestAccounts;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.peer.RevocationState;
import org.junit.jupiter.api.Test;

class ReplacementExchangeTest extends ReplacementExchangeCase {

  @Test
  void noNarrowerTokenLeavesBeforeItsRowIsDurable() throws Exception {
    IssuedToken token = rig.commits.comesAfterCommit(() -> issue(form(), rig.agent(ledgerWriter)));
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("replace-token.decided", "token.replaced");
    assertThat(rig.ledger.state(token.record().jti())).isInstanceOf(TokenState.Live.class);
  }

  @Test
  void givesANarrowerTokenWithARowOfItsOwn() {
    IssuedToken token = issue(form(), rig.agent(ledgerWriter));
    assertThat(token.body().getString("token_type")).isEqualTo("N_A");
    assertThat(token.body().getString("issued_token_type"))
        .isEqualTo(ReplacementExchange.TXN_TOKEN);
    assertThat(token.record().origin().parent()).contains(given.record().jti());
    assertThat(rig.ledger.state(token.record().jti()).toString()).startsWith("Live");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("token.replaced"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("\"signed_by\":\"domain\""));
  }

  @Test
  void threat43PolicyDeniesAWorkloadThatIsNotOnThePath() {
    refuses(form(), rig.agent(receiptWriter), OAuthError.UNAUTHORIZED_CLIENT, "not-on-path");
  }

  @Test
  void threat40PolicyDeniesAWiderScope() {
    refuses(
        form("scope", "receipt.write@1 bank.pay@1"),
        rig.agent(ledgerWriter),
        OAuthError.UNAUTHORIZED_CLIENT,
        "scope-too-wide");
    refuses(
        form("scope", SCOPE.scope()),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_SCOPE,
        "scope-not-narrower");
  }

  @Test
  void threat40RefusesAnotherAudience() {
    refuses(
        form("audience", "partner.example"),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_TARGET,
        "audience-unknown");
  }

  @Test
  void threat46RefusesParametersInTheQuery() {
    OAuthRefusal refusal =
        catchThrowableOfType(
            OAuthRefusal.class,
            () ->
                endpoint.issue(
                    new TokenRequest(form(), true), Optional.of(rig.agent(ledgerWriter))));
    assertThat(refusal.error()).isEqualTo(OAuthError.INVALID_REQUEST);
    assertThat(rig.lastDenial()).isEqualTo("query-parameters");
  }

  @Test
  void refusesAForeignPeerAndOtherTypes() {
    refuses(form(), rig.foreign(rig.partner.buyer), OAuthError.UNAUTHORIZED_CLIENT, "client-kind");
    refuses(
        form("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_REQUEST,
        "subject-token-type");
  }

  private void refusesCallee(String check) {
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_TARGET, check);
    assertThat(rig.audit()).extracting(row -> row.event()).doesNotContain("token.replaced");
  }

  @Test
  void refusesARevokedCallee() {
    rig.inventory.revoke(new SerialNumber(receiptWriter.certificate().getSerialNumber()));
    refusesCallee("callee-revoked");
    list(); // the registry has removed it
    refusesCallee("callee-revoked");
    list(known(receiptWriter, "receipt.write@1", "revoked"));
    refusesCallee("callee-revoked");
  }

  @Test
  void refusesACalleeThatTheRegistryDoesNotList() {
    list(known(receiptWriter, "receipt.write@1", "withdrawn"));
    refusesCallee("callee-not-listed");
    list();
    refusesCallee("callee-not-listed");
    refuses(
        form("resource", "spiffe://bailiwick.example/node/domain"),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_TARGET,
        "callee-not-listed");
    refuses(
        form("resource", "spiffe://bailiwick.example/service/receipt-writer"),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_TARGET,
        "callee-not-listed");
  }

  @Test
  void refusesACalleeInQuarantine() {
    list(known(receiptWriter, "receipt.write@1", "quarantined"));
    refusesCallee("callee-quarantined");
  }

  @Test
  void refusesACalleeWhoseCredentialHasExpired() {
    TestLeaf expired = rig.ca.expiredAgent("receipt-writer", "receipt.write@1");
    list(known(expired, "receipt.write@1", "listed"));
    refusesCallee("callee-expired");
  }

  @Test
  void refusesACalleeWithoutTheCapability() {
    list(known(receiptWriter, "fx.rates@1", "listed"));
    refusesCallee("callee-capability");
  }

  /** The scope may have further capabilities, which the callee hands on. */
  @Test
  void theCalleeNeedsOneCapabilityOfTheScope() {
    list(known(receiptWriter, "receipt.write@1 fx.rates@1", "listed"));
    assertThat(issue(form(), rig.agent(ledgerWriter)).record().holder())
        .contains(receiptWriter.id().toString());
  }

  @Test
  void refusesACalleeOfAnotherDomain() {
    refuses(
        form("resource", rig.partner.buyer.id().toString()),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_TARGET,
        "callee-domain");
  }

  @Test
  void policyDeniesATokenForNobodyInParticular() {
    MultivaluedMap<String, String> form = form();
    form.remove("resource");
    refuses(form, rig.agent(ledgerWriter), OAuthError.UNAUTHORIZED_CLIENT, "callee-not-named");
  }

  @Test
  void mintsNothingWhileTheInventoryIsStale() {
    rig.clock.move(Duration.ofMinutes(6)); // a confirmation of the future proves nothing
    list(known(receiptWriter, "receipt.write@1", "listed"));
    rig.clock.move(Duration.ofMinutes(-6));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> issue(form(), rig.agent(ledgerWriter)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo("inventory-stale");
  }

  @Test
  void refusesATokenThatHasEndedOrIsNotOurs() {
    rig.writer.commit(rig.ledger.ending(given.record().jti(), "step-done"));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "ancestor-step-done");
    refuses(
        form("subject_token", rig.partner.grant(rig.partner.claims("fx.rates@1"))),
        rig.agent(ledgerWriter),
        OAuthError.INVALID_GRANT,
        "txn-token-type");
  }

  /** The step runs for a client without certificate, which the partner must still permit. */
  @Test
  void delegatesForAClientWithoutCertificateOnlyWhileItsPartnerPermitsIt() {
    given = stepOf(new CallerIdentity.Client(rig.partner.buyer.id()));
    refuses(
        form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "partner-requires-certificate");
  }

  /** The step runs for a partner's agent, so it delegates no more than the partner has now. */
  @Test
  void delegatesOnlyWhatTheCallersDomainStillHas() {
    rig.partner.limitTo("ledger.post@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_SCOPE, "partner-scope");
    rig.partner.remove();
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "partner-removed");
  }

  /** The caller may be an agent of this domain, which has rights of its own. */
  @Test
  void delegatesOnlyWhatAnOwnCallerStillHas() {
    TestLeaf planner = rig.ca.agent("planner", "plan.make@1");
    KnownAgent callee = known(receiptWriter, "receipt.write@1", "listed");
    rig.ownCallers.allow(planner, "ledger.post@1", "receipt.write@1");
    list(callee, known(planner, "plan.make@1", "listed"));
    given = stepOf(TestCallers.agent(planner.certificate()));
    assertThat(issue(form(), rig.agent(ledgerWriter)).record().scope().scope())
        .isEqualTo("receipt.write@1");
    rig.ownCallers.allow(planner, "ledger.post@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_SCOPE, "caller-scope");
    list(callee);
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "caller-not-listed");
  }

  /** The caller may be a service or device, which no registry lists. */
  @Test
  void delegatesOnlyWhatAServiceStillHas() {
    TestLeaf broker = rig.ca.leafWithUri("spiffe://bailiwick.example/service/broker");
    rig.ownCallers.allow(broker, "ledger.post@1", "receipt.write@1");
    given = stepOf(TestCallers.of(broker.certificate()));
    assertThat(issue(form(), rig.agent(ledgerWriter)).record().scope().scope())
        .isEqualTo("receipt.write@1");
    rig.ownCallers.allow(broker, "ledger.post@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_SCOPE, "caller-scope");
    rig.ownCallers.remove(broker);
    rig.clock.move(Duration.ofSeconds(3));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "caller-not-described");
    rig.ownCallers.allow(broker, "ledger.post@1", "receipt.write@1");
    rig.clock.move(Duration.ofSeconds(3));
    rig.callerState = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "caller-revoked");
  }

  /** A caller whose credential is revoked gets nothing more done, by whichever agent. */
  @Test
  void threat41RefusesWhenTheCallerIsRevoked() {
    rig.callerState = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "caller-revoked");
    TestLeaf planner = rig.ca.agent("planner", "plan.make@1");
    rig.ownCallers.allow(planner, "ledger.post@1", "receipt.write@1");
    list(
        known(receiptWriter, "receipt.write@1", "listed"), known(planner, "plan.make@1", "listed"));
    given = stepOf(TestCallers.agent(planner.certificate()));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "caller-revoked");
  }

  @Test
  void mintsNothingWhileItIsNotKnownWhetherTheCallerIsRevoked() {
    rig.callerState = new RevocationState.Unknown("no news");
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> issue(form(), rig.agent(ledgerWriter)));
    assertThat(refusal).isNotNull();
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("caller-status-stale");
  }

  @Test
  void threat41RefusesWhenTheAccountOfTheCallerHasEndedOrLacksTheScope() {
    CallerIdentity.Account account = TestAccounts.withKey(rig, "reporting").caller();
    given = stepOf(account);
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_SCOPE, "account-scope");
    rig.accounts.withdraw("reporting", "spiffe://bailiwick.example/operator/officer/x");
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "account-withdrawn");
    given = stepOf(new CallerIdentity.Account(CallerKind.SERVICE, "nobody", Optional.empty()));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "account-unknown");
  }

  @Test
  void refusesForAPersonWhoHasNoSession() {
    given = stepOf(new CallerIdentity.Person("https://idp.example", "alice"));
    refuses(form(), rig.agent(ledgerWriter), OAuthError.INVALID_GRANT, "person-session-ended");
  }
}
