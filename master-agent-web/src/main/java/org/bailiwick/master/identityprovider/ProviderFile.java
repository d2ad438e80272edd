package org.bailiwick.master.identityprovider;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;
import org.bailiwick.node.outbound.Origin;

/** Reads the description of a provider, which {@code docs/people.md} explains. */
final class ProviderFile {
  private static final String SUFFIX = ".json";
  private static final String CA_FILE = "ca_file";
  private static final String SECRET = "client_secret_file";
  private static final String KEY = "client_key_file";
  private static final String CERTIFICATE = "client_certificate_file";
  private static final String ROLES = "roles_claim";
  private static final String ACR_VALUES = "acr_values_supported";
  private static final Set<String> NEEDED =
      Set.of(
          "issuer",
          "client_id",
          "authorization_endpoint",
          "token_endpoint",
          "jwks_uri",
          "algorithms",
          "scopes");
  private static final Set<String> OPTIONAL =
      Set.of(CA_FILE, SECRET, KEY, CERTIFICATE, ROLES, ACR_VALUES);
  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "PS256", "ES256", "ES384", "ES512", "RS384", "RS512", "EdDSA");

  private final Path file;
  private final JsonObject json;

  private ProviderFile(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
  }

  /**
   * The provider that the file describes.
   *
   * @throws IOException saying what is wrong with the file
   */
  static IdentityProvider read(Path file) throws IOException {
    try {
      return new ProviderFile(file, StrictJson.object(Files.readAllBytes(file))).provider();
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    } catch (ClassCastException | NullPointerException e) {
      throw new IOException("a member is of the wrong form", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private IdentityProvider provider() throws IOException {
    requireMembers();
    List<String> algorithms = texts(json.getJsonArray("algorithms"));
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IOException("algorithms must be asymmetric JWS algorithms");
    }
    String name = String.valueOf(file.getFileName());
    return new IdentityProvider(
        name.substring(0, name.length() - SUFFIX.length()),
        endpoints(),
        json.containsKey(CA_FILE) ? Set.copyOf(certificates(CA_FILE)) : Set.of(),
        algorithms,
        client(),
        json.getString(ROLES, ""),
        json.containsKey(ACR_VALUES) ? texts(json.getJsonArray(ACR_VALUES)) : List.of(),
        scopes());
  }

  private void requireMembers() throws IOException {
    if (!json.keySet().containsAll(NEEDED)) {
      throw new IOException("a member is missing of " + String.join(", ", List.copyOf(NEEDED)));
    }
    for (String member : json.keySet()) {
      if (!NEEDED.contains(member) && !OPTIONAL.contains(member)) {
        throw new IOException("the member " + member + " is not known");
      }
    }
  }

  private IdentityProvider.Endpoints endpoints() throws IOException {
    String issuer = json.getString("issuer");
    URI own = https(issuer);
    if (own.getRawFragment() != null || own.getRawQuery() != null) {
      throw new IOException("the issuer has neither query nor fragment");
    }
    return new IdentityProvider.Endpoints(
        issuer,
        https(json.getString("authorization_endpoint")),
        https(json.getString("token_endpoint")),
        https(json.getString("jwks_uri")));
  }

  private ProviderClient client() throws IOException {
    String id = json.getString("client_id");
    if (json.containsKey(SECRET) == json.containsKey(KEY)
        || json.containsKey(KEY) != json.containsKey(CERTIFICATE)) {
      throw new IOException(
          "either client_secret_file, or client_key_file with client_certificate_file, is needed");
    }
    if (json.containsKey(SECRET)) {
      return new ProviderClient.BySecret(id, file.resolveSibling(json.getString(SECRET)));
    }
    X509Certificate certificate = certificates(CERTIFICATE).getFirst();
    String key =
        Files.readString(file.resolveSibling(json.getString(KEY)), StandardCharsets.US_ASCII);
    return new ProviderClient.ByKey(
        id,
        new JwsSigner(
            new KeyInFile(Pem.privateKey(key), certificate.getPublicKey()),
            PublicJwk.thumbprint(certificate.getPublicKey())));
  }

  private Map<String, CapabilitySet> scopes() {
    Map<String, CapabilitySet> scopes = new HashMap<>();
    for (Map.Entry<String, JsonValue> each : json.getJsonObject("scopes").entrySet()) {
      scopes.put(each.getKey(), CapabilitySet.parse(texts(each.getValue().asJsonArray())));
    }
    return scopes;
  }

  private List<X509Certificate> certificates(String member) throws IOException {
    return Pem.certificates(Files.readAllBytes(file.resolveSibling(json.getString(member))));
  }

  private static URI https(String text) {
    URI uri = URI.create(text);
    Origin.of(uri); // refuses any other scheme
    return uri;
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(JsonString.class::cast).map(JsonString::getString).toList();
  }
}
