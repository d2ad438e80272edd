package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.peer.VerifiedPeer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens for the domain's own services and devices. */
class WorkloadCredentialsTest {

  @TempDir Path folder;
  private MasterRig rig;
  private TokenEndpoint endpoint;

  @BeforeEach
  void start() {
    rig = new MasterRig(folder);
    endpoint = rig.endpoint();
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private TestLeaf leaf(String path) {
    return rig.ca.leafWithUri("spiffe://bailiwick.example/" + path);
  }

  private static MultivaluedMap<String, String> form(TestLeaf client) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", "client_credentials");
    form.putSingle("client_id", client.id().toString());
    return form;
  }

  private IssuedToken issue(TestLeaf client) {
    return endpoint.issue(new TokenRequest(form(client)), Optional.of(rig.workload(client)));
  }

  private void refuses(TestLeaf client, VerifiedPeer peer, String check) {
    refuses(form(client), peer, OAuthError.UNAUTHORIZED_CLIENT, check);
  }

  private void refuses(
      MultivaluedMap<String, String> form, VerifiedPeer peer, OAuthError error, String check) {
    OAuthRefusal refusal =
        catchThrowableOfType(
            OAuthRefusal.class, () -> endpoint.issue(new TokenRequest(form), Optional.of(peer)));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.lastDenial()).isEqualTo(check);
    assertThat(rig.column("select jti from token")).isEmpty();
  }

  private String lastRow(String event) {
    return rig.audit().stream()
        .filter(row -> row.event().equals(event))
        .map(AuditRow::details)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** Also while the registry is not heard, since it lists neither. */
  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void theTokenIsTheWorkloadsOwnAndBoundToItsCertificate(String kind) {
    TestLeaf client = leaf(kind + "/scanner");
    rig.ownCallers.allow(client, "fx.rates@1");
    rig.clock.move(Duration.ofMinutes(6));
    IssuedToken token = issue(client);
    JsonObject claims = rig.tokens.verify(token.compact(), "at+jwt", MasterRig.ISSUER);
    assertThat(claims.getString("sub")).isEqualTo(client.id().toString());
    assertThat(claims.getString("client_id")).isEqualTo(client.id().toString());
    assertThat(claims).doesNotContainKey("act");
    assertThat(claims.getString("scope")).isEqualTo("fx.rates@1");
    assertThat(claims.getJsonObject("cnf").getString("x5t#S256"))
        .isEqualTo(rig.workload(client).thumbprint());
    assertThat(rig.accessTokens.verify(token.compact(), rig.workload(client)).subject())
        .isEqualTo(client.id().toString());
    assertThat(lastRow("token.issued"))
        .contains("\"caller_kind\":\"" + kind + "\"", "\"authenticated_by\":\"mtls\"");
    assertThat(lastRow("admit.decided")).contains("caller_kind\\\":\\\"" + kind + "\\\"");
    assertThat(rig.column("select caller_kind from token")).containsExactly(kind);
  }

  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void theScopeIsWhatTheFileAllows(String kind) {
    TestLeaf client = leaf(kind + "/scanner");
    refuses(client, rig.workload(client), "caller-not-described");
    rig.ownCallers.allow(client, "fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    MultivaluedMap<String, String> wider = form(client);
    wider.putSingle("scope", "ledger.post@1");
    refuses(wider, rig.workload(client), OAuthError.INVALID_SCOPE, "scope-empty");
    wider.putSingle("scope", "ledger.post@1 fx.rates@1");
    assertThat(
            endpoint
                .issue(new TokenRequest(wider), Optional.of(rig.workload(client)))
                .record()
                .scope()
                .scope())
        .isEqualTo("fx.rates@1");
  }

  /** Whichever of the three has the file, the other two of the same text get nothing by it. */
  @Test
  void aFileOfAnotherKindIsOfNoUse() {
    TestLeaf service = leaf("service/x");
    TestLeaf device = leaf("device/x");
    TestLeaf agent = rig.ca.agent("x", "plan.make@1");
    TestInventory.list(rig.inventory, List.of(known(agent, "plan.make@1", "listed")));
    rig.ownCallers.allow(service, "fx.rates@1");
    refuses(device, rig.workload(device), "caller-not-described");
    refuses(agent, rig.agent(agent), "caller-not-described");
    rig.ownCallers.remove(service);
    rig.ownCallers.allow(agent, "fx.rates@1");
    rig.clock.move(Duration.ofSeconds(3));
    refuses(service, rig.workload(service), "caller-not-described");
    refuses(device, rig.workload(device), "caller-not-described");
  }

  @Test
  void aClientIdOfTheSameTextIsAnothers() {
    TestLeaf service = leaf("service/x");
    TestLeaf device = leaf("device/x");
    rig.ownCallers.allow(service, "fx.rates@1");
    refuses(form(service), rig.workload(device), OAuthError.INVALID_CLIENT, "client-id");
  }

  @Test
  void issuesNothingWhileTheFileIsNotKnown() {
    TestLeaf client = leaf("device/gate-1");
    rig.ownCallers.write("device/gate-1.json", "{");
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> issue(client));
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.check()).isEqualTo("caller-description-faulty");
    assertThat(rig.column("select jti from token")).isEmpty();
  }

  /** What agents do with tokens of jobs and with grants, and partners' agents, is not theirs. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:ietf:params:oauth:grant-type:token-exchange",
        "urn:ietf:params:oauth:grant-type:jwt-bearer"
      })
  void noOtherGrantIsForThem(String grant) {
    for (String path : List.of("service/x", "device/x")) {
      TestLeaf client = leaf(path);
      rig.ownCallers.allow(client, "fx.rates@1");
      MultivaluedMap<String, String> form = form(client);
      form.putSingle("grant_type", grant);
      refuses(form, rig.workload(client), OAuthError.UNAUTHORIZED_CLIENT, "client-kind");
    }
  }

  /** Threat 73: what was allowed when the token was issued is asked again at each use. */
  @Test
  void aTokenIsOfNoUseWithoutTheFile() {
    TestLeaf client = leaf("service/broker");
    rig.ownCallers.allow(client, "fx.rates@1");
    String token = issue(client).compact();
    rig.ownCallers.remove(client);
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(refusalOf(token, client)).isEqualTo("caller-not-described");
  }

  @Test
  void threat39ATokenOverAnotherCertificateIsRefused() {
    TestLeaf client = leaf("service/broker");
    rig.ownCallers.allow(client, "fx.rates@1");
    String token = issue(client).compact();
    assertThat(refusalOf(token, leaf("service/broker"))).isEqualTo("access-token-certificate");
    assertThat(refusalOf(token, leaf("device/broker"))).isEqualTo("access-token-certificate");
  }

  @Test
  void threat41TheTokenEndsWithTheCredential() {
    TestLeaf client = leaf("service/broker");
    rig.ownCallers.allow(client, "fx.rates@1");
    String token = issue(client).compact();
    rig.ledger.endTokensOf(
        TestCallers.of(leaf("device/broker").certificate()), "credential-revoked");
    assertThat(rig.accessTokens.verify(token, rig.workload(client))).isNotNull();
    rig.ledger.endTokensOf(TestCallers.of(client.certificate()), "credential-revoked");
    assertThat(refusalOf(token, client)).isEqualTo("access-token-ended");
  }

  private String refusalOf(String token, TestLeaf client) {
    return catchThrowableOfType(
            ProblemException.class, () -> rig.accessTokens.verify(token, rig.workload(client)))
        .check();
  }

  @Test
  void theTokenEndsNoLaterThanTheCertificate() {
    TestLeaf client = leaf("device/gate-1");
    rig.ownCallers.allow(client, "fx.rates@1");
    Duration left =
        Duration.between(rig.clock.instant(), client.certificate().getNotAfter().toInstant());
    rig.clock.move(left.minusSeconds(60));
    assertThat(issue(client).record().lifetime().expiresAt())
        .isEqualTo(client.certificate().getNotAfter().toInstant());
  }
}
