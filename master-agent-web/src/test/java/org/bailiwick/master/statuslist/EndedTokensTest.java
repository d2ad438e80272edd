package org.bailiwick.master.statuslist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.statuslist.StatusList;
import org.bailiwick.contract.statuslist.StatusReference;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokenMint;
import org.bailiwick.master.access.MintedAccessToken;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.authorization.PeopleRig;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenEndOrder;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenDeletion;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.statuslist.StatusListPublisher;
import org.bailiwick.node.statuslist.StatusListPublisher.Terms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The status lists of access tokens, over the token ledger. */
class EndedTokensTest {

  private static final AuditEntry PERMIT =
      AuditEntry.of("end-token.decided", Outcome.GRANTED, "", "officer-1");

  @TempDir private Path folder;
  private PeopleRig people;
  private MasterRig rig;

  @BeforeEach
  void start() {
    people = new PeopleRig(folder);
    rig = people.rig;
  }

  @AfterEach
  void stop() {
    people.close();
  }

  private MintedAccessToken token() {
    MintedAccessToken token =
        new AccessTokenMint(rig.tokens, rig.ledger, Duration.ofMinutes(5), rig.clock)
            .mint(
                new AccessTokenMint.Order(
                    "https://as.partner.example#alice",
                    TestJobs.granted(rig, rig.partner.buyer),
                    CapabilitySet.parseScope("invoice.parse@1"),
                    TokenBinding.ofCertificate("thumbprint"),
                    Optional.empty()));
    rig.writer.commit(rig.ledger.insertion(token.record(), token.place()));
    return token;
  }

  /** What a node says that has just started. */
  private int status(String compact) {
    StatusReference reference = StatusReference.find(claims(compact)).orElseThrow();
    String list = reference.uri().substring((MasterRig.ISSUER + "/status-lists/").length());
    String signed = list(Long.parseLong(list));
    JsonObject claim =
        StrictJson.object(rig.tokens.statement(signed, StatusListPublisher.TYPE).orElseThrow())
            .getJsonObject("status_list");
    return StatusList.read(StrictJson.members(claim.toString(), 8), 1 << 16)
        .find(reference.index())
        .orElseThrow();
  }

  private static Map<String, Object> claims(String compact) {
    String payload = compact.split("\\.", -1)[1];
    return StrictJson.members(StrictJson.text(Base64.getUrlDecoder().decode(payload)), 8);
  }

  private String list(long list) {
    return new StatusListPublisher(
            rig.store()::read,
            new EndedTokens(),
            new Terms(MasterRig.ISSUER, 1, Duration.ofSeconds(10), Duration.ofMinutes(5)),
            claims -> rig.tokens.sign(StatusListPublisher.TYPE, claims),
            rig.clock)
        .published(list)
        .compact();
  }

  private void end(String jti, EndCause cause) {
    new TokenRevoker(
            new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {})
        .end(
            rig.ledger.find(jti).orElseThrow(),
            new TokenEndOrder(cause, "officer-1", "it was leaked"),
            PERMIT);
  }

  @Test
  void aTokenThatEndsForWhateverCauseIsInvalidAndItsSiblingIsNot() {
    MintedAccessToken sibling = token();
    for (EndCause cause : EndCause.values()) {
      MintedAccessToken token = token();
      assertThat(status(token.compact())).isZero();
      end(token.record().jti(), cause);
      assertThat(status(token.compact())).as("%s", cause).isOne();
    }
    assertThat(status(sibling.compact())).isZero();
  }

  @Test
  void theTokensOfARevokedCallerAreInvalid() {
    MintedAccessToken token = token();
    rig.ledger.endTokensOf(
        (CallerIdentity.Workload) token.record().origin().caller(), CallerStatus.REVOKED);
    assertThat(status(token.compact())).isOne();
  }

  @Test
  void theTokensOfAPersonEndWithTheSession() {
    String token = people.tokens().getString("access_token");
    assertThat(status(token)).isZero();
    end(people.onlySession(), EndCause.PROVIDER);
    assertThat(status(token)).isOne();
  }

  @Test
  void aPlaceGoesWithItsToken() {
    MintedAccessToken token = token();
    end(token.record().jti(), EndCause.OFFICER);
    rig.ledger.deleteExpired(
        token.record().lifetime().expiresAt().plusSeconds(1), TokenDeletion.Position.FIRST, 10);
    assertThat(rig.ledger.find(token.record().jti())).isEmpty();
    assertThat(
            rig.store()
                .<Long>read(
                    em ->
                        em.createQuery("select count(p) from TokenPlaceRow p", Long.class)
                            .getSingleResult()))
        .isZero();
  }

  /** Threat 37: a list is signed by the key of the tokens, and is none of them. */
  @Test
  void aListIsNoAccessTokenAndAnAccessTokenIsNoList() {
    MintedAccessToken token = token();
    StatusReference reference = token.place().at(MasterRig.ISSUER);
    String list = list(token.place().list());
    assertThat(claims(list).get("sub")).isEqualTo(reference.uri());
    for (String typ : List.of(AccessToken.TYP, "txntoken+jwt", "access-request+jwt")) {
      assertThatThrownBy(() -> rig.tokens.verify(list, typ, MasterRig.ISSUER))
          .isInstanceOfSatisfying(
              ProblemException.class, refusal -> assertThat(refusal.check()).endsWith("-type"));
    }
    assertThat(rig.tokens.statement(token.compact(), StatusListPublisher.TYPE)).isEmpty();
  }

  @Test
  void withoutItsLogANodeSignsNoList() {
    MintedAccessToken token = token();
    rig.records.keep();
    rig.loseTheLog();
    rig.records.keep();
    assertThatThrownBy(() -> status(token.compact()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.check()).isEqualTo("records-incomplete"));
  }
}
