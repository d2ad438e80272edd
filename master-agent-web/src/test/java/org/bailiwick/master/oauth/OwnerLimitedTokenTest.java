package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.bailiwick.master.inventory.TestInventory.known;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.inventory.TestInventory;
import org.bailiwick.master.testing.MasterRig;
import org.bailiwick.master.testing.TestOwners;
import org.bailiwick.node.audit.AuditRow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An access token of an own agent has what agent, owner, principal and request have (R32). */
class OwnerLimitedTokenTest {

  @TempDir Path folder;
  private MasterRig rig;
  private TokenEndpoint endpoint;
  private TestLeaf planner;

  @BeforeEach
  void start() {
    TestOwners.areAsked(folder);
    rig = new MasterRig(folder);
    endpoint = rig.endpoint();
    planner = rig.ca.agent("planner", "plan.make@1");
    rig.ownCallers.allow(planner, "fx.rates@1", "invoice.parse@1", "ledger.post@1");
    rig.owners.allowOwner(planner, "fx.rates@1", "invoice.parse@1", "receipt.write@1");
    rig.owners.allowPrincipal(planner, "fx.rates@1", "ledger.post@1");
    TestInventory.list(rig.inventory, List.of(known(planner, "plan.make@1", "listed")));
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private IssuedToken issue(String scope) {
    MultivaluedMap<String, String> form = new MultivaluedHashMap<>();
    form.putSingle("grant_type", "client_credentials");
    form.putSingle("client_id", planner.id().toString());
    if (!scope.isEmpty()) {
      form.putSingle("scope", scope);
    }
    return endpoint.issue(new TokenRequest(form), Optional.of(rig.agent(planner)));
  }

  private AuditRow refused(String scope, OAuthError error, String check) {
    OAuthRefusal refusal = catchThrowableOfType(OAuthRefusal.class, () -> issue(scope));
    assertThat(refusal).as("refused with %s", check).isNotNull();
    assertThat(refusal.check()).isEqualTo(check);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(rig.column("select jti from token")).isEmpty();
    AuditRow row = rig.audit().getLast();
    assertThat(row.event()).isEqualTo("token.refused");
    assertThat(row.check()).isEqualTo(check);
    return row;
  }

  @Test
  void threat40TheScopeIsTheIntersection() {
    assertThat(issue("").record().scope().scope()).isEqualTo("fx.rates@1");
    assertThat(issue("fx.rates@1 invoice.parse@1 receipt.write@1").record().scope().scope())
        .isEqualTo("fx.rates@1");
  }

  @Test
  void theDecisionShowsTheSets() {
    issue("fx.rates@1 ledger.post@1");
    assertThat(rig.audit())
        .filteredOn(row -> row.event().equals("admit.decided"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.details().replace("\\\"", "'"))
                    .contains("'agent_scope':['fx.rates@1','invoice.parse@1','ledger.post@1']")
                    .contains("'owner_scope':['fx.rates@1','invoice.parse@1','receipt.write@1']")
                    .contains("'principal_scope':['fx.rates@1','ledger.post@1']")
                    .contains("'requested_scope':['fx.rates@1','ledger.post@1']")
                    .contains("'scope':['fx.rates@1']"));
  }

  /**
   * The row names whose file has nothing of the request, and shows the sets; the client is not
   * told.
   */
  @Test
  void theRowOfARefusalNamesTheCheckAndShowsTheSets() {
    AuditRow row = refused("ledger.post@1", OAuthError.INVALID_SCOPE, "owner-scope");
    assertThat(row.details())
        .contains("\"agent_scope\":\"fx.rates@1 invoice.parse@1 ledger.post@1\"")
        .contains("\"owner_scope\":\"fx.rates@1 invoice.parse@1 receipt.write@1\"")
        .contains("\"principal_scope\":\"fx.rates@1 ledger.post@1\"")
        .contains("\"requested_scope\":\"ledger.post@1\"");
    assertThat(catchThrowableOfType(OAuthRefusal.class, () -> issue("ledger.post@1")))
        .hasMessage("No part of the requested scope is granted.");
    refused("invoice.parse@1", OAuthError.INVALID_SCOPE, "principal-scope");
    refused("receipt.write@1", OAuthError.INVALID_SCOPE, "scope-empty");
  }

  @Test
  void anOwnerOrPrincipalWithoutFileGivesNothing() {
    rig.owners.remove("principal.json");
    rig.clock.move(Duration.ofSeconds(3));
    refused("fx.rates@1", OAuthError.UNAUTHORIZED_CLIENT, "principal-not-described");
    rig.owners.remove("owner.json");
    rig.clock.move(Duration.ofSeconds(3));
    refused("fx.rates@1", OAuthError.UNAUTHORIZED_CLIENT, "owner-not-described");
  }

  @Test
  void aFaultIsNoPermit() {
    rig.owners.write("owner.json", "{");
    rig.clock.move(Duration.ofSeconds(3));
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> issue("fx.rates@1"));
    assertThat(refusal.type()).isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
    assertThat(refusal.type().status()).isEqualTo(503);
    assertThat(refusal.check()).isEqualTo("owner-description-faulty");
    assertThat(rig.column("select jti from token")).isEmpty();
  }

  /** Threat 73: what was allowed when the token was issued is asked again at each use. */
  @Test
  void aTokenIsOfNoUseWhenTheOwnerHasNoFileAnyMore() {
    String token = issue("fx.rates@1").compact();
    rig.owners.remove("owner.json");
    rig.clock.move(Duration.ofSeconds(3));
    assertThat(
            catchThrowableOfType(
                    ProblemException.class,
                    () -> rig.accessTokens.verify(token, rig.agent(planner)))
                .check())
        .isEqualTo("owner-not-described");
  }
}
