package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.transactiontoken.MintSettings;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.Transaction;
import org.bailiwick.master.transactiontoken.TransactionToken;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.junit.jupiter.api.Test;

/** Agents that spread a job by exchanging its tokens come to an end (threat 55). */
class ExchangeBudgetTest extends ReplacementExchangeCase {

  private static final String EXHAUSTED = "budget-exhausted";

  /** The token of a step of this job, whose budget has these bounds. */
  private MintedToken step(String job, int maxChain, int exchanges, int fanOut) {
    MintSettings settings =
        new MintSettings(
            MasterRig.DOMAIN,
            "spiffe://bailiwick.example/node/domain",
            Duration.ofMinutes(2),
            maxChain,
            exchanges,
            fanOut);
    TransactionTokenMint mint =
        new TransactionTokenMint(rig.tokens, rig.ledger, settings, rig.clock);
    TokenRecord root =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            TokenOrigin.of(TestCallers.agent(rig.partner.buyer.certificate())),
            Optional.empty(),
            Optional.of(new StepContext(job, Optional.empty())),
            SCOPE,
            new TokenLifetime(rig.clock.instant(), rig.clock.instant().plus(Duration.ofHours(1))),
            Optional.empty());
    rig.writer.commit(rig.ledger.insertion(root));
    MintedToken token =
        mint.forStep(
            new StepTokenRequest(
                new Transaction("txn-1", "https://as.partner.example#p", job, "book", root),
                "booking",
                SCOPE,
                AgentId.of(ledgerWriter.id())));
    rig.writer.commit(rig.ledger.insertion(token.record()));
    return token;
  }

  private MultivaluedMap<String, String> exchangeOf(MintedToken token) {
    return form("subject_token", token.compact());
  }

  private void refuses(MintedToken token) {
    refuses(exchangeOf(token), rig.agent(ledgerWriter), OAuthError.UNAUTHORIZED_CLIENT, EXHAUSTED);
  }

  private IssuedToken exchange(MintedToken token) {
    return issue(exchangeOf(token), rig.agent(ledgerWriter));
  }

  private static JsonObject claims(String compact) {
    byte[] payload = Base64.getUrlDecoder().decode(compact.split("\\.", -1)[1]);
    return StrictJson.object(new String(payload, StandardCharsets.UTF_8));
  }

  private static JsonObject budget(String compact) {
    return claims(compact).getJsonObject("rctx").getJsonObject("budget");
  }

  @Test
  void aBudgetIsSignedAndShrinksWithEachHop() {
    MintedToken token = step("job-2", 3, 7, 5);
    assertThat(budget(token.compact())).hasToString("{\"hops\":2,\"exchanges\":7,\"fan_out\":5}");
    MultivaluedMap<String, String> form = exchangeOf(token);
    form.putSingle("request_context", "{\"budget\":{\"hops\":99,\"exchanges\":99,\"fan_out\":99}}");
    assertThat(budget(issue(form, rig.agent(ledgerWriter)).compact()))
        .hasToString("{\"hops\":1,\"exchanges\":7,\"fan_out\":5}");
  }

  @Test
  void oneTokenIsExchangedSoOftenOnly() {
    MintedToken token = step("job-2", 3, 100, 2);
    exchange(token);
    exchange(token);
    refuses(token);
  }

  /** A token for another attempt, or another poll, is no new budget. */
  @Test
  void allTokensOfAJobAreExchangedSoOftenTogether() {
    exchange(step("job-2", 3, 2, 100));
    exchange(step("job-2", 3, 2, 100));
    refuses(step("job-2", 3, 2, 100));
    exchange(step("job-3", 3, 2, 100));
  }

  @Test
  void aTokenWithoutHopsIsNotExchanged() {
    refuses(step("job-2", 1, 100, 100));
  }

  /** Earlier versions signed none, and a token without budget would be one without end. */
  @Test
  void aTokenWithoutBudgetIsNotExchanged() {
    MintedToken token = step("job-2", 3, 100, 100);
    JsonObject claims = claims(token.compact());
    JsonObject without =
        Json.createObjectBuilder(claims)
            .add("rctx", Json.createObjectBuilder(claims.getJsonObject("rctx")).remove("budget"))
            .build();
    String compact = rig.tokens.sign(TransactionToken.TYP, without);
    refuses(
        form("subject_token", compact),
        rig.agent(ledgerWriter),
        OAuthError.UNAUTHORIZED_CLIENT,
        EXHAUSTED);
  }

  @Test
  void exchangesAtTheSameMomentDoNotExceedTheBudget() throws Exception {
    MintedToken token = step("job-2", 3, 3, 100);
    TokenEndpoint otherNode = rig.endpoint();
    List<Callable<Boolean>> attempts = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      TokenEndpoint at = number % 2 == 0 ? endpoint : otherNode;
      attempts.add(
          () -> {
            try {
              at.issue(new TokenRequest(exchangeOf(token)), Optional.of(rig.agent(ledgerWriter)));
              return true;
            } catch (OAuthRefusal refusal) {
              assertThat(refusal.check()).isEqualTo(EXHAUSTED);
              return false;
            }
          });
    }
    int made = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      for (Future<Boolean> attempt : threads.invokeAll(attempts)) {
        made += attempt.get() ? 1 : 0;
      }
    }
    assertThat(made).isEqualTo(3);
    assertThat(rig.column("select jti from token where kind = 'replacement'")).hasSize(3);
  }
}
