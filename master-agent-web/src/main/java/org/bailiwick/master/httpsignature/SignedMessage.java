package org.bailiwick.master.httpsignature;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.method.RequestHead;

/** A request as a signature sees it: the values of its components (RFC 9421 section 2). */
final class SignedMessage {
  private static final int HTTPS_PORT = 443;

  private final RequestHead head;
  private final String authority;
  private final String path;

  /**
   * @param base the published URL of the application, without a slash at its end
   */
  SignedMessage(RequestHead head, URI base) {
    this.head = head;
    this.authority = authority(base);
    this.path = Optional.ofNullable(base.getRawPath()).orElse("") + "/" + head.path();
  }

  /** In lower case, without the port if that is the scheme's (section 2.2.3). */
  private static String authority(URI base) {
    String host = base.getHost().toLowerCase(Locale.ROOT);
    return base.getPort() < 0 || base.getPort() == HTTPS_PORT ? host : host + ":" + base.getPort();
  }

  /**
   * The signature base: a line for each covered component, then the parameters (section 2.5).
   *
   * @throws ProblemException signature-invalid for a component that the request does not have
   */
  byte[] base(SignatureFields fields) {
    StringBuilder lines = new StringBuilder();
    for (String component : fields.components()) {
      lines.append('"').append(component).append("\": ").append(value(component)).append('\n');
    }
    return lines
        .append("\"@signature-params\": ")
        .append(fields.parameters())
        .toString()
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private String value(String component) {
    return switch (component) {
      case "@method" -> head.method();
      case "@target-uri" -> "https://" + authority + requestTarget();
      case "@authority" -> authority;
      case "@scheme" -> "https";
      case "@path" -> path;
      case "@query" -> "?" + head.query().orElse("");
      case "@request-target" -> requestTarget();
      default -> field(component);
    };
  }

  /** The URI without its query. */
  String uri() {
    return "https://" + authority + path;
  }

  private String requestTarget() {
    return path + head.query().map(query -> "?" + query).orElse("");
  }

  /** The values of a field, without white space around each (section 2.1). */
  private String field(String name) {
    List<String> values = head.header(name);
    if (name.startsWith("@") || values.isEmpty() || !name.equals(name.toLowerCase(Locale.ROOT))) {
      throw new ProblemException(
          ProblemType.SIGNATURE_INVALID,
          "signature-component-absent",
          "The signature covers what the request does not have.");
    }
    return values.stream().map(String::strip).collect(Collectors.joining(", "));
  }
}
