package org.bailiwick.master.accountmethod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.account.TestAccounts;
import org.bailiwick.master.account.TestAccounts.Added;
import org.bailiwick.master.httpsignature.SignedHeaders;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signatures by shared secrets of accounts, at two nodes on one database. */
class SharedSecretMethodTest {

  private static final String RULE = "shared-secret";
  private static final String BODY = "{\"purpose\": \"rates\"}";

  @TempDir Path folder;
  private MasterRig rig;
  private Added signer;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    signer = TestAccounts.withSharedSecret(rig, "signer");
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private SignedHeaders signed(Added by) {
    return SignedHeaders.of("POST", MasterRig.ISSUER + "/v1/jobs", BODY, rig.clock.instant())
        .by(by.secretId(), by.secret());
  }

  private static PresentedCredentials post(Map<String, List<String>> headers) {
    return post(headers, Optional.empty());
  }

  private static PresentedCredentials post(
      Map<String, List<String>> headers, Optional<VerifiedPeer> peer) {
    RequestHead head = new RequestHead("POST", "v1/jobs", headers, Set.of());
    return new PresentedCredentials(peer, head.with(Optional.empty(), Optional.of(BODY)));
  }

  private Caller authenticate(AuthenticationMethods node, PresentedCredentials presented) {
    return new CallerAuthenticator(RULE, node).authenticate(presented);
  }

  private Caller authenticate(SignedHeaders signed) {
    return authenticate(rig.methods, post(signed.headers()));
  }

  private ProblemException refused(PresentedCredentials presented) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> authenticate(rig.methods, presented));
    assertThat(refusal).isNotNull();
    return refusal;
  }

  /** One answer for every cause; only the audit log tells. */
  private void refusesAs(String cause, SignedHeaders signed) {
    ProblemException refusal = refused(post(signed.headers()));
    assertThat(refusal.type()).isEqualTo(ProblemType.SIGNATURE_INVALID);
    assertThat(refusal.check()).isEqualTo("signature-refused");
    assertThat(refusal.detail()).isEqualTo("The HTTP message signature is not valid here.");
    AuditRow row = rig.audit().getLast();
    assertThat(row.event()).isEqualTo("shared-secret.refused");
    assertThat(row.check()).isEqualTo(cause);
  }

  @Test
  void theAccountIsTheCallerAtEveryNode() {
    Caller caller = authenticate(signed(signer));
    assertThat(caller.name()).isEqualTo("account:signer");
    assertThat(caller.principal()).contains("account:signer");
    assertThat(caller.authenticatedBy()).containsExactly("shared-secret");
    AuthenticationMethods other = rig.methodsOfAnotherNode();
    assertThat(authenticate(other, post(signed(signer).headers())).name())
        .isEqualTo("account:signer");
  }

  @Test
  void aSignatureCountsOnceAtAllNodes() {
    PresentedCredentials once = post(signed(signer).headers());
    authenticate(rig.methods, once);
    assertThat(refused(once).check()).isEqualTo("signature-replayed");
    AuthenticationMethods other = rig.methodsOfAnotherNode();
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> authenticate(other, once)).check())
        .isEqualTo("signature-replayed");
  }

  /** Of many at one moment, one. */
  @Test
  void aSignatureCountsOnceInARace() {
    PresentedCredentials once = post(signed(signer).headers());
    List<AuthenticationMethods> nodes = List.of(rig.methods, rig.methodsOfAnotherNode());
    long passed =
        IntStream.range(0, 16)
            .parallel()
            .filter(
                each ->
                    catchThrowableOfType(
                            ProblemException.class, () -> authenticate(nodes.get(each % 2), once))
                        == null)
            .count();
    assertThat(passed).isEqualTo(1);
  }

  @Test
  void aRefusedSignatureIsNotUsedUp() {
    rig.wrappingKeys.fail();
    PresentedCredentials once = post(signed(signer).headers());
    assertThat(refused(once).type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
    rig.wrappingKeys.recover();
    assertThat(authenticate(rig.methods, once).name()).isEqualTo("account:signer");
  }

  @Test
  void everyCauseIsAnsweredAlike() {
    refusesAs("account-unknown", signed(signer).by("0123456789abcdef", signer.secret()));
    Added other = TestAccounts.withSharedSecret(rig, "other");
    refusesAs("secret-wrong", signed(signer).by(signer.secretId(), other.secret()));
    rig.accounts.withdraw("other", TestAccounts.OFFICER);
    refusesAs("account-withdrawn", signed(other));
    Added key = TestAccounts.withKey(rig, "reporting");
    refusesAs("account-method", signed(signer).by(key.secretId(), signer.secret()));
    rig.clock.move(TestAccounts.SECRET_LIFETIME);
    refusesAs("secret-expired", signed(signer));
    rig.clock.move(TestAccounts.LIFETIME);
    refusesAs("secret-expired", signed(signer));
  }

  @Test
  void withoutHsmNobodyPassesAndNobodyLearnsWhichAccountsThereAre() {
    rig.wrappingKeys.fail();
    for (SignedHeaders signed :
        List.of(signed(signer), signed(signer).by("0123456789abcdef", signer.secret()))) {
      ProblemException refusal = refused(post(signed.headers()));
      assertThat(refusal.type()).isEqualTo(ProblemType.SIGNER_UNAVAILABLE);
      assertThat(refusal.type().status()).isEqualTo(503);
    }
  }

  @Test
  void anUnknownIdCostsTheHsmAsMuchAsAKnownOne() {
    SignedHeaders unknown = signed(signer).by("0123456789abcdef", signer.secret());
    refused(post(unknown.headers()));
    int before = rig.wrappingKeys.unwrapped();
    refused(post(unknown.headers()));
    assertThat(rig.wrappingKeys.unwrapped()).isEqualTo(before + 1);
    authenticate(signed(signer));
    assertThat(rig.wrappingKeys.unwrapped()).isEqualTo(before + 2);
  }

  @Test
  void guessesOfOneSourceAreSlowed() {
    SignedHeaders unknown = signed(signer).by("0123456789abcdef", signer.secret());
    for (int i = 0; i < 50; i++) {
      refused(post(unknown.headers()));
    }
    assertThat(refused(post(signed(signer).headers())).check()).isEqualTo("attempts-failed");
    rig.clock.move(Duration.ofMinutes(6));
    assertThat(authenticate(signed(signer)).name()).isEqualTo("account:signer");
  }

  @Test
  void bothSecretsCountDuringAnOverlap() {
    Added next =
        TestAccounts.anotherSharedSecret(
            rig, "signer", rig.clock.instant().plus(Duration.ofHours(1)));
    assertThat(authenticate(signed(signer)).name()).isEqualTo("account:signer");
    assertThat(authenticate(signed(next)).name()).isEqualTo("account:signer");
    rig.clock.move(Duration.ofHours(1));
    refusesAs("secret-expired", signed(signer));
    assertThat(authenticate(signed(next)).name()).isEqualTo("account:signer");
  }

  @Test
  void anAccountMayBeBoundToACertificate() {
    VerifiedPeer buyer = rig.foreign(rig.partner.buyer);
    Added bound = TestAccounts.withSharedSecret(rig, "bound", Optional.of(buyer.id()));
    assertThat(authenticate(rig.methods, post(signed(bound).headers(), Optional.of(buyer))).name())
        .isEqualTo("account:bound");
    refusesAs("account-peer", signed(bound));
  }

  @Test
  void withoutASignatureOneIsAskedFor() {
    ProblemException refusal = refused(post(Map.of()));
    assertThat(refusal.type()).isEqualTo(ProblemType.SIGNATURE_INVALID);
    assertThat(refusal.check()).isEqualTo("signature-missing");
  }

  @Test
  void anotherBodyIsRefused() {
    RequestHead head =
        new RequestHead("POST", "v1/jobs", new TreeMap<>(signed(signer).headers()), Set.of());
    assertThat(
            refused(
                    new PresentedCredentials(
                        Optional.empty(), head.with(Optional.empty(), Optional.of(BODY + " "))))
                .check())
        .isEqualTo("signature-digest");
  }

  /** An event stream goes on after the end of its signature, and ends with the account. */
  @Test
  void aRequestThatLastsIsLookedAtByItsAccount() {
    PresentedCredentials presented = post(signed(signer).headers());
    authenticate(rig.methods, presented);
    rig.clock.move(Duration.ofHours(1));
    PresentedCredentials again = presented.again(Optional.empty());
    assertThat(authenticate(rig.methods, again).name()).isEqualTo("account:signer");
    rig.accounts.withdraw("signer", TestAccounts.OFFICER);
    assertThat(refused(again).check()).isEqualTo("signature-refused");
  }

  @Test
  void noRowAndNoTextHasTheSecret() {
    String everything =
        rig.column("select wrapped from wrapped_secret")
            + rig.column("select digest from account_secret").toString()
            + rig.audit();
    assertThat(everything).doesNotContain(signer.secret());
    assertThat(rig.column("select digest from account_secret")).containsOnly("null");
  }
}
