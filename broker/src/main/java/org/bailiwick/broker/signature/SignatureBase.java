package org.bailiwick.broker.signature;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.contract.credential.Sha256;

/**
 * What a message signature is made over (RFC 9421 section 2.5). A request with a body gets a
 * Content-Digest (RFC 9530), which is always covered.
 */
public final class SignatureBase {
  public static final List<String> USUAL = List.of("@method", "@target-uri", "content-digest");
  private static final String DIGEST = "content-digest";
  private static final Set<String> DERIVED =
      Set.of(
          "@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query");
  private static final Pattern FIELD = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]{1,64}");
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  private final BackEndRequest request;
  private final List<String> components;

  private SignatureBase(BackEndRequest request, List<String> components) {
    this.request = request;
    this.components = components;
  }

  /** Whether these components are known, come once, and say which request of which server it is. */
  public static boolean bindsTarget(List<String> components) {
    Set<String> set = new HashSet<>(components);
    boolean known =
        components.stream()
            .allMatch(
                each ->
                    each.startsWith("@") ? DERIVED.contains(each) : FIELD.matcher(each).matches());
    boolean target =
        set.contains("@target-uri")
            || (set.contains("@authority")
                && (set.contains("@request-target") || set.containsAll(Set.of("@path", "@query"))));
    return known && target && set.contains("@method") && set.size() == components.size();
  }

  public static SignatureBase of(BackEndRequest request, List<String> components) {
    List<String> covered =
        new ArrayList<>(components.stream().filter(each -> !each.equals(DIGEST)).toList());
    if (request.body().isEmpty()) {
      return new SignatureBase(request, covered);
    }
    covered.add(DIGEST);
    String digest = Base64.getEncoder().encodeToString(Sha256.of(request.body().orElseThrow()));
    return new SignatureBase(request.with("Content-Digest", "sha-256=:" + digest + ":"), covered);
  }

  /** The request with its digest. */
  public BackEndRequest request() {
    return request;
  }

  /** The value of {@code @signature-params} with these parameters (section 2.3). */
  public String parameters(String parameters) {
    return components.stream()
            .map(each -> '"' + each + '"')
            .collect(Collectors.joining(" ", "(", ")"))
        + parameters;
  }

  /** The base64 of the MAC. */
  public String hmac(byte[] secret, String parameters) {
    StringBuilder lines = new StringBuilder();
    for (String component : components) {
      lines.append('"').append(component).append("\": ").append(value(component)).append('\n');
    }
    lines.append("\"@signature-params\": ").append(parameters);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      return Base64.getEncoder()
          .encodeToString(mac.doFinal(lines.toString().getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private String value(String component) {
    URI uri = request.uri();
    return switch (component) {
      case "@method" -> request.method();
      case "@target-uri" -> scheme() + "://" + authority() + target();
      case "@authority" -> authority();
      case "@scheme" -> scheme();
      case "@request-target" -> target();
      case "@path" -> path();
      case "@query" -> "?" + (uri.getRawQuery() == null ? "" : uri.getRawQuery());
      default -> field(component);
    };
  }

  private String field(String name) {
    String value = request.headers().get(name);
    if (value == null) {
      throw BackEndFault.refused("signature-field-absent", null);
    }
    return value;
  }

  private String scheme() {
    return request.uri().getScheme();
  }

  /** Without the port if it is the scheme's (section 2.2.3). */
  private String authority() {
    URI uri = request.uri();
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    int usual = "https".equals(uri.getScheme()) ? HTTPS : HTTP;
    return uri.getPort() < 0 || uri.getPort() == usual ? host : host + ":" + uri.getPort();
  }

  private String path() {
    String path = request.uri().getRawPath();
    return path.isEmpty() ? "/" : path;
  }

  private String target() {
    String query = request.uri().getRawQuery();
    return path() + (query == null ? "" : "?" + query);
  }
}
