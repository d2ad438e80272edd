package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.junit.jupiter.api.Test;

/** What is refused to agents that want a grant for another domain. */
class ChainRefusalsTest extends ChainTestBase {

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
}
