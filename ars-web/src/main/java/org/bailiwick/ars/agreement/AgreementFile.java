package org.bailiwick.ars.agreement;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.json.CanonicalJson;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.Partner.WithoutCertificate;
import org.bailiwick.node.trust.limits.AgentLimits;
import org.bailiwick.node.trust.limits.LimitsReader;

/** Reads one {@code registries/<trust domain>.json} and the files that it names. */
final class AgreementFile {
  static final String SUFFIX = ".json";

  private static final int MOST_BYTES = 65_536;
  private static final int MOST_VALUES = 100;
  private static final int LONGEST_VALUE = 255;
  private static final int USUAL_AGENTS = 10_000;
  private static final int MOST_AGENTS = 1_000_000;
  private static final Duration USUAL_FRESHNESS = Duration.ofSeconds(60);

  /** Less than two waits of the reader, so that an idle partner would seem to be away. */
  private static final Duration LEAST_FRESHNESS = Duration.ofSeconds(10);

  private static final Duration MOST_FRESHNESS = Duration.ofMinutes(10);

  private final Path folder;
  private final JsonObject json;
  private final TrustDomain domain;

  private AgreementFile(Path folder, JsonObject json, TrustDomain domain) {
    this.folder = folder;
    this.json = json;
    this.domain = domain;
  }

  /**
   * The agreement that the file describes.
   *
   * @throws IOException saying what is wrong with the file
   */
  static Agreement read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new IOException("the file has more than " + MOST_BYTES + " bytes");
    }
    try {
      JsonObject json = StrictJson.object(Files.readAllBytes(file));
      LimitsReader.requireKnown(
          json,
          Set.of("trust_domain", "registry", "ca_file", "keys", "reader", "exports", "imports"));
      TrustDomain domain = TrustDomain.parse(json.getString("trust_domain"));
      if (!(domain.name() + SUFFIX).equals(String.valueOf(file.getFileName()))) {
        throw new IOException("the file's name is not the trust domain");
      }
      AgreementFile read = new AgreementFile(file.toAbsolutePath().getParent(), json, domain);
      return new Agreement(domain, read.registry(), read.exports(), read.imports());
    } catch (ClassCastException
        | NullPointerException
        | IllegalArgumentException
        | DateTimeException e) {
      throw new IOException("a member is missing or of the wrong form", e);
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    }
  }

  private Optional<Agreement.Exports> exports() throws IOException {
    if (json.containsKey("exports") != json.containsKey("reader")) {
      throw new IOException("exports and reader come together or not at all");
    }
    if (!json.containsKey("exports")) {
      return Optional.empty();
    }
    JsonObject exports = json.getJsonObject("exports");
    LimitsReader.requireKnown(exports, Set.of("capabilities", "owners", "tags", "segment"));
    JsonObject reader = json.getJsonObject("reader");
    LimitsReader.requireKnown(reader, Set.of("spiffe_ids", "anchors", "crl"));
    Set<SpiffeId> readers = new LinkedHashSet<>();
    for (String text : LimitsReader.texts(reader, "spiffe_ids")) {
      SpiffeId id = SpiffeId.parse(text);
      if (!id.trustDomain().equals(domain) || !id.isNode()) {
        throw new IOException("reader: " + id + " is no node of the trust domain");
      }
      readers.add(id);
    }
    if (readers.isEmpty()) {
      throw new IOException("reader: spiffe_ids names nobody");
    }
    return Optional.of(
        new Agreement.Exports(
            Set.copyOf(readers),
            vouched(reader),
            capabilities(exports, "exports"),
            values(exports, "owners"),
            values(exports, "tags"),
            Optional.ofNullable(exports.getString("segment", null)),
            Sha256.hex(CanonicalJson.of(exports.toString()))));
  }

  /** As a partner's description has it, so that its CRL is read and judged as there. */
  private Partner vouched(JsonObject reader) throws IOException {
    List<X509Certificate> anchors = certificates(reader.getString("anchors"));
    if (anchors.isEmpty()
        || anchors.stream().anyMatch(anchor -> anchor.getBasicConstraints() < 0)) {
      throw new IOException("reader: anchors has a certificate that is no CA, or none at all");
    }
    return new Partner(
        domain,
        anchors,
        crl(reader.get("crl")),
        List.of(),
        CapabilitySet.of(),
        AgentLimits.NONE,
        WithoutCertificate.REFUSED,
        Optional.empty());
  }

  private CrlSource crl(JsonValue value) throws IOException {
    if (value instanceof JsonString text && text.getString().equals("none")) {
      return new CrlSource.Waived();
    }
    if (!(value instanceof JsonObject source)) {
      throw new IOException("reader: crl is an object or \"none\"");
    }
    LimitsReader.requireKnown(source, Set.of("file", "uri", "ca_file"));
    if (source.containsKey("file") == source.containsKey("uri")) {
      throw new IOException("reader: crl names either a file or a uri");
    }
    return source.containsKey("file")
        ? new CrlSource.InFile(folder.resolve(source.getString("file")))
        : new CrlSource.AtUri(https(source.getString("uri")), tlsAnchors(source));
  }

  private Optional<Agreement.Imports> imports() throws IOException {
    if (!json.containsKey("imports")) {
      return Optional.empty();
    }
    JsonObject imports = json.getJsonObject("imports");
    LimitsReader.requireKnown(imports, Set.of("capabilities", "most", "freshness"));
    int most = imports.getInt("most", USUAL_AGENTS);
    if (most < 1 || most > MOST_AGENTS) {
      throw new IOException("imports: most is a number from 1 to " + MOST_AGENTS);
    }
    Duration freshness =
        imports.containsKey("freshness")
            ? Duration.parse(imports.getString("freshness"))
            : USUAL_FRESHNESS;
    if (freshness.compareTo(LEAST_FRESHNESS) < 0 || freshness.compareTo(MOST_FRESHNESS) > 0) {
      throw new IOException(
          "imports: freshness is from " + LEAST_FRESHNESS + " to " + MOST_FRESHNESS);
    }
    return Optional.of(
        new Agreement.Imports(source(), capabilities(imports, "imports"), most, freshness));
  }

  private Optional<URI> registry() throws IOException {
    if (!json.containsKey("registry")) {
      return Optional.empty();
    }
    URI registry = https(json.getString("registry"));
    if (registry.getRawQuery() != null || json.getString("registry").endsWith("/")) {
      throw new IOException("registry is a base URL, without query and without / at its end");
    }
    return Optional.of(registry);
  }

  private Agreement.Source source() throws IOException {
    JsonObject keys = json.getJsonObject("keys");
    LimitsReader.requireKnown(keys, Set.of("jwks_uri", "jwks_file"));
    boolean inFile = keys.containsKey("jwks_file");
    if (inFile == keys.containsKey("jwks_uri")) {
      throw new IOException("keys names either jwks_uri or jwks_file");
    }
    return new Agreement.Source(
        registry().orElseThrow(() -> new IOException("imports need a registry")),
        tlsAnchors(json),
        inFile ? Optional.empty() : Optional.of(https(keys.getString("jwks_uri"))),
        inFile ? Optional.of(folder.resolve(keys.getString("jwks_file"))) : Optional.empty());
  }

  /** A list that is missing or empty would permit nothing, so it is a fault. */
  private static CapabilitySet capabilities(JsonObject terms, String name) throws IOException {
    CapabilitySet capabilities = CapabilitySet.parse(LimitsReader.texts(terms, "capabilities"));
    if (capabilities.isEmpty()) {
      throw new IOException(name + ": capabilities has no capability");
    }
    return capabilities;
  }

  private static Set<String> values(JsonObject terms, String name) throws IOException {
    if (!terms.containsKey(name)) {
      return Set.of();
    }
    Set<String> values = new TreeSet<>(LimitsReader.texts(terms, name));
    if (values.isEmpty()
        || values.size() > MOST_VALUES
        || !values.stream().allMatch(text -> PlainText.isText(text, LONGEST_VALUE))) {
      throw new IOException("exports: " + name + " has 1 to " + MOST_VALUES + " texts");
    }
    return Set.copyOf(values);
  }

  private Set<X509Certificate> tlsAnchors(JsonObject source) throws IOException {
    String file = source.getString("ca_file", "");
    return file.isEmpty() ? Set.of() : Set.copyOf(certificates(file));
  }

  private List<X509Certificate> certificates(String file) throws IOException {
    return Pem.certificates(Files.readAllBytes(folder.resolve(file)));
  }

  private static URI https(String text) {
    URI uri = URI.create(text);
    Origin.of(uri); // refuses any other scheme
    return uri;
  }
}
