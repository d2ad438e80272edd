package org.bailiwick.master.tokenstatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a token, as each kind of peer learns it (RFC 7662). */
class TokenIntrospectionTest {

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

  /** Every inactive token gets this answer and no other member (RFC 7662 section 2.2). */
  private void isInactive(VerifiedPeer asker, String token, String check) {
    assertThat(status.introspect(asker, token))
        .isEqualTo(Json.createObjectBuilder().add("active", false).build());
    assertThat(status.rig.lastDenial()).isEqualTo(check);
  }

  private String txn() {
    return status.txnToken.compact();
  }

  private VerifiedPeer reader() {
    return status.rig.agent(status.reader);
  }

  @Test
  void anAgentLearnsTheStateOfTheTxnTokenThatItReceived() {
    JsonObject answer = status.introspect(reader(), txn());
    assertThat(answer.getBoolean("active")).isTrue();
    assertThat(answer.getString("token_type")).isEqualTo("N_A");
    assertThat(answer.getString("jti")).isEqualTo(status.txnToken.record().jti());
    assertThat(answer.getString("scope")).isEqualTo("invoice.parse@1");
    assertThat(answer.getString("aud")).isEqualTo("bailiwick.example");
    assertThat(answer.getJsonObject("tctx").getString("job")).isEqualTo("job-1");
    assertThat(status.rows("introspect-token.decided"))
        .singleElement()
        .satisfies(row -> assertThat(row.details()).contains("audience-of-token"));
  }

  @Test
  void theAnswerComesAfterItsRowIsDurable() throws Exception {
    status.rig.commits.comesAfterCommit(() -> status.introspect(reader(), txn()));
  }

  @Test
  void servicesAndOperatorsLearnTheStateOfAnyToken() {
    for (VerifiedPeer asker :
        new VerifiedPeer[] {
          status.service(), status.rig.operator("officer"), status.rig.operator("auditor")
        }) {
      JsonObject answer = status.introspect(asker, status.accessToken);
      assertThat(answer.getBoolean("active")).isTrue();
      assertThat(answer.getString("token_type")).isEqualTo("Bearer");
      assertThat(answer.getString("client_id")).isEqualTo(status.buyer.id().toString());
      assertThat(answer.getJsonObject("cnf").getString("x5t#S256"))
          .isEqualTo(status.buyer.thumbprint());
      assertThat(status.introspect(asker, txn()).getBoolean("active")).isTrue();
    }
  }

  @Test
  void othersLearnNothing() {
    isInactive(status.buyer, status.accessToken, "not-the-audience");
    isInactive(status.buyer, txn(), "not-the-audience");
    isInactive(reader(), status.accessToken, "not-the-audience");
    TestLeaf other = status.rig.ca.agent("other", "invoice.parse@1");
    isInactive(status.rig.agent(other), txn(), "not-the-audience");
    isInactive(status.peer(VerifiedPeer.Kind.DEVICE, "device/gate-1"), txn(), "no-policy-permits");
    isInactive(status.peer(VerifiedPeer.Kind.NODE, "node/domain"), txn(), "not-the-audience");
  }

  @Test
  void aTokenThatHasEndedItselfOrWithAnAncestorIsInactive() {
    status.rig.writer.commit(status.rig.ledger.ending(status.accessJti, "revoked-by-client"));
    isInactive(status.service(), status.accessToken, "token-ended");
    isInactive(reader(), txn(), "token-ended");
  }

  @Test
  void anExpiredTokenIsInactive() {
    status.rig.clock.move(Duration.ofMinutes(2));
    isInactive(reader(), txn(), "txn-token-expired");
    status.rig.clock.move(Duration.ofMinutes(3));
    isInactive(status.service(), status.accessToken, "access-token-expired");
  }

  @Test
  void aTokenThatTheLedgerDoesNotHaveIsInactive() {
    String unrecorded =
        status.access(UUID.randomUUID().toString(), status.rig.partner.buyer, false);
    isInactive(status.service(), unrecorded, "token-unknown");
  }

  /** A token that this domain signed under the id of another one is not the one in the ledger. */
  @Test
  void anotherTokenUnderAKnownIdIsInactive() {
    status.rig.clock.move(Duration.ofSeconds(1));
    String twin = status.access(status.accessJti, status.rig.partner.buyer, false);
    isInactive(status.service(), twin, "token-digest");
  }

  @Test
  void whatIsNoTokenOfThisDomainIsInactive() {
    isInactive(status.service(), "hello", "token-type");
    isInactive(status.service(), "a".repeat(100_000), "token-type");
    String grant = status.rig.partner.grant(status.rig.partner.claims("invoice.parse@1"));
    isInactive(status.service(), grant, "token-type");
    String foreign =
        status.rig.partner.sign(status.rig.partner.claims("invoice.parse@1"), "RS256", "at+jwt");
    isInactive(status.service(), foreign, "access-token-algorithm");
    String changed = txn().substring(0, txn().length() - 4) + "AAAA";
    isInactive(reader(), changed, "txn-token-signature");
  }

  @Test
  void aTokenOfARevokedCallerIsInactive() {
    status.state = new RevocationState.Revoked(RevocationReason.KEY_COMPROMISE, Instant.EPOCH);
    isInactive(status.service(), status.accessToken, "caller-revoked");
    isInactive(reader(), txn(), "caller-revoked");
  }

  @Test
  void nothingIsSaidWhileItIsNotKnownWhetherTheCallerIsRevoked() {
    status.state = new RevocationState.Unknown("stale");
    assertThatThrownBy(() -> status.introspect(reader(), txn()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type().status()).isEqualTo(503);
              assertThat(e.check()).isEqualTo("caller-status-stale");
            });
  }

  @Test
  void aTokenOfADomainThatIsNoPartnerAnyMoreIsInactive() {
    status.rig.partner.limitTo("fx.rates@1");
    status.rig.clock.move(Duration.ofSeconds(3));
    isInactive(status.service(), status.accessToken, "partner-scope");
    status.rig.partner.remove();
    status.rig.clock.move(Duration.ofSeconds(3));
    isInactive(status.service(), status.accessToken, "partner-removed");
    isInactive(reader(), txn(), "partner-removed");
  }

  /** A token of a client without certificate, which nothing but its partner vouches for. */
  @Test
  void aTokenThatIsBoundToAKeyIsActiveWhileThePartnerPermitsItsClient() {
    String token = status.accessByKey(UUID.randomUUID().toString());
    isInactive(status.service(), token, "partner-requires-certificate");
    status.rig.partner.permitKeys();
    status.rig.clock.move(Duration.ofSeconds(3));
    JsonObject answer = status.introspect(status.service(), token);
    assertThat(answer.getBoolean("active")).isTrue();
    assertThat(answer.getString("token_type")).isEqualTo("DPoP");
    assertThat(answer.getJsonObject("cnf")).hasToString("{\"jkt\":\"key\"}");
    status.rig.partner.remove();
    status.rig.clock.move(Duration.ofSeconds(3));
    isInactive(status.service(), token, "partner-removed");
  }

  @Test
  void aTokenForARevokedAgentIsInactive() {
    status.rig.inventory.revoke(reader().serial());
    isInactive(status.service(), txn(), "callee-revoked");
  }

  @Test
  void noAuditRowHasTheToken() {
    status.introspect(status.service(), status.accessToken);
    status.introspect(status.buyer, status.accessToken);
    assertThat(status.rig.audit())
        .noneMatch(row -> (row.details() + row.resource()).contains(status.accessToken));
  }
}
