package org.bailiwick.contract.identifier;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * An identifier of an agent in canonical form. Two identifiers are the same exactly when their
 * texts are.
 */
public final class Identifier {
  /** The most characters of an identifier, as for SPIFFE ids (SPIFFE-ID section 2.3). */
  public static final int LONGEST = 2048;

  private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]{1," + LONGEST + "}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

  /**
   * A version of numbers alone (Semantic Versioning 2.0.0 section 2), then a name of two labels.
   */
  private static final Pattern ANS =
      Pattern.compile("(v(0|[1-9]\\d{0,8})(\\.(0|[1-9]\\d{0,8})){2})\\.([^.]+\\..+)");

  private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]+");

  /** The unreserved characters and those that a segment needs no escape for (RFC 3986, 3.3). */
  private static final Pattern URL_SEGMENT = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]+");

  private static final Set<String> DOTS = Set.of(".", "..");
  private static final String WELL_KNOWN = ".well-known";
  private static final String ENCODED_COLON = "%3a";

  private final IdentifierScheme scheme;
  private final String text;
  private final String authority;

  private Identifier(IdentifierScheme scheme, String text, String authority) {
    this.scheme = scheme;
    this.text = text;
    this.authority = authority;
  }

  /**
   * Reads an identifier of any scheme.
   *
   * @throws ProblemException malformed-request; the check says what is wrong: {@code
   *     identifier-scheme}, {@code identifier-characters}, {@code identifier-host}, {@code
   *     identifier-port}, {@code identifier-path}, {@code identifier-version}, {@code
   *     identifier-uuid}, {@code did-key-encoding}, {@code did-key-unsupported}, or one of SPIFFE
   *     ids
   */
  public static Identifier parse(String text) {
    if (!VISIBLE.matcher(text).matches()) {
      throw refused("identifier-characters", "An identifier is 1 to 2048 visible ASCII characters");
    }
    IdentifierScheme scheme =
        IdentifierScheme.of(text)
            .orElseThrow(() -> refused("identifier-scheme", "No scheme is known that begins so"));
    String rest = text.substring(scheme.prefix().length());
    return switch (scheme) {
      case SPIFFE -> spiffe(text);
      case WIMSE -> wimse(text, rest);
      case DID_WEB -> didWeb(rest);
      case DID_KEY -> didKey(text);
      case ANS -> ans(rest);
      case DNS -> ofHost(scheme, HostName.canonical(rest), "");
      case URN_UUID -> uuid(rest);
      case CARD_URL -> cardUrl(rest);
    };
  }

  private static Identifier ofHost(IdentifierScheme scheme, String host, String rest) {
    String canonical = scheme.prefix() + host + rest;
    if (canonical.length() > LONGEST) {
      throw refused("identifier-characters", "An identifier has at most 2048 characters");
    }
    return new Identifier(scheme, canonical, host);
  }

  private static Identifier spiffe(String text) {
    SpiffeId id = requirePath(SpiffeId.parse(text));
    return new Identifier(IdentifierScheme.SPIFFE, id.toString(), id.trustDomain().name());
  }

  /** A WIMSE identifier has the parts of a SPIFFE id, and so its rules. */
  private static Identifier wimse(String text, String rest) {
    if (!text.startsWith(IdentifierScheme.WIMSE.prefix())) {
      throw refused("identifier-scheme", "wimse is written in lower case");
    }
    SpiffeId id = requirePath(SpiffeId.parse(SpiffeId.SCHEME + rest));
    String canonical = IdentifierScheme.WIMSE.prefix() + id.trustDomain().name() + id.path();
    return new Identifier(IdentifierScheme.WIMSE, canonical, id.trustDomain().name());
  }

  private static SpiffeId requirePath(SpiffeId id) {
    if (id.path().isEmpty()) {
      throw refused("identifier-path", "The identifier names a trust domain and no agent");
    }
    return id;
  }

  private static Identifier didKey(String text) {
    DidKey.parse(text);
    return new Identifier(IdentifierScheme.DID_KEY, text, "");
  }

  /** The host ends at the first colon; the colon before a port is encoded. */
  private static Identifier didWeb(String rest) {
    int end = rest.indexOf(':');
    String authority = end < 0 ? rest : rest.substring(0, end);
    String path = end < 0 ? "" : rest.substring(end);
    int colon = HostName.lower(authority).indexOf(ENCODED_COLON);
    String host = HostName.canonical(colon < 0 ? authority : authority.substring(0, colon));
    String port =
        colon < 0 ? "" : "%3A" + HostName.port(authority.substring(colon + ENCODED_COLON.length()));
    if (!path.isEmpty()) {
      requireSegments(path.substring(1), ":", SEGMENT);
      if (path.startsWith(":" + WELL_KNOWN)) {
        throw refused("identifier-path", "A did:web has no path that begins with .well-known");
      }
    }
    return ofHost(IdentifierScheme.DID_WEB, host, port + path);
  }

  private static Identifier ans(String rest) {
    Matcher parts = ANS.matcher(HostName.lower(rest));
    if (!parts.matches()) {
      throw refused(
          "identifier-version",
          "An ANS name is ans://v, a version of three numbers, a dot, and a DNS name of two labels"
              + " or more");
    }
    String host = HostName.canonical(parts.group(5));
    String canonical = IdentifierScheme.ANS.prefix() + parts.group(1) + "." + host;
    return new Identifier(IdentifierScheme.ANS, canonical, host);
  }

  private static Identifier uuid(String rest) {
    String lower = HostName.lower(rest);
    if (!UUID.matcher(lower).matches()) {
      throw refused("identifier-uuid", "urn:uuid: is followed by a UUID of 36 characters");
    }
    return new Identifier(
        IdentifierScheme.URN_UUID, IdentifierScheme.URN_UUID.prefix() + lower, "");
  }

  /** A URL without escapes, query or fragment, so that one document has one URL. */
  private static Identifier cardUrl(String rest) {
    int slash = rest.indexOf('/');
    if (slash < 0) {
      throw refused("identifier-path", "A URL has a path, at least /");
    }
    String authority = rest.substring(0, slash);
    int colon = authority.indexOf(':');
    String host = HostName.canonical(colon < 0 ? authority : authority.substring(0, colon));
    String port = colon < 0 ? "" : ":" + HostName.port(authority.substring(colon + 1));
    String path = rest.substring(slash + 1);
    if (!path.isEmpty()) {
      requireSegments(path, "/", URL_SEGMENT);
    }
    return ofHost(IdentifierScheme.CARD_URL, host, port + "/" + path);
  }

  private static void requireSegments(String path, String separator, Pattern segment) {
    boolean fine =
        Stream.of(path.split(Pattern.quote(separator), -1))
            .allMatch(each -> segment.matcher(each).matches() && !DOTS.contains(each));
    if (!fine) {
      throw refused(
          "identifier-path",
          "A path has no empty segment, no segment of dots, no escape, query or fragment");
    }
  }

  public IdentifierScheme scheme() {
    return scheme;
  }

  /** The canonical text, at most 2048 ASCII characters. */
  public String text() {
    return text;
  }

  /**
   * Who gives the identifiers of this part of the scheme: a trust domain or a host; empty for a
   * scheme without such a part ({@code urn:uuid}, {@code did:key}).
   */
  public String authority() {
    return authority;
  }

  /** The URL of the document that speaks for the identifier; empty for a scheme without one. */
  public Optional<String> documentUrl() {
    return switch (scheme) {
      case DID_WEB -> Optional.of(didDocument(text.substring(scheme.prefix().length())));
      case DNS -> Optional.of("https://" + authority + "/.well-known/bailiwick-agents.json");
      case CARD_URL -> Optional.of(text);
      case SPIFFE, WIMSE, DID_KEY, ANS, URN_UUID -> Optional.empty();
    };
  }

  private static String didDocument(String rest) {
    String path = rest.replace(':', '/').replace("%3A", ":");
    return "https://" + (path.indexOf('/') < 0 ? path + "/" + WELL_KNOWN : path) + "/did.json";
  }

  static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Identifier that && text.equals(that.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
