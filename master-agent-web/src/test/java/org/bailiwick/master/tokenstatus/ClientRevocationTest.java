package org.bailiwick.master.tokenstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.oauth.OAuthRefusal;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients end their own access tokens (RFC 7009). */
class ClientRevocationTest {

  @TempDir Path folder;
  private StatusRig status;

  @BeforeEach
  void start() {
    status = new StatusRig(folder);
  }

  @AfterEach
  void stop() {
    status.close();
  }

  private boolean isLive(String jti) {
    return status.rig.ledger.state(jti) instanceof TokenState.Live;
  }

  private void refuses(VerifiedPeer client, String token, String error, String check) {
    OAuthRefusal refusal =
        catchThrowableOfType(OAuthRefusal.class, () -> status.revoke(client, token));
    assertThat(refusal.error().code()).isEqualTo(error);
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(status.rig.lastDenial()).isEqualTo(check);
  }

  @Test
  void aClientEndsItsTokenAndAllThatDescendsFromIt() {
    status.revoke(status.buyer, status.accessToken);
    assertThat(isLive(status.accessJti)).isFalse();
    assertThat(isLive(status.txnToken.record().jti())).isFalse();
    assertThat(status.rows("token.ended"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.subject()).isEqualTo(status.buyer.id().toString());
              assertThat(row.resource()).isEqualTo(status.accessJti);
              assertThat(row.details()).contains("revoked-by-client");
            });
    assertThat(status.rows("end-token.decided"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("own-token"));
  }

  @Test
  void aSecondRevocationIsAnsweredAlike() {
    status.revoke(status.buyer, status.accessToken);
    status.revoke(status.buyer, status.accessToken);
    assertThat(status.rows("token.ended")).hasSize(1);
    assertThat(status.rows("end-token.decided")).hasSize(2);
  }

  /** Jobs outlive the access token with which they were posted. */
  @Test
  void anExpiredTokenIsEndedForTheJobsThatRestOnIt() {
    status.rig.clock.move(Duration.ofMinutes(10));
    status.revoke(status.buyer, status.accessToken);
    assertThat(isLive(status.accessJti)).isFalse();
  }

  /** The ledger's digest tells the token from any other text that names its id. */
  @Test
  void aTextThatOnlyNamesTheIdOfATokenEndsNothing() {
    status.rig.clock.move(Duration.ofSeconds(1));
    String twin = status.access(status.accessJti, status.rig.partner.buyer, false);
    status.revoke(status.buyer, twin);
    status.revoke(status.buyer, status.accessToken + "A");
    String[] parts = status.accessToken.split("\\.", -1);
    status.revoke(status.buyer, parts[0] + "." + parts[1] + ".");
    assertThat(isLive(status.accessJti)).isTrue();
    assertThat(status.rows("token.not-revoked"))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.check()).isEqualTo("token-unknown"));
  }

  @Test
  void aClientWithANewCertificateEndsItsToken() {
    TestLeaf renewed = status.rig.partner.ca.agent("buyer", "invoice.parse@1");
    VerifiedPeer client = status.rig.foreign(renewed);
    assertThat(client.id()).isEqualTo(status.buyer.id());
    status.revoke(client, status.accessToken);
    assertThat(isLive(status.accessJti)).isFalse();
  }

  /** A client without certificate is another caller than the agent of its name that has one. */
  @Test
  void anAgentWithCertificateDoesNotEndTheTokenOfAClientOfItsName() {
    String jti = UUID.randomUUID().toString();
    status.revoke(status.buyer, status.accessByKey(jti));
    assertThat(isLive(jti)).isTrue();
    assertThat(status.rig.lastDenial()).isEqualTo("not-own-token");
  }

  @Test
  void aTokenOfSomebodyElseLivesOnAndTheAnswerDoesNotSaySo() {
    VerifiedPeer thief = status.rig.foreign(status.rig.partner.ca.agent("thief", "x.y@1"));
    status.revoke(thief, status.accessToken);
    assertThat(status.rig.lastDenial()).isEqualTo("not-own-token");
    status.revoke(status.rig.agent(status.reader), status.accessToken);
    status.revoke(status.service(), status.accessToken);
    assertThat(isLive(status.accessJti)).isTrue();
    assertThat(status.rows("token.ended")).isEmpty();
  }

  @Test
  void anUnknownTokenIsAnsweredAsARevokedOne() {
    status.revoke(status.buyer, "hello");
    assertThat(status.rig.lastDenial()).isEqualTo("token-unknown");
    status.revoke(status.buyer, "a".repeat(100_000));
    status.revoke(
        status.buyer, status.access(UUID.randomUUID().toString(), status.rig.partner.buyer, false));
    assertThat(status.rows("token.not-revoked"))
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.check()).isEqualTo("token-unknown"));
  }

  @Test
  void txnTokensAreNotRevokedHere() {
    refuses(
        status.rig.agent(status.reader),
        status.txnToken.compact(),
        "unsupported_token_type",
        "token-kind");
    assertThat(isLive(status.txnToken.record().jti())).isTrue();
  }

  @Test
  void operatorsAndNodesAreNoClients() {
    VerifiedPeer node = status.peer(VerifiedPeer.Kind.NODE, "node/domain");
    for (VerifiedPeer other : new VerifiedPeer[] {status.rig.operator("officer"), node}) {
      refuses(other, status.accessToken, "unauthorized_client", "peer-kind");
    }
    assertThat(isLive(status.accessJti)).isTrue();
  }

  @Test
  void theAnswerComesAfterTheEndIsDurable() throws Exception {
    status.rig.commits.comesAfterCommit(
        () -> {
          status.revoke(status.buyer, status.accessToken);
          return true;
        });
  }
}
