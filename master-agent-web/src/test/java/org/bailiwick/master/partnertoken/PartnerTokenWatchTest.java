package org.bailiwick.master.partnertoken;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestJobs;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.AcceptedTokens;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.writer.UnitOfWork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What rests on partners' tokens ends with them. */
class PartnerTokenWatchTest extends PartnerTokenTestBase {

  private static final String OPAQUE = "an-opaque-token";
  private static final String ONE_STEP =
      "{\"purpose\":\"p\",\"steps\":[{\"id\":\"a\",\"capability\":\"fx.rates@1\"}]}";

  private final List<String> cancelled = new ArrayList<>();
  private Map<String, Object> claims;
  private IntrospectingServer server;
  private PartnerTokenWatch watch;

  @BeforeEach
  void start() {
    server = new IntrospectingServer(rig);
    claims = claims("exp", rig.clock.instant().getEpochSecond() + 600);
    server.activate(OPAQUE, claims);
    watch = watch(Runnable::run);
  }

  private PartnerTokenWatch watch(Executor executor) {
    return new PartnerTokenWatch(
        new PartnerTokenWatch.Parts(
            rig.partners(),
            rig.partnerTokens,
            new AcceptedTokens(rig.store()),
            rig.ledger,
            new TokenRevoker(
                new TokenRevoker.Parts(rig.store(), rig.writer, rig.ledger, rig.journal), () -> {}),
            (job, reason) -> cancelled.add(job + " " + reason)),
        executor,
        rig.clock);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** A running job under this token; the id of the token. */
  private String running(String token) {
    String id = authenticate(token).requireToken().jti();
    TestJobs.accept(
        rig,
        new TestJobs.Posted("job-1", rig.partner.buyer, ONE_STEP, Optional.empty()),
        rig.ledger.find(id).orElseThrow(),
        UnitOfWork.none());
    return id;
  }

  private JobRecord job() {
    return rig.journal.find("job-1").orElseThrow();
  }

  private void after(int seconds) {
    rig.clock.move(Duration.ofSeconds(seconds));
    watch.run();
  }

  @Test
  void aTokenThatIsNotActiveAnyMoreEndsWithItsJobs() {
    describe(server.bySecret());
    String id = running(OPAQUE);
    int asked = server.requests();
    after(25);
    assertThat(server.requests()).isEqualTo(asked + 1);
    assertThat(job().state()).isEqualTo(ExecutionState.RUNNING);
    server.revoke(OPAQUE);
    after(10);
    assertThat(server.requests()).as("not more often").isEqualTo(asked + 1);
    after(15);
    assertThat(job().state()).isEqualTo(ExecutionState.CANCELLED);
    assertThat(job().reason()).contains("token-ended: " + id);
    assertThat(rig.column("select reason from token_end where jti = '" + id + "'"))
        .containsExactly("ended-by-partner");
    assertThat(rig.audit())
        .extracting(row -> row.event())
        .contains("partner-token.inactive", "token.ended", "job.ended");
    server.activate(OPAQUE, claims);
    refuses(OPAQUE, "partner-token-ended");
  }

  /** What a request learns, the watch need not ask. */
  @Test
  void theRefusalOfARequestEndsTheJobsToo() {
    describe(server.bySecret());
    running(OPAQUE);
    server.revoke(OPAQUE);
    refuses(OPAQUE, "partner-token-inactive");
    after(2);
    assertThat(job().state()).isEqualTo(ExecutionState.CANCELLED);
  }

  /** A job outlives its token; no server can tell whether an expired one was revoked. */
  @Test
  void aTokenThatHasExpiredEndsNoJob() {
    describe(server.bySecret());
    running(OPAQUE);
    int asked = server.requests();
    server.revoke(OPAQUE);
    after(580);
    after(30);
    assertThat(server.requests()).isEqualTo(asked);
    assertThat(job().state()).isEqualTo(ExecutionState.RUNNING);
  }

  @Test
  void aServerThatDoesNotAnswerEndsNothing() {
    describe(server.bySecret());
    running(OPAQUE);
    server.does(exchange -> IntrospectingServer.answer(exchange, 503, ""));
    after(25);
    assertThat(job().state()).isEqualTo(ExecutionState.RUNNING);
    server.doesAsItShould();
    server.revoke(OPAQUE);
    after(2);
    assertThat(job().state()).isEqualTo(ExecutionState.CANCELLED);
  }

  @Test
  void nobodyIsAskedAboutATokenOnWhichNothingRests() {
    describe(server.bySecret());
    authenticate(OPAQUE);
    int asked = server.requests();
    after(25);
    assertThat(server.requests()).isEqualTo(asked);
    callers.authenticate(bearer(OPAQUE).again(Optional.of(buyer)));
    after(2);
    assertThat(server.requests()).as("an open stream").isEqualTo(asked + 1);
  }

  @Test
  void onePartnerIsAskedByOneThreadAtATime() {
    describe(server.bySecret());
    running(OPAQUE);
    List<Runnable> begun = new ArrayList<>();
    watch = watch(begun::add);
    after(25);
    after(2);
    assertThat(begun).hasSize(1);
    begun.getFirst().run();
    after(25);
    assertThat(begun).hasSize(2);
  }

  @Test
  void aServerWhoseTokensDoNotCountAnyMoreEndsItsJobs() {
    describe(BY_JWT);
    running(token(claims()));
    watch.run();
    assertThat(cancelled).isEmpty();
    describe("");
    watch.run();
    assertThat(cancelled).containsExactly("job-1 partner-token-not-permitted: partner.example");
    assertThat(rig.ledger.state(accepted().getFirst()))
        .as("it would count again if the description came back")
        .isInstanceOf(TokenState.Live.class);
  }

  @Test
  void aClientThatDoesNotMeanTheAgentAnyMoreEndsItsJobs() {
    describe(accessTokens("\"by\":\"jwt\",\"clients\":{\"app\":\"" + buyer.id() + "\"}"));
    running(token(claims("client_id", "app")));
    describe(BY_JWT);
    watch.run();
    assertThat(cancelled).hasSize(1);
  }

  /** A fault hides the description: nothing is decided. */
  @Test
  void aFaultEndsNothing() {
    describe(BY_JWT);
    running(token(claims()));
    rig.partner.write("{");
    rig.clock.move(Duration.ofSeconds(3));
    watch.run();
    assertThat(cancelled).isEmpty();
  }
}
