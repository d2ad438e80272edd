package org.bailiwick.broker.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.broker.testing.RecordedServer;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API with an authorization server: a static secret goes in, a short-lived token comes out. */
class RestBearerTest {
  @TempDir Path folder;
  private TestBroker broker;
  private final AtomicInteger issued = new AtomicInteger();
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();
  private final RecordedServer tokens =
      RecordedServer.start(
          (exchange, request) ->
              RecordedServer.json(
                  exchange,
                  200,
                  "{\"access_token\":\"access-%d\",\"token_type\":\"Bearer\",\"expires_in\":300}"
                      .formatted(issued.incrementAndGet())));
  private final RecordedServer api =
      RecordedServer.start(
          (exchange, request) ->
              RecordedServer.json(
                  exchange,
                  revoked.contains(request.header("Authorization")) ? 401 : 200,
                  "{\"ok\": true}"));

  @BeforeEach
  void begin() {
    broker = new TestBroker(folder).secret("client", "s-1234567890");
  }

  @AfterEach
  void end() {
    tokens.close();
    api.close();
  }

  private Asset asset() {
    return broker.asset(
        """
        {"asset": "orders", "kind": "api", "owner": "Sales", "risk": "low", "url": "%s",
         "options": {"addresses": "loopback"},
         "credential": {"method": "bearer", "token_url": "%s/token", "addresses": "loopback",
           "client_id": "broker", "secret": "client"},
         "operations": [{"capability": "orders.create@1", "method": "POST", "path": "/orders"}]}
        """
            .formatted(api.url(), tokens.url()));
  }

  @Test
  void theSecretDoesNotReachTheApiAndTheReceiptNamesTheTokensDigest() {
    Asset asset = asset();
    try (BackEndWork work = new RestDriver().open(asset, broker.tools())) {
      assertThat(work.perform(broker.call(asset, "{}"))).isInstanceOf(BackEndAnswer.Done.class);
    }

    assertThat(api.last().header("Authorization")).isEqualTo("Bearer access-1");
    assertThat(api.last().headers().toString()).doesNotContain("s-1234567890");
    assertThat(broker.receipts().getFirst().identity())
        .isEqualTo("client broker token sha256:" + Sha256.hex("access-1"));
    assertThat(broker.receipts().getFirst().until()).isPresent();
  }

  @Test
  void aKeptTokenThatWasRevokedIsReplacedForTheNextTry() {
    Asset asset = asset();
    try (BackEndWork work = new RestDriver().open(asset, broker.tools())) {
      work.perform(broker.call(asset, "{}"));
      revoked.add("Bearer access-1");
      assertThatThrownBy(() -> work.perform(broker.call(asset, "{}")))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.check()).isEqualTo("credential-rejected"));
      assertThat(work.perform(broker.call(asset, "{}"))).isInstanceOf(BackEndAnswer.Done.class);
      assertThat(api.last().header("Authorization")).isEqualTo("Bearer access-2");
    }
  }

  @Test
  void aNewTokenThatIsRejectedIsNotAskedForAgainAndAgain() {
    revoked.add("Bearer access-1");
    Asset asset = asset();
    try (BackEndWork work = new RestDriver().open(asset, broker.tools())) {
      assertThat(work.perform(broker.call(asset, "{}")))
          .isEqualTo(new BackEndAnswer.Refused("credential-rejected"));
    }
    assertThat(tokens.requests()).hasSize(1);
  }
}
