package org.bailiwick.master.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.clientauth.TestClients;
import org.bailiwick.master.identityprovider.IdentityProviders;
import org.bailiwick.master.owncallers.OwnCallers;
import org.bailiwick.master.peopleclients.PeopleClients;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.trust.PartnerDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetadataTest {
  @TempDir private Path folder;
  @TempDir private Path clients;

  private Metadata metadata(String issuer) {
    PartnerDirectory partners =
        new PartnerDirectory(
            folder,
            TrustDomain.parse("bailiwick.example"),
            new GuardedFetch(FetchSettings.of(Set.of())),
            Clock.systemUTC());
    TrustDomain own = TrustDomain.parse("bailiwick.example");
    return new Metadata(
        new TokenSettings(issuer, Duration.ofMinutes(5)),
        partners,
        new OwnCallers(Optional.empty(), own, Clock.systemUTC()),
        TestClients.of(
            new PeerVerifier(
                List::of, (certificate, anchor) -> new RevocationState.Good(), Clock.systemUTC()),
            own,
            issuer,
            Clock.systemUTC()),
        new PeopleClients(Optional.of(clients), Clock.systemUTC()),
        new IdentityProviders(Optional.empty(), Clock.systemUTC()));
  }

  private static final String OF_DESK =
      """
      {"client_id": "desk", "kind": "public", "provider": "idp", "scopes": ["fx.rates@1"],
       "redirect_uris": ["http://127.0.0.1/back"]}""";

  private static final String OF_DOCUMENTS =
      """
      {"kind": "metadata-documents", "url": "https://apps.example/oauth/", "provider": "idp",
       "scopes": ["invoice.parse@1"], "longest_cache": "PT1H"}""";

  /** Section 5 of draft-ietf-oauth-client-id-metadata-document. */
  @Test
  void saysWhetherAClientMayBeKnownByItsDocument() throws IOException {
    String member = "client_id_metadata_document_supported";
    assertThat(metadata("https://master.example").authorizationServer())
        .doesNotContainKeys(member, "authorization_endpoint");
    Files.writeString(clients.resolve("desk.json"), OF_DESK);
    assertThat(metadata("https://master.example").authorizationServer().getBoolean(member))
        .isFalse();
    Files.writeString(clients.resolve("apps.json"), OF_DOCUMENTS);
    JsonObject server = metadata("https://master.example").authorizationServer();
    assertThat(server.getBoolean(member)).isTrue();
    assertThat(server.getJsonArray("scopes_supported").getValuesAs(JsonString::getString))
        .containsExactly("fx.rates@1", "invoice.parse@1");
    assertThat(server.getJsonArray("token_endpoint_auth_methods_supported").toString())
        .contains("none");
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

  /** RFC 8414 section 2: a method that signs is named with its algorithms. */
  @Test
  void namesTheWaysOfClientsAndTheirAlgorithms() {
    JsonObject server = metadata("https://master.example").authorizationServer();
    assertThat(
            server
                .getJsonArray("token_endpoint_auth_methods_supported")
                .getValuesAs(JsonString::getString))
        .containsExactly("tls_client_auth", "private_key_jwt", "urn:bailiwick:client-auth:wit-wpt");
    assertThat(
            server
                .getJsonArray("token_endpoint_auth_signing_alg_values_supported")
                .getValuesAs(JsonString::getString))
        .containsExactly("ES256", "ES384", "EdDSA", "PS256");
    assertThat(server.getJsonArray("grant_types_supported").getValuesAs(JsonString::getString))
        .contains("client_credentials");
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

  /** A resource of its own, where RFC 9728 section 3.1 has it for this URL. */
  @Test
  void theMcpServerHasADocumentOfItsOwn() {
    JsonObject document = metadata("https://master.example").protectedResourceAt("mcp");
    assertThat(document.getString("resource")).isEqualTo("https://master.example/mcp");
    assertThat(document.getJsonArray("authorization_servers").getString(0))
        .isEqualTo("https://master.example");
    Metadata edge = metadata("https://master.example/edge");
    assertThat(edge.protectedResourceAt("edge/mcp").getString("resource"))
        .isEqualTo("https://master.example/edge/mcp");
    assertThat(edge.protectedResourceAt("edge").getString("resource"))
        .isEqualTo("https://master.example/edge");
    assertThatThrownBy(() -> edge.protectedResourceAt("mcp")).isInstanceOf(ProblemException.class);
    assertThat(edge.authorizationServer().getJsonArray("protected_resources").toString())
        .contains("\"https://master.example/edge/mcp\"");
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
