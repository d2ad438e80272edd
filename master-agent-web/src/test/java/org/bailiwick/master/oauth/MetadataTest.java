package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.trust.PartnerDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {
  @TempDir private Path folder;

  private Metadata metadata(String issuer) {
    PartnerDirectory partners =
        new PartnerDirectory(
            folder,
            TrustDomain.parse("bailiwick.example"),
            new GuardedFetch(FetchSettings.of(Set.of())),
            Clock.systemUTC());
    return new Metadata(new TokenSettings(issuer, Duration.ofMinutes(5)), partners);
  }

  @Test
  void documentsOfAnIssuerWithAPathAreUnderThisPathOnly() {
    Metadata edge = metadata("https://master.example/edge");
    assertThatCode(() -> edge.requirePath("edge")).doesNotThrowAnyException();
    for (String other : new String[] {"ars", "edge/x", "edge/", ""}) {
      assertThatThrownBy(() -> edge.requirePath(other)).isInstanceOf(ProblemException.class);
    }
    assertThatThrownBy(() -> metadata("https://master.example").requirePath("edge"))
        .isInstanceOf(ProblemException.class);
  }

  /** A client discards a document that names another identifier than it looked for. */
  @Test
  void documentsNameTheIdentifierWithItsPath() {
    Metadata edge = metadata("https://master.example/edge");
    assertThat(edge.authorizationServer().getString("issuer"))
        .isEqualTo("https://master.example/edge");
    assertThat(edge.authorizationServer().getString("token_endpoint"))
        .isEqualTo("https://master.example/edge/oauth/token");
    assertThat(edge.protectedResource().getString("resource"))
        .isEqualTo("https://master.example/edge");
  }

  @Test
  void namesTheEndpointsForTokensAndHowClientsAreIdentified() {
    JsonObject server = metadata("https://master.example/edge").authorizationServer();
    assertThat(server.getString("introspection_endpoint"))
        .isEqualTo("https://master.example/edge/oauth/introspect");
    assertThat(server.getString("revocation_endpoint"))
        .isEqualTo("https://master.example/edge/oauth/revoke");
    for (String endpoint : new String[] {"introspection", "revocation"}) {
      assertThat(
              server
                  .getJsonArray(endpoint + "_endpoint_auth_methods_supported")
                  .getValuesAs(JsonString::getString))
          .containsExactly("tls_client_auth");
    }
  }
}
