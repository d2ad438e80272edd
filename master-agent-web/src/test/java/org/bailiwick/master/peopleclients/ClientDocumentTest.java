package org.bailiwick.master.peopleclients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.outbound.FetchedDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Metadata documents of clients and what they may say
 * (draft-ietf-oauth-client-id-metadata-document, sections 4.1 and 6.1).
 */
class ClientDocumentTest {
  private static final String DESK = "desk.json";

  @TempDir Path folder;
  private DocumentRig rig;

  @BeforeEach
  void start() {
    rig = new DocumentRig(folder);
    rig.server.serve(DESK);
  }

  @AfterEach
  void stop() {
    rig.close();
  }

  private void refuses(String document, String check) {
    assertThat(document).isNotEqualTo(rig.server.document(DESK));
    rig.server.serve(DESK, document);
    rig.refuses(DESK, check);
  }

  @Test
  void aClientIsKnownByItsDocument() {
    PeopleClient client = rig.client(DESK);
    assertThat(client.id()).isEqualTo(rig.server.url(DESK));
    assertThat(client.knownBy().text()).isEqualTo("metadata-document");
    assertThat(client.provider()).isEqualTo("idp");
    assertThat(client.scopes()).isEqualTo(CapabilitySet.parseScope("fx.rates@1"));
    assertThat(rig.server.requests()).isZero();
    assertThat(client.redirectRefusal(DocumentRig.BACK)).isEmpty();
    assertThat(client.redirectRefusal("http://127.0.0.1:1/back?from=edge")).isEmpty();
    assertThat(client.redirectRefusal(rig.server.origin() + "/back")).isEmpty();
    assertThat(client.redirectRefusal(rig.server.origin() + "/other")).contains("redirect-uri");
    assertThat(client.redirectRefusal(rig.server.origin() + "/back?x=1")).contains("redirect-uri");
    assertThat(rig.server.requests()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"client_id\"|\"client\"|client-document-client-id",
        "desk.json|Desk.json|client-document-client-id",
        "desk.json|other.json|client-document-client-id",
        "desk.json|./desk.json|client-document-client-id",
        "desk.json|desk.json#|client-document-client-id",
        "\"client_name\": \"A program\"|\"x\": 1|client-document-client-name",
        "\"A program\"|\" \"|client-document-client-name",
        "\"A program\"|null|client-document-member-form",
        "\"client_name\"|\"client_secret\": \"s\", \"client_name\"|client-document-secret",
        "\"client_name\"|\"client_secret_expires_at\": 0, \"client_name\"|client-document-secret",
        "\"none\"|\"client_secret_basic\"|client-document-authentication-method",
        "\"none\"|\"client_secret_post\"|client-document-authentication-method",
        "\"none\"|\"client_secret_jwt\"|client-document-authentication-method",
        "\"none\"|\"private_key_jwt\"|client-document-authentication-method",
        "\"none\"|\"tls_client_auth\"|client-document-authentication-method",
        "\"none\"|[\"none\"]|client-document-member-form",
        "\"authorization_code\"|\"client_credentials\"|client-document-grant-types",
        "[\"code\"]|[\"token\"]|client-document-response-types",
        "[\"code\"]|\"code\"|client-document-member-form",
        "redirect_uris|redirects|client-document-redirect-uris",
        "\"http://127.0.0.1/back?from=edge\"|7|client-document-member-form",
        "{|[|json-syntax",
        "}|}}|json-syntax",
        "\"client_name\"|\"client_id\": \"x\", \"client_name\"|json-duplicate-member",
      })
  void refusesDocuments(String part, String instead, String check) {
    refuses(rig.server.document(DESK).replace(part, instead), check);
  }

  @Test
  void refusesADocumentThatIsNoObject() {
    refuses("[]", "json-object");
    rig.clock.move(PermittedDocuments.PAUSE);
    refuses("", "json-syntax");
  }

  /** RFC 7591 section 2: what a document leaves out has its default; a secret is no way here. */
  @Test
  void membersMayBeLeftOutAndUnknownOnesAreIgnored() {
    rig.server.serve(
        DESK,
        """
        {"client_id": "%s", "client_name": "A", "redirect_uris": ["%s"], "jwks_uri": "%s/keys",
         "contacts": [{"deep": [1]}], "scope": "ledger.post@1", "software_version": 7}"""
            .formatted(rig.server.url(DESK), DocumentRig.BACK, rig.server.origin()));
    rig.permits(DESK);
    assertThat(rig.client(DESK).scopes()).isEqualTo(CapabilitySet.parseScope("fx.rates@1"));
    assertThat(rig.server.requests()).as("no other URL is fetched").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "text/html", "text/plain", "application/ld+json", "application/jsonp"})
  void refusesOtherMediaTypes(String type) {
    rig.server.serve(DESK, rig.server.document(DESK), Map.of("Content-Type", type));
    rig.refuses(DESK, "client-document-media-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json;charset=utf-8", "Application/JSON ; charset=UTF-8"})
  void mediaTypesMayHaveParameters(String type) {
    rig.server.serve(DESK, rig.server.document(DESK), Map.of("Content-Type", type));
    rig.permits(DESK);
  }

  private void serveRedirects(String... uris) {
    rig.server.serve(
        DESK,
        "{\"client_id\": \"%s\", \"client_name\": \"A\", \"redirect_uris\": [\"%s\"]}"
            .formatted(rig.server.url(DESK), String.join("\", \"", uris)));
  }

  /** A document is for all servers, so what this one does not serve is not a fault of it. */
  @Test
  void redirectUrisOfOtherFormsDoNotCount() {
    String[] forms = {
      "com.example.desk:/back",
      "http://localhost/back",
      "http://desk.example/back",
      "https://0x7f.1/back",
      "javascript:alert(1)",
      "not a uri"
    };
    serveRedirects(forms);
    rig.refuses(DESK, "client-document-redirect-uris");
    rig.clock.move(PermittedDocuments.PAUSE);
    String[] all = Arrays.copyOf(forms, forms.length + 1);
    all[forms.length] = DocumentRig.BACK;
    serveRedirects(all);
    rig.permits(DESK);
    for (String form : forms) {
      assertThat(rig.refusal(DESK, form)).contains("redirect-uri");
    }
  }

  /** Threat of a client that passes for another one's: codes stay at the document's origin. */
  @Test
  void aRedirectUriOfAnotherOriginCountsOnlyByTheFile() {
    String elsewhere = "https://desk.example/back";
    String otherPort = "https://localhost/back";
    serveRedirects(DocumentRig.BACK, elsewhere, otherPort);
    rig.permits(DESK);
    assertThat(rig.refusal(DESK, elsewhere)).contains("client-document-redirect-origin");
    assertThat(rig.refusal(DESK, otherPort)).contains("client-document-redirect-origin");
    rig.permit("\"private_address\": true, \"redirect_origins\": [\"https://desk.example\"]");
    assertThat(rig.refusal(DESK, elsewhere)).isEmpty();
    assertThat(rig.refusal(DESK, otherPort)).contains("client-document-redirect-origin");
    assertThat(rig.refusal(DESK, "https://desk.example/other")).contains("redirect-uri");
  }

  private static final ClientDocumentUrl URL =
      ClientDocumentUrl.find("https://apps.example/desk").orElseThrow();
  private static final DocumentPermit PERMIT =
      new DocumentPermit(
          URL,
          "idp",
          CapabilitySet.of(),
          PermittedDocuments.PAUSE,
          new DocumentPermit.Server(Set.of(), false),
          Set.of());
  private static final String SMALL =
      "{\"client_id\": \"https://apps.example/desk\", \"client_name\": \"A\","
          + " \"redirect_uris\": [\"https://apps.example/back\"]}";

  private static Optional<ClientDocument> read(byte[] content) {
    try {
      return Optional.of(
          ClientDocument.read(new FetchedDocument(content, "application/json", ""), URL, PERMIT));
    } catch (ProblemException refused) {
      return Optional.empty();
    }
  }

  @Property(tries = 300)
  void anyBytesAreNoDocument(@ForAll byte[] content) {
    assertThat(read(content)).isEmpty();
  }

  /** One octet changed: whatever it permits, no code goes to another origin. */
  @Property(tries = 1000)
  void aDocumentWithOneOctetChanged(
      @ForAll @IntRange(min = 0, max = 150) int place, @ForAll byte octet) {
    byte[] content = SMALL.getBytes(StandardCharsets.US_ASCII);
    content[place % content.length] = octet;
    read(content)
        .ifPresent(
            document ->
                document
                    .redirectUris()
                    .forEach(
                        uri -> {
                          if (document.redirectRefusal(uri.toString()).isEmpty()) {
                            assertThat(uri.toString()).startsWith("https://apps.example/");
                          }
                        }));
  }

  @Test
  void theUnchangedDocumentIsRead() {
    assertThat(read(SMALL.getBytes(StandardCharsets.US_ASCII))).isPresent();
    assertThatThrownBy(
            () ->
                ClientDocument.read(
                    new FetchedDocument(new byte[0], "application/json", ""), URL, PERMIT))
        .isInstanceOf(ProblemException.class);
  }
}
