package org.bailiwick.master.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.TestTokens;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.job.JobViews;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestEvents;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.TestPeers;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each reason for which a call would be refused now also ends the stream of one that runs. */
@SuppressWarnings("UnnecessaryAssignment") // no container injects here
class McpResourceTest extends McpTestBase {
  private static final String CALL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"invoice.parse_v1\"}}";

  private final List<ProblemException> refusals = new ArrayList<>();
  private final MultivaluedMap<String, String> fields = new MultivaluedHashMap<>();
  private VerifiedPeer buyer;
  private TokenRecord token;
  private JobStreams streams;
  private McpResource resource;

  @BeforeEach
  void start() {
    buyer = rig.foreign(rig.partner.buyer);
    token = rig.accessToken(UUID.randomUUID().toString(), buyer, "invoice.parse@1");
    JobViews views = new JobViews(rig.journal, shares, rig.contexts);
    streams = new JobStreams(rig.journal::find, views, Runnable::run, 4, rig.writer::record);
    resource = new McpResource();
    resource.server = server;
    resource.results = new CallResults(rig.journal, shares, MasterRig.ISSUER + "/v1/jobs");
    resource.streams = streams;
    resource.settings = new TokenSettings(MasterRig.ISSUER, Duration.ofMinutes(5));
    resource.clock = rig.clock;
    resource.uri = TestEvents.uri();
    resource.request = TestEvents.request();
    as(buyer);
    fields.putSingle("Accept", "application/json, text/event-stream");
    fields.putSingle(
        "Authorization",
        "Bearer "
            + rig.tokens.sign(
                "at+jwt", TestTokens.claims(TestTokens.access(token, buyer), MasterRig.ISSUER)));
  }

  private void as(VerifiedPeer peer) {
    resource.headers =
        (HttpHeaders)
            Proxy.newProxyInstance(
                McpResourceTest.class.getClassLoader(),
                new Class<?>[] {HttpHeaders.class},
                (self, method, arguments) ->
                    Map.of("getRequestHeaders", fields).get(method.getName()));
    resource.peer =
        TestPeers.context(
            peer,
            () -> {
              if (!refusals.isEmpty()) {
                throw refusals.getFirst();
              }
              return peer;
            });
  }

  private TestEvents call() {
    TestEvents events = new TestEvents();
    resource.call(CALL, events, new RecordedEvents());
    return events;
  }

  private String refusal() {
    return catchThrowableOfType(ProblemException.class, this::call).check();
  }

  private void assertEnds(TestEvents events, String check) {
    streams.refresh();
    assertThat(events.isClosed()).as(check).isTrue();
    assertThat(rig.audit().getLast().event()).isEqualTo("job-stream.ended");
    assertThat(rig.audit().getLast().check()).isEqualTo(check);
    assertThat(streams.openStreams()).isZero();
  }

  @Test
  void threat73AStreamEndsWithItsCallersCertificate() {
    TestEvents events = call();
    streams.refresh();
    assertThat(events.isClosed()).isFalse();
    refusals.add(
        new ProblemException(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", "It was revoked."));
    assertEnds(events, "peer-revoked");
  }

  @Test
  void threat73AStreamEndsWithItsCallersToken() {
    TestEvents expiring = call();
    rig.clock.move(Duration.ofMinutes(6));
    assertEnds(expiring, "access-token-expired");
  }

  @Test
  void threat67ACallerWithoutRoomForAStreamStartsNoJob() {
    call();
    int jobs = rig.journal.unfinished().size();
    assertThat(refusal()).isEqualTo("event-streams");
    assertThat(rig.journal.unfinished()).hasSize(jobs);
  }

  @Test
  void aStreamGoesOnForItsOwnerAlone() {
    TestEvents first = call();
    String job = rig.journal.unfinished().getFirst();
    String eventId = new CallPosition(job, "1", Optional.empty()).eventId(0);
    streams.refresh();
    rig.journal.jobEnded(new JobRecord.End(job, ExecutionState.FAILED, Optional.of("tried")));
    streams.changed(job);
    assertThat(first.isClosed()).isTrue();
    TestEvents again = new TestEvents();
    resource.resume(eventId, again, new RecordedEvents());
    assertThat(again.told()).isEqualTo(1);
    assertThat(again.isClosed()).isTrue();
  }

  @Test
  void refusesWhoIsNotAuthenticatedBeforeAnythingIsDone() {
    fields.putSingle("Origin", "https://evil.example");
    assertThat(refusal()).isEqualTo("mcp-origin");
    fields.remove("Origin");
    fields.remove("Authorization");
    assertThat(refusal()).startsWith("access-token");
    as(rig.operator("officer"));
    assertThat(refusal()).startsWith("access-token");
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> resource.resume("job.MQ..1", new TestEvents(), new RecordedEvents()))
                .type()
                .status())
        .isEqualTo(401);
    assertThat(rig.journal.unfinished()).isEmpty();
  }
}
