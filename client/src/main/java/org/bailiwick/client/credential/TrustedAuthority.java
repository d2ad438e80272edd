package org.bailiwick.client.credential;

import jakarta.json.JsonObject;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.SpiffeTrustManager;

/**
 * The trust anchors of one trust domain: certificates of agents and nodes must chain to the root,
 * those of nodes as TLS clients to the root or an operator CA.
 */
public record TrustedAuthority(
    TrustDomain domain, X509Certificate root, Set<X509Certificate> operatorCas) {

  private static final String OPERATOR_CAS = "bailiwick_operator_cas";

  public TrustedAuthority {
    operatorCas = Set.copyOf(operatorCas);
  }

  /**
   * Fetches the anchors: over plain HTTP a root, which must have the pinned fingerprint, and over
   * TLS the operator CAs in the trust bundle of the authority node, whose certificate chains to the
   * root.
   *
   * @param plain http URL of the authority
   * @param rootFingerprint SHA-256 of the root's DER in hex
   */
  public static TrustedAuthority fetch(URI plain, String rootFingerprint, URI authority) {
    X509Certificate root;
    try (JsonEndpoint open = new JsonEndpoint(plain, noTls())) {
      root = pinned(open, rootFingerprint);
    }
    AtomicReference<TrustDomain> provenDomain = new AtomicReference<>();
    Predicate<SpiffeId> authorityNode =
        id -> {
          provenDomain.set(id.trustDomain());
          return id.path().equals("/node/authority");
        };
    SSLContext tls = serverTls(new SpiffeTrustManager(() -> Set.of(root), authorityNode));
    try (JsonEndpoint secure = new JsonEndpoint(authority, tls)) {
      Set<X509Certificate> operatorCas = operatorCas(secure);
      return new TrustedAuthority(provenDomain.get(), root, operatorCas);
    }
  }

  private static Set<X509Certificate> operatorCas(JsonEndpoint secure) {
    JsonObject bundle = secure.get("/.well-known/spiffe-bundle", Map.of()).body();
    try {
      return bundle.getJsonArray(OPERATOR_CAS).getValuesAs(JsonObject.class).stream()
          .map(listed -> listed.getString("issuer_id"))
          .map(name -> Pem.certificate(secure.bytes("/issuers/" + name + ".cer")))
          .collect(Collectors.toSet());
    } catch (ClassCastException | NullPointerException malformed) {
      throw notTrusted("The trust bundle lists no operator CAs", malformed);
    }
  }

  /** The root with this fingerprint: the first root, or a later one, whose file has it as name. */
  private static X509Certificate pinned(JsonEndpoint open, String fingerprint) {
    byte[] pin = parsed(fingerprint);
    X509Certificate first = Pem.certificate(open.bytes("/issuers/root.cer"));
    if (hasFingerprint(first, pin)) {
      return first;
    }
    X509Certificate later;
    try {
      later = Pem.certificate(open.bytes("/issuers/" + HexFormat.of().formatHex(pin) + ".cer"));
    } catch (ProblemException notFound) {
      throw notTrusted(
          "No root certificate of this authority has the pinned fingerprint " + fingerprint,
          notFound);
    }
    if (!hasFingerprint(later, pin)) {
      throw notTrusted("The root certificate does not have the pinned fingerprint", null);
    }
    return later;
  }

  private static byte[] parsed(String fingerprint) {
    try {
      return HexFormat.of().parseHex(fingerprint.replace(":", "").toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw notTrusted("The root's fingerprint is not SHA-256 in hex", e);
    }
  }

  private static boolean hasFingerprint(X509Certificate root, byte[] pin) {
    return Arrays.equals(Base64.getUrlDecoder().decode(Pem.sha256(root)), pin);
  }

  private static ProblemException notTrusted(String detail, Exception cause) {
    return new ProblemException(
        ProblemType.CREDENTIAL_NOT_TRUSTED, "root-fingerprint", detail, cause);
  }

  /** Trusts the servers and callers of this domain that {@code expected} accepts. */
  public SpiffeTrustManager trust(Predicate<SpiffeId> expected) {
    Predicate<SpiffeId> ours = expected.and(id -> id.trustDomain().equals(domain));
    Map<X509Certificate, Predicate<SpiffeId>> anchors = new HashMap<>();
    operatorCas.forEach(each -> anchors.put(each, ours.and(SpiffeId::isNode)));
    anchors.put(root, ours.and(id -> id.isAgent() || id.isNode()));
    return new SpiffeTrustManager(() -> anchors);
  }

  /** TLS without client certificate, to a node of this domain. */
  public SSLContext serverTls() {
    return serverTls(trust(SpiffeId::isNode));
  }

  private static SSLContext serverTls(X509TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** TLS that trusts nobody, for plain HTTP, which must not be redirected to TLS. */
  public static SSLContext noTls() {
    return serverTls(new SpiffeTrustManager(Set::of, id -> false));
  }
}
