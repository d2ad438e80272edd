package org.bailiwick.broker.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndRequest;
import org.bailiwick.broker.outbound.PercentEncoding;
import org.bailiwick.contract.credential.Sha256;

/**
 * AWS Signature Version 4 in the Authorization field (AWS Identity and Access Management User
 * Guide, "Create a signed AWS API request"). Every field of the request is signed, and the body by
 * its digest, also over TLS.
 */
final class AwsSignature {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String HMAC = "HmacSHA256";
  private static final int DAY = 8;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** A part of a query in which all but unreserved characters are percent-encoded. */
  private static final Pattern ENCODED = Pattern.compile("([A-Za-z0-9._~-]|%[0-9A-F]{2})*");

  private final AwsScope scope;
  private final String time;
  private final BackEndRequest request;
  private final String payload;

  private AwsSignature(AwsScope scope, String time, BackEndRequest request, String payload) {
    this.scope = scope;
    this.time = time;
    this.request = request;
    this.payload = payload;
  }

  /** A signed request, and its signature alone. */
  record Signed(BackEndRequest request, String signature) {}

  /**
   * Signs a request that is otherwise complete.
   *
   * @throws BackEndFault signature-path or signature-query, if path or query are not in a form that
   *     is signed in one way only
   */
  static Signed sign(BackEndRequest request, AwsScope scope, AwsKeys keys, Instant now) {
    String time = TIME.format(now);
    String payload = HexFormat.of().formatHex(Sha256.of(request.body().orElse(new byte[0])));
    BackEndRequest dated = request.with("X-Amz-Date", time).with("X-Amz-Content-Sha256", payload);
    if (keys.sessionToken().isPresent()) {
      dated = dated.with("X-Amz-Security-Token", keys.sessionToken().get());
    }
    return new AwsSignature(scope, time, dated, payload).by(keys);
  }

  private Signed by(AwsKeys keys) {
    SortedMap<String, String> fields = fields();
    String names = String.join(";", fields.keySet());
    String day = time.substring(0, DAY);
    String text =
        String.join("\n", ALGORITHM, time, scope.on(day), Sha256.hex(canonical(fields, names)));
    byte[] key = key(keys.secret(), day);
    String signature = HexFormat.of().formatHex(mac(key, text));
    Arrays.fill(key, (byte) 0);
    String value =
        "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
            .formatted(ALGORITHM, keys.accessKeyId(), scope.on(day), names, signature);
    return new Signed(request.with("Authorization", value), signature);
  }

  private String canonical(SortedMap<String, String> fields, String names) {
    String lines =
        fields.entrySet().stream()
            .map(field -> field.getKey() + ":" + field.getValue() + "\n")
            .collect(Collectors.joining());
    return String.join("\n", request.method(), path(), query(), lines, names, payload);
  }

  /** All fields, and the host, by their names in lower case; runs of spaces count as one. */
  private SortedMap<String, String> fields() {
    SortedMap<String, String> fields = new TreeMap<>();
    request
        .headers()
        .forEach(
            (name, value) ->
                fields.put(name.toLowerCase(Locale.ROOT), value.strip().replaceAll(" +", " ")));
    fields.remove("authorization");
    fields.put("host", host());
    return fields;
  }

  /** As the HTTP client sends it: without the port if it is the scheme's. */
  private String host() {
    URI uri = request.uri();
    int usual = "https".equals(uri.getScheme()) ? HTTPS : HTTP;
    return uri.getPort() < 0 || uri.getPort() == usual
        ? uri.getHost()
        : uri.getHost() + ":" + uri.getPort();
  }

  /** Runs of slashes count as one, and each segment is encoded once more than it is sent. */
  private String path() {
    String sent = request.uri().getRawPath();
    if (scope.takesPathAsSent()) {
      return sent.isEmpty() ? "/" : sent;
    }
    List<String> segments = List.of(sent.replaceAll("/{2,}", "/").split("/", -1));
    if (segments.contains(".") || segments.contains("..")) {
      throw BackEndFault.refused("signature-path", null); // signers differ in what they make of it
    }
    String path = segments.stream().map(PercentEncoding::of).collect(Collectors.joining("/"));
    return path.isEmpty() ? "/" : path;
  }

  /** The parameters in the order of their names, and then of their values. */
  private String query() {
    String sent = request.uri().getRawQuery();
    if (sent == null || sent.isEmpty()) {
      return "";
    }
    List<String[]> parameters = Stream.of(sent.split("&")).map(AwsSignature::parameter).toList();
    long names = parameters.stream().map(each -> each[0]).distinct().count();
    if (scope.takesPathAsSent() && names < parameters.size()) {
      // some signers for S3 take the first value alone, and others all of them
      throw BackEndFault.refused("signature-query", null);
    }
    return parameters.stream()
        .sorted(Comparator.comparing((String[] each) -> each[0]).thenComparing(each -> each[1]))
        .map(each -> each[0] + "=" + each[1])
        .collect(Collectors.joining("&"));
  }

  private static String[] parameter(String sent) {
    int end = sent.indexOf('=');
    String[] parts = {
      end < 0 ? sent : sent.substring(0, end), end < 0 ? "" : sent.substring(end + 1)
    };
    if (!ENCODED.matcher(parts[0]).matches() || !ENCODED.matcher(parts[1]).matches()) {
      throw BackEndFault.refused("signature-query", null);
    }
    return parts;
  }

  /** The key of one day, region and service, derived from the secret for this request only. */
  private byte[] key(byte[] secret, String day) {
    byte[] prefix = "AWS4".getBytes(StandardCharsets.US_ASCII);
    byte[] key = Arrays.copyOf(prefix, prefix.length + secret.length);
    System.arraycopy(secret, 0, key, prefix.length, secret.length);
    for (String part : new String[] {day, scope.region(), scope.service(), "aws4_request"}) {
      byte[] next = mac(key, part);
      Arrays.fill(key, (byte) 0);
      key = next;
    }
    return key;
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has " + HMAC, e);
    }
  }
}
