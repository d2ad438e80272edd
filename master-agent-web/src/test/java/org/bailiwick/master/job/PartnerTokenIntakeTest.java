package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.CallerAuthenticator;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.IdleRunner;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job with an access token of the partner's own server. */
class PartnerTokenIntakeTest {

  private static final String JOB =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\"}]}";

  @TempDir Path folder;
  private MasterRig rig;
  private VerifiedPeer buyer;
  private JobIntake intake;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    buyer = rig.foreign(rig.partner.buyer);
    rig.partner.describe(
        "",
        """
        ,"access_tokens":{"audience":"%s","by":"jwt",
          "scopes":{"rates":"fx.rates@1","invoices":"invoice.parse@1"}}"""
            .formatted(MasterRig.ISSUER));
    TestInventory.list(
        rig.inventory,
        List.of(known(rig.ca.agent("rate-finder", "fx.rates@1"), "fx.rates@1", "listed")));
    intake =
        new JobIntake(
            IdleRunner.parts(rig),
            IdleRunner.of(rig),
            new MasterSettings.Jobs(
                Duration.ofHours(1),
                1 << 20,
                50,
                3,
                100,
                new MasterSettings.JobMemory(100, 1 << 20, 1 << 20, 100, 1 << 20)),
            rig.records,
            new TextShares(1 << 20));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private Caller caller(String scope) {
    Map<String, Object> claims = rig.partner.claims(scope);
    claims.put("cnf", Map.of("x5t#S256", buyer.thumbprint()));
    String token = rig.partner.sign(claims, "RS256", "at+jwt");
    return new CallerAuthenticator("all-of(mtls,partner-access-token)", rig.methods)
        .authenticate(
            new PresentedCredentials(
                Optional.of(buyer),
                new RequestHead(
                    "POST",
                    "v1/jobs",
                    Map.of("authorization", List.of("Bearer " + token)),
                    Set.of())));
  }

  @Test
  void theJobDescendsFromTheTokenAndShowsItsAuthorization() {
    Caller caller = caller("rates");
    String id = intake.accept(caller, JOB, Optional.empty());
    JobRecord job = rig.journal.find(id).orElseThrow();
    assertThat(job.owner().principal()).isEqualTo("https://as.partner.example#alice");
    assertThat(rig.column("select parent_jti from token where kind = 'job'"))
        .containsExactly(caller.requireToken().jti());
    String view = new JobViews(rig.journal, new TextShares(1 << 20), rig.contexts).of(job);
    assertThat(view)
        .contains("urn:ietf:params:oauth:token-type:access_token", "https://as.partner.example");
  }

  /** OAuth 2.1 section 5.3: the token does not cover the job. */
  @Test
  void aScopeThatDoesNotCoverTheJobIsInsufficient() {
    Caller caller = caller("invoices");
    ProblemException refusal =
        catchThrowableOfType(
            ProblemException.class, () -> intake.accept(caller, JOB, Optional.empty()));
    assertThat(refusal.type()).isEqualTo(ProblemType.INSUFFICIENT_SCOPE);
    assertThat(refusal.extensions()).containsEntry("scope", "fx.rates@1");
  }
}
