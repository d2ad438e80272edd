package org.bailiwick.client.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrantClientTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final String AGENT = "spiffe://bailiwick.example/agent/clerk";

  @TempDir Path folder;
  private ScriptedNode master;
  private GrantClient grants;

  @BeforeEach
  void start() throws Exception {
    master = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    CA.agent("clerk", "ledger.post@1").writeTo(folder);
    grants = new GrantClient(master.uri(), TRUSTED, CredentialFolder.at(folder));
  }

  @AfterEach
  void stop() {
    grants.close();
    master.close();
  }

  private static GrantClient.Wanted wanted(GrantClient.Form form, Optional<String> resource) {
    return new GrantClient.Wanted(
        form,
        URI.create("https://as.partner.example"),
        CapabilitySet.parse(List.of("fx.rates@1")),
        resource);
  }

  @Test
  void exchangesTheTokenOfAnOrder() {
    master.on("/oauth/token", call -> Reply.json(200, "{\"access_token\":\"grant\"}"));
    assertThat(
            grants.forOrder(
                "txn", wanted(GrantClient.Form.ID_JAG, Optional.of("https://api.example"))))
        .isEqualTo("grant");
    assertThat(master.calls().getLast().form())
        .containsEntry("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange")
        .containsEntry("client_id", AGENT)
        .containsEntry("subject_token", "txn")
        .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:txn_token")
        .containsEntry("requested_token_type", "urn:ietf:params:oauth:token-type:id-jag")
        .containsEntry("audience", "https://as.partner.example")
        .containsEntry("scope", "fx.rates@1")
        .containsEntry("resource", "https://api.example");
  }

  @Test
  void exchangesAnAccessTokenOfItsOwn() {
    master.on(
        "/oauth/token",
        call ->
            Reply.json(
                200,
                call.form().get("grant_type").equals("client_credentials")
                    ? "{\"access_token\":\"own\"}"
                    : "{\"access_token\":\"grant\"}"));
    assertThat(grants.forOwnWork(wanted(GrantClient.Form.JWT, Optional.empty())))
        .isEqualTo("grant");
    assertThat(master.calls().getFirst().form()).containsEntry("scope", "fx.rates@1");
    assertThat(master.calls().getLast().form())
        .containsEntry("subject_token", "own")
        .containsEntry("subject_token_type", "urn:ietf:params:oauth:token-type:access_token")
        .containsEntry("requested_token_type", "urn:ietf:params:oauth:token-type:jwt")
        .doesNotContainKey("resource");
  }

  @Test
  void tellsARefusal() {
    master.on("/oauth/token", call -> Reply.json(400, "{\"error\":\"invalid_target\"}"));
    assertThatThrownBy(() -> grants.forOrder("txn", wanted(GrantClient.Form.JWT, Optional.empty())))
        .isInstanceOf(ProblemException.class);
  }
}
