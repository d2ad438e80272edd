package org.bailiwick.master.attesters;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;
import org.bailiwick.node.jose.JwkSet;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.outbound.Origin;
import org.bailiwick.node.trust.VerificationKeys;
import org.bailiwick.node.trust.limits.LimitsReader;

/**
 * Reads {@code fleet.json}: {@code {"issuer": "https://attester.example", "jwks_file":
 * "fleet.jwks", "algorithms": ["ES256"], "clients": ["spiffe://bailiwick.example/agent/planner"],
 * "longest_lifetime": "PT1H"}}; {@code jwks_uri} with {@code ca_file} in the place of {@code
 * jwks_file}.
 */
final class AttesterFile {

  private static final String JWKS_FILE = "jwks_file";
  private static final String JWKS_URI = "jwks_uri";
  private static final String CA_FILE = "ca_file";
  private static final String CLIENTS = "clients";
  private static final Set<String> MEMBERS =
      Set.of("issuer", JWKS_FILE, JWKS_URI, CA_FILE, "algorithms", CLIENTS, "longest_lifetime");
  private static final Set<String> ALGORITHMS =
      Set.of("RS256", "PS256", "ES256", "ES384", "ES512", "RS384", "RS512", "EdDSA");

  /** The form of the id of a client of people, which is never that of an agent. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private static final int MOST_CLIENTS = 1000;

  /** An attestation in use longer would outlive what its attester has seen of the instance. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Path file;
  private final JsonObject json;
  private final TrustDomain own;

  private AttesterFile(Path file, JsonObject json, TrustDomain own) {
    this.file = file;
    this.json = json;
    this.own = own;
  }

  /**
   * The attester that the file describes.
   *
   * @param own the trust domain whose agents it may vouch for
   * @throws IOException saying what is wrong with the file
   */
  static Attester read(Path file, TrustDomain own, GuardedFetch fetch, Clock clock)
      throws IOException {
    try {
      JsonObject json = StrictJson.object(Files.readAllBytes(file));
      return new AttesterFile(file, json, own).attester(fetch, clock);
    } catch (ProblemException e) {
      throw new IOException(e.detail(), e);
    } catch (ClassCastException | NullPointerException e) {
      throw new IOException("a member is missing or of the wrong form", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Attester attester(GuardedFetch fetch, Clock clock) throws IOException {
    LimitsReader.requireKnown(json, MEMBERS);
    String issuer = json.getString("issuer");
    List<String> algorithms = LimitsReader.texts(json, "algorithms");
    if (issuer.isEmpty()) {
      throw new IOException("the issuer is empty");
    }
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new IOException("algorithms must be asymmetric JWS algorithms");
    }
    String name = String.valueOf(file.getFileName());
    return new Attester(
        name.substring(0, name.length() - ReviewedFolder.SUFFIX.length()),
        issuer,
        algorithms,
        new VerificationKeys(source(fetch), clock),
        clients(),
        longest());
  }

  private VerificationKeys.Source source(GuardedFetch fetch) throws IOException {
    if (json.containsKey(JWKS_FILE) == json.containsKey(JWKS_URI)) {
      throw new IOException("either jwks_file or jwks_uri is named");
    }
    if (json.containsKey(JWKS_URI)) {
      URI uri = URI.create(json.getString(JWKS_URI));
      Origin.of(uri); // refuses any other scheme than https
      Set<X509Certificate> roots = roots();
      return () -> fetch.getConfigured(uri, roots);
    }
    if (json.containsKey(CA_FILE)) {
      throw new IOException("ca_file belongs to jwks_uri");
    }
    byte[] keys = Files.readAllBytes(file.resolveSibling(json.getString(JWKS_FILE)));
    if (JwkSet.read(new String(keys, StandardCharsets.UTF_8)).isEmpty()) {
      throw new IOException("jwks_file has no public key for signatures");
    }
    return () -> readAgain(file.resolveSibling(json.getString(JWKS_FILE)));
  }

  /** The file as it is then, since it may be in a folder whose changes nobody follows. */
  private static byte[] readAgain(Path keys) {
    try {
      return Files.readAllBytes(keys);
    } catch (IOException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "attester-keys-file",
          "The attester's keys cannot be read now.",
          e);
    }
  }

  private Set<X509Certificate> roots() throws IOException {
    return json.containsKey(CA_FILE)
        ? Set.copyOf(
            Pem.certificates(Files.readAllBytes(file.resolveSibling(json.getString(CA_FILE)))))
        : Set.of();
  }

  private Set<String> clients() throws IOException {
    Set<String> clients = new LinkedHashSet<>(LimitsReader.texts(json, CLIENTS));
    if (clients.isEmpty() || clients.size() > MOST_CLIENTS) {
      throw new IOException("clients has 1 to " + MOST_CLIENTS + " client ids");
    }
    for (String client : clients) {
      if (!isClient(client)) {
        throw new IOException("clients: " + client + " is no agent of this domain and no name");
      }
    }
    return clients;
  }

  private boolean isClient(String client) {
    if (!client.startsWith(SpiffeId.SCHEME)) {
      return NAME.matcher(client).matches();
    }
    SpiffeId id = SpiffeId.parse(client);
    return id.isAgent() && id.trustDomain().equals(own);
  }

  private Duration longest() throws IOException {
    try {
      Duration longest = Duration.parse(json.getString("longest_lifetime"));
      if (longest.isPositive() && longest.compareTo(LONGEST) <= 0) {
        return longest;
      }
    } catch (DateTimeParseException e) {
      throw new IOException("longest_lifetime is an ISO 8601 duration such as PT1H", e);
    }
    throw new IOException("longest_lifetime is positive and at most a day");
  }
}
