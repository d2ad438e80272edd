package org.bailiwick.master.peopleclients;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.outbound.FetchedDocument;
import org.bailiwick.node.outbound.Origin;

/**
 * A client's metadata document after its check (draft-ietf-oauth-client-id-metadata-document
 * section 4.1). Members that this server does not use are ignored, since the document is the same
 * for all servers; so are redirect URIs of forms that it does not serve.
 */
record ClientDocument(List<RedirectUri> redirectUris, DocumentPermit permit) {

  private static final String CHECK = "client-document-";
  private static final String JSON = "application/json";
  private static final Set<String> SECRETS = Set.of("client_secret", "client_secret_expires_at");

  ClientDocument {
    redirectUris = List.copyOf(redirectUris);
  }

  /**
   * The document that was fetched from this URL.
   *
   * @throws ProblemException credential-not-trusted with the check that it does not pass
   */
  static ClientDocument read(
      FetchedDocument fetched, ClientDocumentUrl url, DocumentPermit permit) {
    if (!fetched.mediaType().split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
      throw refused("media-type");
    }
    try {
      return read(StrictJson.object(fetched.body()), url, permit);
    } catch (ClassCastException e) {
      throw refused("member-form");
    }
  }

  private static ClientDocument read(
      JsonObject json, ClientDocumentUrl url, DocumentPermit permit) {
    // RFC 3986 section 6.2.1: a simple comparison, so that no other document speaks for the URL.
    require(text(json, "client_id").filter(url.text()::equals).isPresent(), "client-id");
    require(text(json, "client_name").filter(name -> !name.isBlank()).isPresent(), "client-name");
    require(json.keySet().stream().noneMatch(SECRETS::contains), "secret");
    // A client that registers a key expects that nobody is taken for it without that key.
    require(
        text(json, "token_endpoint_auth_method").filter(way -> !way.equals("none")).isEmpty(),
        "authentication-method");
    require(lists(json, "grant_types", "authorization_code"), "grant-types");
    require(lists(json, "response_types", "code"), "response-types");
    List<RedirectUri> redirectUris =
        texts(json, "redirect_uris").stream()
            .map(ClientDocument::served)
            .flatMap(Optional::stream)
            .toList();
    require(!redirectUris.isEmpty(), "redirect-uris");
    return new ClientDocument(redirectUris, permit);
  }

  /** Empty for a redirect URI of a form that this server does not serve. */
  private static Optional<RedirectUri> served(String text) {
    try {
      RedirectUri uri = RedirectUri.parse(text);
      uri.origin(); // refuses a host that is a number in an odd spelling
      return Optional.of(uri);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** RFC 7591 section 2: without the member, its default holds, which is the needed value. */
  private static boolean lists(JsonObject json, String member, String value) {
    return !json.containsKey(member) || texts(json, member).contains(value);
  }

  private static Optional<String> text(JsonObject json, String member) {
    return Optional.ofNullable(json.get(member))
        .map(JsonString.class::cast)
        .map(JsonString::getString);
  }

  private static List<String> texts(JsonObject json, String member) {
    return json.containsKey(member) ? PeopleClientFile.texts(json, member) : List.of();
  }

  /** The check by which no authorization response may go to this URI; empty if one may. */
  Optional<String> redirectRefusal(String redirectUri) {
    Optional<RedirectUri> listed =
        redirectUris.stream().filter(each -> each.matches(redirectUri)).findFirst();
    if (listed.isEmpty()) {
      return Optional.of(RedirectUri.CHECK);
    }
    Optional<Origin> origin = listed.get().origin();
    return origin.isEmpty() || permit.allowsRedirectTo(origin.get())
        ? Optional.empty()
        : Optional.of(CHECK + "redirect-origin");
  }

  private static void require(boolean holds, String check) {
    if (!holds) {
      throw refused(check);
    }
  }

  private static ProblemException refused(String check) {
    return new ProblemException(
        ProblemType.CREDENTIAL_NOT_TRUSTED,
        CHECK + check,
        "The client's metadata document does not pass a check.");
  }
}
