package org.bailiwick.node.trust;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.grants.GrantTargetMember;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.Partner.CrlSource;
import org.bailiwick.node.trust.Partner.EventStream;
import org.bailiwick.node.trust.Partner.WithoutCertificate;
import org.bailiwick.node.trust.accesstokens.AccessTokensMember;
import org.bailiwick.node.trust.limits.AgentLimits;
import org.bailiwick.node.trust.limits.LimitsReader;
import org.bailiwick.node.trust.limits.NamedScopes;
import org.bailiwick.node.trust.limits.PathRule;
import org.bailiwick.node.trust.limits.VerifiersMember;

/** Reads one {@code partners/<trust domain>/partner.json} and the files that it names. */
final class PartnerFile {
  static final String NAME = "partner.json";

  private static final Set<String> MEMBERS =
      Set.of(
          "trust_domain",
          "anchors",
          "crl",
          "authorization_server",
          "authorization_servers",
          "scopes",
          "agents",
          "agent_paths",
          "clients_without_certificate",
          "grants_to",
          VerifiersMember.NAME);

  private static final Set<String> SERVER_MEMBERS =
      Set.of(
          "issuer",
          "jwks_file",
          "jwks_uri",
          "ca_file",
          "algorithms",
          "subjects",
          "events",
          AccessTokensMember.NAME);

  private static final int MOST_SERVERS = 16;

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
    LimitsReader.requireKnown(json, MEMBERS);
    TrustDomain domain = TrustDomain.parse(json.getString("trust_domain"));
    if (!domain.name().equals(String.valueOf(folder.getFileName()))) {
      throw new IOException("the folder's name is not the trust domain");
    }
    List<X509Certificate> anchors = certificates(json.getString("anchors"));
    if (anchors.stream().anyMatch(anchor -> anchor.getBasicConstraints() < 0)) {
      throw new IOException("an anchor is not a CA certificate");
    }
    AgentLimits agents = agents(domain);
    return new Partner(
        domain,
        anchors,
        crl(json.get("crl")),
        servers(new AccessTokensMember(domain, agents, folder)),
        CapabilitySet.parse(texts(json, "scopes")),
        agents,
        withoutCertificate(),
        GrantTargetMember.read(json, this::tlsAnchors));
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
    LimitsReader.requireKnown(source, Set.of("file", "uri", "ca_file"));
    if (source.containsKey("file") == source.containsKey("uri")) {
      throw new IOException("crl names either a file or a uri");
    }
    return source.containsKey("file")
        ? new CrlSource.InFile(resolved(source.getString("file")))
        : new CrlSource.AtUri(https(source.getString("uri")), tlsAnchors(source));
  }

  private List<AuthorizationServer> servers(AccessTokensMember accessTokens) throws IOException {
    if (json.containsKey("authorization_server") == json.containsKey("authorization_servers")) {
      throw new IOException("either authorization_server or authorization_servers is named");
    }
    if (json.containsKey("authorization_server")) {
      return List.of(server(json.getJsonObject("authorization_server"), accessTokens));
    }
    List<AuthorizationServer> servers = new ArrayList<>();
    Set<String> issuers = new HashSet<>();
    for (JsonObject each :
        json.getJsonArray("authorization_servers").getValuesAs(JsonObject.class)) {
      AuthorizationServer server = server(each, accessTokens);
      if (!issuers.add(server.issuer())) {
        throw new IOException("the issuer " + server.issuer() + " is listed twice");
      }
      servers.add(server);
    }
    if (servers.isEmpty() || servers.size() > MOST_SERVERS) {
      throw new IOException("authorization_servers has 1 to " + MOST_SERVERS + " servers");
    }
    return servers;
  }

  /** An issuer has no fragment (RFC 8414 section 2), so that a principal tells its issuer. */
  private static String issuer(JsonObject server) throws IOException {
    String issuer = server.getString("issuer");
    if (issuer.isEmpty() || issuer.indexOf('#') >= 0) {
      throw new IOException("an issuer has no fragment and is not empty");
    }
    return issuer;
  }

  private AgentLimits agents(TrustDomain domain) throws IOException {
    List<PathRule> paths =
        json.containsKey("agent_paths")
            ? texts(json, "agent_paths").stream().map(PathRule::new).toList()
            : List.of();
    if (json.containsKey("agent_paths") && paths.isEmpty()) {
      throw new IOException("agent_paths has no path, so no agent could call");
    }
    NamedScopes scopes = LimitsReader.scopes(json, "agents");
    AgentLimits limits =
        new AgentLimits(paths, scopes, new VerifiersMember(folder, this::tlsAnchors).read(json));
    for (String name : scopes.list().map(Map::keySet).orElse(Set.of())) {
      SpiffeId agent = SpiffeId.parse(name);
      if (!agent.trustDomain().equals(domain) || !limits.allowsPath(agent)) {
        throw new IOException("agents: " + agent + " is not of the trust domain and agent_paths");
      }
    }
    return limits;
  }

  private AuthorizationServer server(JsonObject server, AccessTokensMember accessTokens)
      throws IOException {
    LimitsReader.requireKnown(server, SERVER_MEMBERS);
    boolean inFile = server.containsKey("jwks_file");
    if (inFile == server.containsKey("jwks_uri")) {
      throw new IOException("authorization_server names either jwks_file or jwks_uri");
    }
    List<String> algorithms = texts(server, "algorithms");
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IOException("algorithms must be asymmetric JWS algorithms");
    }
    return new AuthorizationServer(
        issuer(server),
        inFile ? Optional.of(resolved(server.getString("jwks_file"))) : Optional.empty(),
        inFile ? Optional.empty() : Optional.of(https(server.getString("jwks_uri"))),
        tlsAnchors(server),
        algorithms,
        LimitsReader.scopes(server, "subjects"),
        events(server),
        accessTokens.read(server));
  }

  private static List<String> texts(JsonObject object, String name) {
    return LimitsReader.texts(object, name);
  }

  private Optional<EventStream> events(JsonObject server) throws IOException {
    if (!server.containsKey("events")) {
      return Optional.empty();
    }
    JsonObject events = server.getJsonObject("events");
    LimitsReader.requireKnown(events, Set.of("poll_uri", "audience", "token_file"));
    String audience = events.getString("audience");
    if (audience.isEmpty()) {
      throw new IOException("events: the audience is empty");
    }
    String tokenFile = events.getString("token_file", "");
    return Optional.of(
        new EventStream(
            https(events.getString("poll_uri")),
            audience,
            tokenFile.isEmpty() ? Optional.empty() : Optional.of(resolved(tokenFile))));
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
