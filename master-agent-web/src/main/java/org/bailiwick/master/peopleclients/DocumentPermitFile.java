package org.bailiwick.master.peopleclients;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.node.outbound.Origin;

/**
 * Reads which metadata documents count: {@code {"kind": "metadata-documents", "url":
 * "https://apps.example/oauth/", "provider": "keycloak", "scopes": ["invoice.parse@1"],
 * "longest_cache": "PT1H"}}, and if need be {@code ca_file}, {@code private_address} and {@code
 * redirect_origins}.
 */
final class DocumentPermitFile {

  static final String KIND = "metadata-documents";

  private static final String CA_FILE = "ca_file";
  private static final String PRIVATE = "private_address";
  private static final String ORIGINS = "redirect_origins";
  private static final Set<String> NEEDED =
      Set.of("kind", "url", "provider", "scopes", "longest_cache");
  private static final Set<String> OPTIONAL = Set.of(CA_FILE, PRIVATE, ORIGINS);
  private static final Duration LONGEST = Duration.ofDays(1);

  private DocumentPermitFile() {}

  /**
   * What the file says.
   *
   * @throws IOException saying what is wrong with the file; so does an IllegalArgumentException
   */
  static DocumentPermit read(JsonObject json, Path file) throws IOException {
    requireMembers(json);
    return new DocumentPermit(
        url(json.getString("url")),
        PeopleClientFile.name(json, "provider"),
        CapabilitySet.parse(PeopleClientFile.texts(json, "scopes")),
        longestCache(Duration.parse(json.getString("longest_cache"))),
        new DocumentPermit.Server(anchors(json, file), isTrue(json, PRIVATE)),
        origins(json));
  }

  private static void requireMembers(JsonObject json) throws IOException {
    Set<String> unknown = new HashSet<>(json.keySet());
    unknown.removeAll(NEEDED);
    unknown.removeAll(OPTIONAL);
    if (!unknown.isEmpty() || !json.keySet().containsAll(NEEDED)) {
      throw new IOException(
          "the members must be "
              + String.join(", ", List.copyOf(NEEDED))
              + ", and may be "
              + String.join(", ", List.copyOf(OPTIONAL)));
    }
  }

  private static ClientDocumentUrl url(String text) {
    return ClientDocumentUrl.find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "url must be an https URL with a path, in lower case before it, without port"
                        + " 443, percent-encoding, dot segments, query and fragment"));
  }

  private static Duration longestCache(Duration longest) {
    if (longest.compareTo(PermittedDocuments.PAUSE) < 0 || longest.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("longest_cache must be PT10S to PT24H");
    }
    return longest;
  }

  private static Set<X509Certificate> anchors(JsonObject json, Path file) throws IOException {
    if (!json.containsKey(CA_FILE)) {
      return Set.of();
    }
    byte[] pem = Files.readAllBytes(file.resolveSibling(json.getString(CA_FILE)));
    return Set.copyOf(Pem.certificates(pem));
  }

  private static boolean isTrue(JsonObject json, String member) {
    JsonValue value = json.getOrDefault(member, JsonValue.FALSE);
    if (!value.equals(JsonValue.TRUE) && !value.equals(JsonValue.FALSE)) {
      throw new IllegalArgumentException(member + " must be true or false");
    }
    return value.equals(JsonValue.TRUE);
  }

  private static Set<Origin> origins(JsonObject json) {
    Set<Origin> origins = new HashSet<>();
    if (json.containsKey(ORIGINS)) {
      PeopleClientFile.texts(json, ORIGINS).forEach(text -> origins.add(origin(text)));
    }
    return origins;
  }

  private static Origin origin(String text) {
    URI uri = URI.create(text);
    Origin origin = Origin.of(uri);
    if (!uri.getRawPath().isEmpty() || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException(
          ORIGINS + " must be origins, for instance https://a.example");
    }
    return origin;
  }
}
