package org.bailiwick.node.trust;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.grants.GrantTargetMember;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.Partner.WithoutCertificate;

/** Reads one {@code partners/<trust domain>/partner.json} and the files that it names. */
final class PartnerFile {
  static final String NAME = "partner.json";

  private static final Set<String> ALGORITHMS =
      Set.of(
          "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");

  private final Path folder;
  private final JsonObject json;

  private PartnerFile(Path folder, JsonObject json) {
    this.folder = folder;
    this.json = json;
  }

  /**
   * The partner that the folder describes.
   *
   * @throws IOException saying what is wrong with the description
   */
  static Partner read(Path folder) throws IOException {
    byte[] bytes = Files.readAllBytes(folder.resolve(NAME));
    try {
      return new PartnerFile(folder, StrictJson.object(bytes)).partner();
    } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
      throw new IOException(NAME + ": a member is missing or of the wrong form", e);
    } catch (ProblemException e) {
      throw new IOException(NAME + ": " + e.detail(), e);
    }
  }

  private Partner partner() throws IOException {
    TrustDomain domain = TrustDomain.parse(json.getString("trust_domain"));
    if (!domain.name().equals(String.valueOf(folder.getFileName()))) {
      throw new IOException("the folder's name is not the trust domain");
    }
    List<X509Certificate> anchors = certificates(json.getString("anchors"));
    if (anchors.stream().anyMatch(anchor -> anchor.getBasicConstraints() < 0)) {
      throw new IOException("an anchor is not a CA certificate");
    }
    return new Partner(
        domain,
        anchors,
        crl(json.get("crl")),
        server(json.getJsonObject("authorization_server")),
        CapabilitySet.parse(texts(json, "scopes")),
        withoutCertificate(),
        GrantTargetMember.read(json));
  }

  private WithoutCertificate withoutCertificate() throws IOException {
    if (!json.containsKey("clients_without_certificate")) {
      return WithoutCertificate.REFUSED;
    }
    if (!json.getString("clients_without_certificate").equals("dpop")) {
      throw new IOException("clients_without_certificate is \"dpop\" or missing");
    }
    return WithoutCertificate.BY_DPOP;
  }

  private CrlSource crl(JsonValue value) throws IOException {
    if (value == null) {
      return new CrlSource.Missing();
    }
    if (value instanceof JsonString text) {
      if (!text.getString().equals("none")) {
        throw new IOException("crl is an object or \"none\"");
      }
      return new CrlSource.Waived();
    }
    JsonObject source = value.asJsonObject();
    if (source.containsKey("file") == source.containsKey("uri")) {
      throw new IOException("crl names either a file or a uri");
    }
    return source.containsKey("file")
        ? new CrlSource.InFile(resolved(source.getString("file")))
        : new CrlSource.AtUri(https(source.getString("uri")), tlsAnchors(source));
  }

  private AuthorizationServer server(JsonObject server) throws IOException {
    boolean inFile = server.containsKey("jwks_file");
    if (inFile == server.containsKey("jwks_uri")) {
      throw new IOException("authorization_server names either jwks_file or jwks_uri");
    }
    List<String> algorithms = texts(server, "algorithms");
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IOException("algorithms must be asymmetric JWS algorithms");
    }
    return new AuthorizationServer(
        server.getString("issuer"),
        inFile ? Optional.of(resolved(server.getString("jwks_file"))) : Optional.empty(),
        inFile ? Optional.empty() : Optional.of(https(server.getString("jwks_uri"))),
        tlsAnchors(server),
        algorithms);
  }

  private static List<String> texts(JsonObject object, String name) {
    return object.getJsonArray(name).getValuesAs(JsonString.class).stream()
        .map(JsonString::getString)
        .toList();
  }

  private Set<X509Certificate> tlsAnchors(JsonObject source) throws IOException {
    String file = source.getString("ca_file", "");
    return file.isEmpty() ? Set.of() : Set.copyOf(certificates(file));
  }

  private List<X509Certificate> certificates(String file) throws IOException {
    return Pem.certificates(Files.readAllBytes(resolved(file)));
  }

  private static URI https(String text) {
    URI uri = URI.create(text);
    Origin.of(uri); // refuses any other scheme
    return uri;
  }

  /** The path that the operator gave, absolute or relative to the partner's folder. */
  private Path resolved(String file) {
    return folder.resolve(file);
  }
}
