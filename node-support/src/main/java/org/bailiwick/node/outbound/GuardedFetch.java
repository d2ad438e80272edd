package org.bailiwick.node.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.time.TimeLimit;
import org.bailiwick.node.outbound.address.PublicAddresses;

/**
 * Fetches a document by GET, or the answer to a POST, or delivers a message by POST, guarded
 * against server-side request forgery: https only, origins of an allow-list only, one resolution of
 * the name and a connection to exactly that address, no private address unless the origin is listed
 * for it, no redirects, no proxy, bounded size and time.
 */
public final class GuardedFetch {
  /** Resolves a host to its addresses. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * What is posted.
   *
   * @param headers the headers of the request beside the usual ones, or instead of them; they may
   *     hold credentials
   */
  public record Post(String json, Map<String, String> headers) {
    public Post {
      headers = Map.copyOf(headers);
    }

    /** With the bearer token (RFC 6750) by which the server knows us, if any. */
    public Post(String json, Optional<String> bearer) {
      this(
          json, bearer.map(token -> Map.of("Authorization", "Bearer " + token)).orElseGet(Map::of));
    }

    @Override
    public String toString() {
      return "Post[" + json.length() + " characters]";
    }
  }

  /** What is done over a connection. */
  @FunctionalInterface
  private interface Exchange<T> {
    T over(PinnedSocketFactory pinned) throws IOException;
  }

  private static final int OK = 200;
  private static final int REDIRECTION = 300;
  private static final int CLIENT_ERROR = 400;

  private final FetchSettings settings;
  private final Resolver resolver;

  public GuardedFetch(FetchSettings settings) {
    this(settings, InetAddress::getAllByName);
  }

  GuardedFetch(FetchSettings settings, Resolver resolver) {
    this.settings = settings;
    this.resolver = resolver;
  }

  /**
   * The document at the URI.
   *
   * @param allowed the origins that may be called
   * @param tlsAnchors trust anchors for the server's certificate; when empty, those of the platform
   * @throws ProblemException dependency-unavailable (503); its check names the rule or the failure
   */
  public byte[] get(URI uri, Set<Origin> allowed, Set<X509Certificate> tlsAnchors) {
    return getDocument(uri, allowed, tlsAnchors).body();
  }

  /** The same with what the server's headers say about the document. */
  public FetchedDocument getDocument(
      URI uri, Set<Origin> allowed, Set<X509Certificate> tlsAnchors) {
    Origin origin = requireAllowed(uri, allowed);
    InetAddress address = requireReachable(origin, settings.privateOrigins());
    return fetch(uri, address, tlsAnchors, Optional.empty());
  }

  /**
   * The document at a URI of this node's own configuration. Its origin is allowed, even at an
   * address that is not public; all other rules hold.
   */
  public byte[] getConfigured(URI uri, Set<X509Certificate> tlsAnchors) {
    Origin origin = originOf(uri);
    InetAddress address = requireReachable(origin, Set.of(origin));
    return fetch(uri, address, tlsAnchors, Optional.empty()).body();
  }

  /** The answer of a server of this node's own configuration to a POST, under the same rules. */
  public byte[] postConfigured(URI uri, Set<X509Certificate> tlsAnchors, Post post) {
    Origin origin = originOf(uri);
    InetAddress address = requireReachable(origin, Set.of(origin));
    return fetch(uri, address, tlsAnchors, Optional.of(post)).body();
  }

  /**
   * Posts to one of the allowed origins. Any status of success will do, and the body of the answer
   * is not read.
   *
   * @throws ProblemException as above
   */
  public void deliver(URI uri, Set<Origin> allowed, Set<X509Certificate> tlsAnchors, Post post) {
    Origin origin = requireAllowed(uri, allowed);
    InetAddress address = requireReachable(origin, settings.privateOrigins());
    int status =
        call(
            origin,
            address,
            tlsAnchors,
            pinned -> status(begun(uri, pinned, Optional.of(post)), origin));
    if (status < OK || status >= REDIRECTION) {
      throw refusal("fetch-status", origin, null).with("status", String.valueOf(status));
    }
  }

  private FetchedDocument fetch(
      URI uri, InetAddress address, Set<X509Certificate> tlsAnchors, Optional<Post> post) {
    return call(Origin.of(uri), address, tlsAnchors, pinned -> exchange(uri, pinned, post));
  }

  private <T> T call(
      Origin origin, InetAddress address, Set<X509Certificate> tlsAnchors, Exchange<T> exchange) {
    try {
      PinnedSocketFactory pinned =
          new PinnedSocketFactory(
              context(tlsAnchors, Optional.empty()).getSocketFactory(), address);
      TimeLimit limit = TimeLimit.after(settings.limit(), pinned::expire);
      try {
        return exchange.over(pinned);
      } catch (IOException e) {
        throw refusal(pinned.hasExpired() ? "fetch-timeout" : checkOf(e), origin, e);
      } finally {
        limit.close();
        pinned.abort();
      }
    } catch (GeneralSecurityException | IOException e) {
      throw refusal("fetch-tls-anchors", origin, e);
    }
  }

  private static Origin requireAllowed(URI uri, Set<Origin> allowed) {
    Origin origin = originOf(uri);
    if (!allowed.contains(origin)) {
      throw refusal("fetch-origin", origin, null);
    }
    return origin;
  }

  private static Origin originOf(URI uri) {
    try {
      return Origin.of(uri);
    } catch (IllegalArgumentException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "fetch-uri", "The URL may not be fetched", e);
    }
  }

  /** The first address of the origin, if all of them are allowed. */
  private InetAddress requireReachable(Origin origin, Set<Origin> mayBePrivate) {
    InetAddress[] addresses;
    try {
      addresses = resolver.resolve(origin.host());
    } catch (UnknownHostException e) {
      throw refusal("fetch-unresolved", origin, e);
    }
    if (!mayBePrivate.contains(origin)
        && !Stream.of(addresses).allMatch(PublicAddresses::include)) {
      throw refusal("fetch-private-address", origin, null);
    }
    return addresses[0];
  }

  private FetchedDocument exchange(URI uri, PinnedSocketFactory pinned, Optional<Post> post)
      throws IOException {
    HttpsURLConnection connection = begun(uri, pinned, post);
    if (status(connection, Origin.of(uri)) != OK) {
      throw refusal("fetch-status", Origin.of(uri), null);
    }
    try (InputStream body = connection.getInputStream()) {
      byte[] bytes = body.readNBytes(settings.maxBytes() + 1);
      if (bytes.length > settings.maxBytes()) {
        throw refusal("fetch-too-large", Origin.of(uri), null);
      }
      return FetchedDocument.of(bytes, connection);
    } finally {
      connection.disconnect();
    }
  }

  /** The connection after the request was sent. */
  private HttpsURLConnection begun(URI uri, PinnedSocketFactory pinned, Optional<Post> post)
      throws IOException {
    HttpsURLConnection connection = (HttpsURLConnection) uri.toURL().openConnection(Proxy.NO_PROXY);
    connection.setSSLSocketFactory(pinned);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) settings.limit().toMillis());
    connection.setReadTimeout((int) settings.limit().toMillis());
    connection.setRequestProperty("Connection", "close");
    if (post.isPresent()) {
      send(connection, post.get());
    }
    return connection;
  }

  /** The status of the answer, which is no redirection. */
  private static int status(HttpsURLConnection connection, Origin origin) throws IOException {
    int status = connection.getResponseCode();
    if (status >= REDIRECTION && status < CLIENT_ERROR) {
      throw refusal("fetch-redirect", origin, null);
    }
    return status;
  }

  private static void send(HttpsURLConnection connection, Post post) throws IOException {
    byte[] body = post.json().getBytes(StandardCharsets.UTF_8);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setRequestProperty("Accept", "application/json");
    post.headers().forEach(connection::setRequestProperty);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
  }

  /**
   * TLS that trusts these anchors, or those of the platform when there are none, and shows this
   * certificate, if there is one.
   */
  static SSLContext context(Set<X509Certificate> anchors, Optional<ClientIdentity> identity)
      throws GeneralSecurityException, IOException {
    KeyStore store = null; // the platform's own
    if (!anchors.isEmpty()) {
      store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate anchor : anchors) {
        store.setCertificateEntry("anchor-" + store.size(), anchor);
      }
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManager[] shown =
        identity.map(own -> new KeyManager[] {own.keyManager()}).orElse(null); // null: none
    context.init(shown, trust.getTrustManagers(), null);
    return context;
  }

  private static String checkOf(IOException failure) {
    return switch (failure) {
      case SocketTimeoutException timeout -> "fetch-timeout";
      case SSLException tls -> "fetch-tls";
      default -> "fetch-failed";
    };
  }

  private static ProblemException refusal(String check, Origin origin, Exception cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        check,
        "Nothing could be fetched from " + origin,
        cause);
  }
}
